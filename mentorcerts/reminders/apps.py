from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "mentorcerts.reminders"
    label = "reminders"
