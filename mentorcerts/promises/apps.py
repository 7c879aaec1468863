from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "mentorcerts.promises"
    label = "promises"
    verbose_name = "Promises"
