"""What is old is let go: runs that paused nobody, results of tasks, history, each in its own time.

What the programme stands on is never touched: certifications, renewals, and the log of pauses,
open or lifted, with the runs that they belong to; the last run and the last good one; and who
exported or erased a mentor.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django_q.models import Task

from certifications.models import AutoPause, ExpiryRun
from mentorcerts.health.run_health import run_health
from mentorcerts.models import Incident

BATCH = 1000
"""Rows that are deleted in a transaction: nobody waits long for its locks."""


def prune(*, now: datetime, dry_run: bool = False) -> dict[str, int]:
    """Delete what has outlived its setting, in batches; return how many of what.

    Killed half way, it goes on the next time. A dry run counts and deletes nothing.
    """
    return {what: rows.count() if dry_run else _deleted(rows) for what, rows in _outlived(now)}


def _outlived(now: datetime) -> Iterator[tuple[str, "QuerySet[models.Model]"]]:
    """What there is to let go; of a setting that is 0, nothing."""
    if before := _days_ago(settings.MENTORCERTS_KEEP_RUNS_DAYS, now):
        yield "runs", _runs(before)
        yield "incidents", Incident.objects.filter(closed_at__lt=before)
    if before := _days_ago(settings.MENTORCERTS_KEEP_RESULTS_DAYS, now):
        yield "results of tasks", Task.objects.filter(stopped__lt=before)
    if before := _days_ago(settings.MENTORCERTS_KEEP_HISTORY_DAYS, now):
        for model in apps.get_models():
            if hasattr(model, "instance_type"):  # simple_history's own mark
                name = str(model._meta.verbose_name).replace("historical ", "history of ", 1)
                yield name, model._base_manager.filter(history_date__lt=before)
        yield "lines of the admin's log", LogEntry.objects.filter(action_time__lt=before)
    yield "sessions that have run out", Session.objects.filter(expire_date__lt=now)


def _days_ago(days: int, now: datetime) -> datetime | None:
    return now - timedelta(days=days) if days else None


def _runs(before: datetime) -> "QuerySet[ExpiryRun]":
    runs = run_health()
    needed = [run.pk for run in (runs.last, runs.last_good) if run]
    pauses = AutoPause.objects.filter(run=OuterRef("pk"))
    over = ExpiryRun.objects.filter(completed_at__lt=before).exclude(pk__in=needed)
    return over.filter(~Exists(pauses))


def _deleted(rows: "QuerySet[models.Model]") -> int:
    number = 0
    while pks := list(rows.order_by().values_list("pk", flat=True)[:BATCH]):
        # Their own number: what goes with them is not what was asked about.
        number += rows.model._base_manager.filter(pk__in=pks).delete()[1][rows.model._meta.label]
    return number
