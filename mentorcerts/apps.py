from django.apps import AppConfig


class MentorcertsConfig(AppConfig):
    name = "mentorcerts"

    def ready(self) -> None:
        from mentorcerts import checks  # noqa: F401  registers the system checks
