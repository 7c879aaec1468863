from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "mentorcerts.reports"
    label = "reports"
    verbose_name = "Reports"
