"""``/metrics`` in Prometheus' text format.

Two kinds: counters of the requests that the web processes have answered, and gauges about runs,
mentors and tasks, read from the database at each scrape.

Each web process counts by itself. With ``PROMETHEUS_MULTIPROC_DIR`` (a folder that is emptied
when the program starts) they share their counts; without it each series of requests is labelled
with its process, since a scrape reaches only one of them.
"""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from math import inf
from secrets import compare_digest
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_q.brokers import get_broker
from django_q.models import OrmQ
from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from certifications.change_log.publish import last_number, publish_backlog
from certifications.models import AutoPause, Certification, ExpiryRun, Mentor
from certifications.pause_causes import (
    COORDINATOR,
    DEPARTURE,
    NIGHTLY_RUN,
    PAUSE_CAUSES,
    REVOCATION,
    PauseCause,
)
from mentorcerts.health.heartbeat import time_since_heartbeat
from mentorcerts.health.log_check import last_log_check
from mentorcerts.health.mail_metrics import mail_metrics
from mentorcerts.health.registry import registry
from mentorcerts.health.run_health import run_health
from mentorcerts.health.schedule_health import schedule_troubles
from mentorcerts.health.timeouts import run_with_timeout
from mentorcerts.health.totals_check import last_check
from mentorcerts.lib import clock
from mentorcerts.models import Incident
from mentorcerts.sync.models import Reader

REDIS_TIMEOUT_SECONDS = 3.0
"""Less than a scrape may take: ten seconds, unless Prometheus is told otherwise."""
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR" in os.environ

_requests_registry = CollectorRegistry()
REQUESTS = Counter(
    "mentorcerts_requests",
    "Requests answered.",
    ["method", "route", "status", "process"],
    registry=_requests_registry,
)
SECONDS = Histogram(
    "mentorcerts_request_seconds",
    "How long it took to answer.",
    ["method", "route", "process"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=_requests_registry,
)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def observe(request: HttpRequest, response: HttpResponse, *, started: float) -> None:
    """Count one request; ``started`` is the ``perf_counter`` when it arrived."""
    match = request.resolver_match
    route = (match.view_name or match.route) if match else "(none)"
    # Clients can invent methods: they must not create series.
    method = request.method if request.method in _METHODS else "OTHER"
    process = "" if MULTIPROCESS else str(os.getpid())
    requests, seconds = _series(method, route, response.status_code, process)
    requests.inc()
    seconds.observe(perf_counter() - started)


@lru_cache(maxsize=4096)
def _series(method: str, route: str, status: int, process: str) -> tuple[Counter, Histogram]:
    """Cache the series: looking them up by their labels takes longer than counting."""
    return REQUESTS.labels(method, route, status, process), SECONDS.labels(method, route, process)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Require ``MENTORCERTS_METRICS_TOKEN``, sent as ``Authorization: Bearer …``.

    If the setting is empty, the answer is 404, and in development open to everybody.
    """
    token = settings.MENTORCERTS_METRICS_TOKEN
    if not token and not settings.DEBUG:
        return HttpResponse("Set MENTORCERTS_METRICS_TOKEN to open this.\n", status=404)
    sent = request.headers.get("Authorization", "")
    if token and not compare_digest(sent.encode(), f"Bearer {token}".encode()):
        return HttpResponse(
            "Send the token: Authorization: Bearer …\n",
            status=401,
            headers={"WWW-Authenticate": 'Bearer realm="metrics"'},
        )
    programme = CollectorRegistry()
    programme.register(_ProgrammeCollector())
    requests = _requests_registry
    if MULTIPROCESS:
        requests = CollectorRegistry()
        MultiProcessCollector(requests)  # type: ignore[no-untyped-call]
    body = generate_latest(requests) + generate_latest(programme)
    return HttpResponse(body, content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _ProgrammeCollector(Collector):
    """Gauges from the database, in 22 queries; if it does not answer, only that it is down."""

    def collect(self) -> Iterator[Metric]:
        try:
            yield from [*self._runs(), *self._mentors(), *self._tasks(), *self._checks(), *_log()]
            yield from [*self._systems(), *mail_metrics(now=timezone.now())]
            for find in registry.metric_sources:
                yield from list(find(timezone.now()))
            up = 1
        except Error:
            connection.close()
            up = 0
        yield GaugeMetricFamily("mentorcerts_database_up", "1 if it answers.", up)

    def _runs(self) -> Iterator[Metric]:
        now, runs = timezone.now(), run_health()
        if good := runs.last_good:
            yield GaugeMetricFamily(
                "mentorcerts_last_good_run_age_seconds",
                "Since the last good run ended.",
                _age_seconds(good.completed_at or good.started_at, now),
            )
        if last := runs.last:
            took = (last.completed_at or now) - last.started_at
            yield GaugeMetricFamily(
                "mentorcerts_last_run_duration_seconds",
                "Of the last run that was meant to pause.",
                max(took.total_seconds(), 0),
            )
            mentors = GaugeMetricFamily(
                "mentorcerts_last_run_mentors", "Its counts of mentors.", labels=["count"]
            )
            for count in ("mentors_scanned", "expired_found", "auto_paused", "skipped_exempt"):
                mentors.add_metric([count], getattr(last, count))
            mentors.add_metric(["failures"], len(last.failures))
            yield mentors
            last_state = GaugeMetricFamily(
                "mentorcerts_last_run_state", "1 for the state it is in.", labels=["state"]
            )
            for state in ExpiryRun.State.values:
                last_state.add_metric([state], int(state == last.state))
            yield last_state
        by_state = GaugeMetricFamily("mentorcerts_runs", "Runs on record.", labels=["state"])
        on_record = ExpiryRun.objects.filter(dry_run=False).order_by().values_list("state")
        counts = dict(on_record.annotate(Count("pk")))
        for state in ExpiryRun.State.values:
            by_state.add_metric([state], counts.get(state, 0))
        yield by_state
        yield GaugeMetricFamily(
            "mentorcerts_incidents_open",
            "Problems of the nightly run that are not over.",
            Incident.objects.filter(closed_at=None).count(),
        )

    def _mentors(self) -> Iterator[Metric]:
        paused = GaugeMetricFamily(
            "mentorcerts_mentors_paused",
            "Mentors paused, by what; one can be paused by several.",
            labels=["by"],
        )
        for cause in PAUSE_CAUSES:
            paused.add_metric([cause.name], _PAUSED_BY[cause]().count())
        yield paused

    def _tasks(self) -> Iterator[Metric]:
        depth = _queue_depth()
        yield GaugeMetricFamily(
            "mentorcerts_task_queue_up", "1 if the queue answers.", int(depth is not None)
        )
        if depth is not None:
            yield GaugeMetricFamily(
                "mentorcerts_task_queue_depth", "Tasks that wait or are at work.", depth
            )
        silence = time_since_heartbeat(now=timezone.now())
        if silence is not None:
            yield GaugeMetricFamily(
                "mentorcerts_task_cluster_silent_seconds",
                "Since the task cluster's last heartbeat.",
                _seconds(silence),
            )
        yield GaugeMetricFamily(
            "mentorcerts_schedules_unwell",
            "Scheduled tasks that will not run as they should.",
            len({trouble.schedule.pk for trouble in schedule_troubles(now=timezone.now())}),
        )

    def _systems(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "mentorcerts_systems_out_of_step",
            "Connected systems whose last comparison found differences.",
            Reader.objects.out_of_step().count(),
        )

    def _checks(self) -> Iterator[Metric]:
        if check := last_check():
            yield GaugeMetricFamily(
                "mentorcerts_counters_wrong",
                "Counters behind the totals that the last check found wrong.",
                check.wrong,
            )
            yield GaugeMetricFamily(
                "mentorcerts_counters_check_age_seconds",
                "Since that check.",
                _age_seconds(check.checked_at, timezone.now()),
            )
        if of_log := last_log_check():
            yield GaugeMetricFamily(
                "mentorcerts_events_wrong",
                "Mentors who stood otherwise than the change log told, at its last check.",
                of_log.wrong,
            )
            yield GaugeMetricFamily(
                "mentorcerts_events_check_age_seconds",
                "Since that check.",
                _age_seconds(of_log.checked_at, timezone.now()),
            )


def _log() -> Iterator[Metric]:
    """How far the change log is published."""
    backlog = publish_backlog()
    yield GaugeMetricFamily(
        "mentorcerts_events_unpublished",
        "Lines of the change log, and pauses by the job, that are not published yet.",
        backlog.lines,
    )
    yield GaugeMetricFamily(
        "mentorcerts_events_unpublished_age_seconds",
        "Since the oldest of them happened.",
        0 if backlog.since is None else _age_seconds(backlog.since, timezone.now()),
    )
    yield GaugeMetricFamily(
        "mentorcerts_events_last_number", "Of the last line that was published.", last_number()
    )


_PAUSED_BY: dict[PauseCause, Callable[[], QuerySet[Any]]] = {
    NIGHTLY_RUN: lambda: AutoPause.objects.open(),
    REVOCATION: lambda: Certification.objects.governing().filter(REVOCATION.condition),
    COORDINATOR: lambda: Mentor.objects.filter(paused_at__isnull=False),
    DEPARTURE: lambda: Mentor.objects.filter(left_at__isnull=False),
}
"""Cause of a pause → where its mentors are counted fast, whether they hold anything or not."""


def _age_seconds(moment: datetime, now: datetime) -> float:
    return _seconds(clock.age(moment, now=now))


def _seconds(age: timedelta) -> float:
    """Endless where it was dated ahead, so that every "longer than" fires."""
    return inf if age == timedelta.max else age.total_seconds()


def _queue_depth() -> int | None:
    """Return how many tasks the queue holds; ``None`` if Redis does not answer."""
    if "orm" in settings.Q_CLUSTER:
        return int(OrmQ.objects.count())
    found: list[int] = []
    run_with_timeout(
        REDIS_TIMEOUT_SECONDS,
        "Asking Redis for the length of the queue",
        lambda: found.append(int(get_broker().queue_size())),
    )
    return found[0] if found else None
