from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    name = "mentorcerts.lib.idempotency"
    label = "idempotency"
