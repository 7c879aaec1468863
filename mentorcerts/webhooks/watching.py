"""How far behind each endpoint is, for pages, alerts, metrics and the change log."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

from certifications.change_log.publish import last_number
from mentorcerts.health.run_health import Notice
from mentorcerts.lib import clock
from mentorcerts.webhooks import waiting
from mentorcerts.webhooks.delivery import wanted_by
from mentorcerts.webhooks.models import Endpoint

KIND = "webhooks"
"""Of the notices and incidents."""


@dataclass(frozen=True)
class Lag:
    """What an endpoint has not got yet: how many events, and how old the first of them is."""

    events: int
    age: timedelta

    @property
    def minutes(self) -> int:
        return int(self.age.total_seconds() // 60)


def lag_of(endpoint: Endpoint, *, now: datetime) -> Lag:
    """Counted with what the endpoint wants; nothing where it has everything."""
    if endpoint.position >= last_number():
        return Lag(0, timedelta())
    waiting_events = wanted_by(endpoint)
    first = waiting_events.values_list("occurred_at", flat=True).first()
    if first is None:
        return Lag(0, timedelta())
    return Lag(waiting_events.count(), max(now - first, timedelta()))


def positions() -> Iterable[int]:
    """Through which number each enabled endpoint has the change log."""
    return list(Endpoint.objects.filter(enabled=True).values_list("position", flat=True))


def endpoint_notices(now: datetime) -> list[Notice]:
    """One notice about all endpoints that have failed for an hour, or were disabled for it."""
    disabled = Q(enabled=False, disabled_by="") & ~Q(disabled_reason="")
    sentences = []
    for each in Endpoint.objects.filter(disabled | Q(enabled=True, failing_since__isnull=False)):
        since = each.failing_since
        if not each.enabled:
            sentences.append(f"{each.name} was disabled. {each.disabled_reason}")
        elif since is not None and clock.age(since, now=now) >= waiting.AN_HOUR:
            sentences.append(f"{each.name} has failed since {clock.format_local(since)}.")
    if not sentences:
        return []
    return [
        Notice(
            kind=KIND,
            title="An endpoint does not take what happens"
            if len(sentences) == 1
            else f"{len(sentences)} endpoints do not take what happens",
            text=f"{' '.join(sentences)} Who relies on it does not know who is paused.",
            advice="Its page has the last attempts. Nothing is lost: what was missed can be sent.",
        )
    ]


def endpoint_metrics(now: datetime) -> Iterator[Metric]:
    """Labelled with the endpoints' names, never with their addresses."""
    endpoints = list(Endpoint.objects.order_by("pk"))
    gauges = {
        "lag_events": "Events that an endpoint has not got yet.",
        "lag_seconds": "Age of the first of them.",
        "failing_seconds": "For how long no delivery has succeeded; 0 while all is well.",
        "disabled": "1 if it was disabled because of failures.",
    }
    families = {
        name: GaugeMetricFamily(f"mentorcerts_webhook_{name}", text, labels=["endpoint"])
        for name, text in gauges.items()
    }
    attempts = CounterMetricFamily(
        "mentorcerts_webhook_attempts", "Tries to deliver.", labels=["endpoint", "result"]
    )
    for each in endpoints:
        for name, value in _gauges_of(each, now).items():
            families[name].add_metric([each.name], value)
        for result in ("delivered", "failed", "skipped"):
            attempts.add_metric([each.name, result], getattr(each, result))
    yield from families.values()
    yield attempts


def _gauges_of(endpoint: Endpoint, now: datetime) -> dict[str, float]:
    lag = lag_of(endpoint, now=now) if endpoint.enabled else Lag(0, timedelta())
    since = endpoint.failing_since if endpoint.enabled else None
    by_itself = not endpoint.enabled and not endpoint.disabled_by and endpoint.disabled_reason != ""
    return {
        "lag_events": lag.events,
        "lag_seconds": lag.age.total_seconds(),
        "failing_seconds": max((now - since).total_seconds(), 0) if since else 0,
        "disabled": int(by_itself),
    }
