from django.apps import AppConfig


class MentorcertsConfig(AppConfig):
    name = "mentorcerts"

    def ready(self) -> None:
        from certifications.registry import registry
        from mentorcerts import checks  # noqa: F401  registers the system checks
        from mentorcerts.health.run_observer import observe_run

        registry.run_observers.append(observe_run)
