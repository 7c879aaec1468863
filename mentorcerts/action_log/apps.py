from django.apps import AppConfig


class ActionLogConfig(AppConfig):
    name = "mentorcerts.action_log"
    label = "action_log"
    verbose_name = "Actions"
