from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "mentorcerts.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"

    def ready(self) -> None:
        from certifications.registry import registry
        from mentorcerts.health.registry import registry as health
        from mentorcerts.webhooks import watching

        registry.event_readers.append(watching.positions)
        health.notice_sources[watching.KIND] = watching.endpoint_notices
        health.metric_sources.append(watching.endpoint_metrics)
