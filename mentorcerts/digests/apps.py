from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "mentorcerts.digests"
    label = "digests"
    verbose_name = "Digests"
