"""``/metrics``, in Prometheus' text form: requests as this program has answered them, and how the
programme stands as the database knows it at this moment.

Several web processes count by themselves. With ``PROMETHEUS_MULTIPROC_DIR`` (a folder that is
emptied when the program starts) they put their counts together there; without it each series of
requests says of which process it is, since a scrape reaches whichever answers.
"""

import os
from collections.abc import Iterator
from functools import lru_cache
from secrets import compare_digest
from time import perf_counter

from django.conf import settings
from django.db import Error, connection
from django.db.models import Count
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

from certifications.models import AutoPause, Certification, ExpiryRun, Mentor
from mentorcerts.health import heartbeat
from mentorcerts.health.run_health import run_health
from mentorcerts.models import Incident

TOGETHER = "PROMETHEUS_MULTIPROC_DIR" in os.environ

_counted = CollectorRegistry()
REQUESTS = Counter(
    "mentorcerts_requests",
    "Requests answered.",
    ["method", "route", "status", "process"],
    registry=_counted,
)
SECONDS = Histogram(
    "mentorcerts_request_seconds",
    "How long it took to answer.",
    ["method", "route", "process"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=_counted,
)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def observe(request: HttpRequest, response: HttpResponse, *, started: float) -> None:
    """Count one request; ``started`` is when it came in, by ``perf_counter``."""
    match = request.resolver_match
    route = (match.view_name or match.route) if match else "(none)"
    # What clients can invent must not make series.
    method = request.method if request.method in _METHODS else "OTHER"
    process = "" if TOGETHER else str(os.getpid())
    requests, seconds = _series(method, route, response.status_code, process)
    requests.inc()
    seconds.observe(perf_counter() - started)


@lru_cache(maxsize=4096)
def _series(method: str, route: str, status: int, process: str) -> tuple[Counter, Histogram]:
    """Looking them up by their labels takes longer than counting."""
    return REQUESTS.labels(method, route, status, process), SECONDS.labels(method, route, process)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For who knows ``MENTORCERTS_METRICS_TOKEN`` (``Authorization: Bearer …``).

    Without a token it is closed, in development open.
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
    now = CollectorRegistry()
    now.register(_Programme())
    counted = _counted
    if TOGETHER:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    body = generate_latest(counted) + generate_latest(now)
    return HttpResponse(body, content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Programme(Collector):
    """Asks the database, in eight queries. With the database away it says so, and nothing else."""

    def collect(self) -> Iterator[Metric]:
        try:
            yield from [*self._runs(), *self._mentors(), *self._tasks()]
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
                (now - (good.completed_at or good.started_at)).total_seconds(),
            )
        if last := runs.last:
            took = (last.completed_at or now) - last.started_at
            yield GaugeMetricFamily(
                "mentorcerts_last_run_duration_seconds",
                "Of the last run that was meant to pause.",
                took.total_seconds(),
            )
            mentors = GaugeMetricFamily(
                "mentorcerts_last_run_mentors", "Its counts of mentors.", labels=["count"]
            )
            for count in ("mentors_scanned", "expired_found", "auto_paused", "skipped_exempt"):
                mentors.add_metric([count], getattr(last, count))
            mentors.add_metric(["failures"], len(last.failures))
            yield mentors
        by_state = GaugeMetricFamily("mentorcerts_runs", "Runs on record.", labels=["state"])
        on_record = ExpiryRun.objects.filter(dry_run=False).order_by().values_list("state")
        counts = dict(on_record.annotate(Count("pk")))
        for state in ExpiryRun.State.values:
            by_state.add_metric([state], counts.get(state, 0))
        yield by_state
        yield GaugeMetricFamily(
            "mentorcerts_incidents_open",
            "What the operators are told of, and is not over.",
            Incident.objects.filter(closed_at=None).count(),
        )

    def _mentors(self) -> Iterator[Metric]:
        paused = GaugeMetricFamily(
            "mentorcerts_mentors_paused",
            "Mentors paused, by what; one can be paused by several.",
            labels=["by"],
        )
        paused.add_metric(["job"], AutoPause.objects.open().count())
        paused.add_metric(["coordinator"], Mentor.objects.filter(paused_at__isnull=False).count())
        revoked = Certification.objects.governing().filter(revoked_at__isnull=False)
        paused.add_metric(["revocation"], revoked.count())
        yield paused

    def _tasks(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "mentorcerts_task_queue_depth", "Tasks that wait or are at work.", _queue_depth()
        )
        silence = heartbeat.silent_for(now=timezone.now())
        if silence is not None:
            yield GaugeMetricFamily(
                "mentorcerts_task_cluster_silent_seconds",
                "Since the task cluster's last sign of life.",
                silence.total_seconds(),
            )


def _queue_depth() -> int:
    if "orm" in settings.Q_CLUSTER:
        return int(OrmQ.objects.count())
    return int(get_broker().queue_size())
