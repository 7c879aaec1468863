from django.apps import AppConfig
from django.db.backends.signals import connection_created


class MentorcertsConfig(AppConfig):
    name = "mentorcerts"

    def ready(self) -> None:
        from certifications.registry import registry
        from mentorcerts import checks  # noqa: F401  registers the system checks
        from mentorcerts.access import audit, sessions
        from mentorcerts.health.run_observer import observe_run
        from mentorcerts.lib.pooler import adapt_to_pooler
        from mentorcerts.lib.timestamps import read_timestamps_quickly
        from mentorcerts.pages.actions.definitions import selection_actions
        from mentorcerts.pages.mentor import mentor_link

        audit.connect()
        sessions.connect()
        connection_created.connect(read_timestamps_quickly)
        connection_created.connect(adapt_to_pooler)
        registry.run_observers.append(observe_run)
        registry.mentor_link = mentor_link
        registry.selection_actions += selection_actions()
