from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "mentorcerts.sync"
    label = "sync"
    verbose_name = "Connected systems"

    def ready(self) -> None:
        from certifications.registry import registry
        from mentorcerts.sync.readers import positions

        registry.event_readers.append(positions)
