from django.apps import AppConfig


class MentorcertsConfig(AppConfig):
    name = "mentorcerts"

    def ready(self) -> None:
        from certifications.registry import registry
        from mentorcerts import checks  # noqa: F401  registers the system checks
        from mentorcerts.health.run_observer import observe_run
        from mentorcerts.pages.actions.definitions import selection_actions
        from mentorcerts.pages.mentor import mentor_link

        registry.run_observers.append(observe_run)
        registry.mentor_link = mentor_link
        registry.selection_actions += selection_actions()
