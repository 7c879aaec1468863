from django.apps import AppConfig


class ActionLogConfig(AppConfig):
    name = "mentorcerts.action_log"
    label = "action_log"
    verbose_name = "Actions"

    def ready(self) -> None:
        from mentorcerts.action_log.imports import record_import
        from mentorcerts.lib.sheets.importing import list_imported

        list_imported.connect(record_import)
