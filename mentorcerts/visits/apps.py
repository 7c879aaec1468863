from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "mentorcerts.visits"
    label = "visits"
    verbose_name = "Visits"
