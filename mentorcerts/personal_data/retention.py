"""Delete old records: runs that paused nobody, results of tasks, history, the change log, sessions,
uploads, and the ids of mentors who were erased.

Never deleted are certifications, renewals, pauses (open or lifted) with their runs, the last run
and the last good one, the newest line of each mentor in the change log, and the record of exports
and erasures.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, Max, OuterRef, QuerySet
from django_q.models import Task

from certifications.change_log.erased import forget_former_ids, former_ids_to_forget
from certifications.change_log.pruning import prune_events
from certifications.models import AutoPause, ExpiryRun
from mentorcerts.action_log.models import ActedMentor, ExecutedAction
from mentorcerts.digests.models import Digest
from mentorcerts.health.run_health import run_health
from mentorcerts.lib import clock
from mentorcerts.lib.idempotency.models import StoredAnswer
from mentorcerts.lib.idempotency.store import too_old
from mentorcerts.lib.refusals import Conflict
from mentorcerts.lib.sheets import waiting
from mentorcerts.models import AuditEvent, Incident
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.retention import (
    empty_rounds,
    empty_texts,
    messages_with_old_texts,
    old_messages,
)
from mentorcerts.reports.models import ReportMail
from mentorcerts.sync.models import Comparison, Reader
from mentorcerts.webhooks.models import Attempt

ROWS_PER_TRANSACTION = 1000
"""Small, so that nobody waits long for the locks."""
STANDSTILL = timedelta(days=60)
"""So long no programme goes without a run, unless its clock has jumped."""


def prune(*, now: datetime, dry_run: bool = False) -> dict[str, int]:
    """Delete in batches what is older than its setting; return how many rows of what.

    If it is interrupted, the next call continues. A dry run counts and deletes nothing. Raises
    ``Conflict`` while the clock may be wrong: what has once been deleted is gone.
    """
    last = _last_run_of_another_day(now)
    if last is not None and now - last > STANDSTILL and not dry_run:
        raise Conflict(
            f"Nothing old was deleted: from {clock.format_local(last)} to two days ago no run "
            "began. Is the clock right? If it is, this is done two days after the next run."
        )
    done = {what: rows.count() if dry_run else _delete(rows) for what, rows in _too_old(now)}
    if before := _limit(settings.MENTORCERTS_KEEP_EVENTS_DAYS, now):
        done["lines of the change log"] = prune_events(
            before=before, today=clock.local_date(now), dry_run=dry_run
        )
    done["former ids of erased mentors"] = (
        len(former_ids_to_forget(now=now)) if dry_run else forget_former_ids(now=now)
    )
    if settings.MENTORCERTS_KEEP_MESSAGES_DAYS:
        old = messages_with_old_texts(now)
        done["texts of messages"] = old.count() if dry_run else empty_texts(old)
    return done


def _last_run_of_another_day(now: datetime) -> datetime | None:
    """When the last run began that is older than two days; ``None`` without any.

    In those two days a clock that is ahead may have dated a run itself.
    """
    runs = ExpiryRun.objects.filter(started_at__lt=now - timedelta(days=2))
    last: datetime | None = runs.aggregate(last=Max("started_at"))["last"]
    return last


def _too_old(now: datetime) -> Iterator[tuple[str, "QuerySet[models.Model]"]]:
    """Yield what to delete, with its name; a setting of 0 keeps everything."""
    if before := _limit(settings.MENTORCERTS_KEEP_RUNS_DAYS, now):
        yield "runs", _runs(before)
        yield "incidents", Incident.objects.filter(closed_at__lt=before)
    if before := _limit(settings.MENTORCERTS_KEEP_RESULTS_DAYS, now):
        yield "results of tasks", Task.objects.filter(stopped__lt=before)
    if before := _limit(settings.MENTORCERTS_KEEP_AUDIT_DAYS, now):
        yield "lines of the audit log", AuditEvent.objects.filter(at__lt=before)
        yield "comparisons", Comparison.objects.filter(at__lt=before)
        yield "connected systems", Reader.objects.unheard_of_since(before)
    if before := _limit(settings.MENTORCERTS_KEEP_ATTEMPTS_DAYS, now):
        yield "attempts to deliver", Attempt.objects.filter(at__lt=before)
    if before := _limit(settings.MENTORCERTS_KEEP_HISTORY_DAYS, now):
        for model in apps.get_models():
            if hasattr(model, "instance_type"):  # a model of simple_history
                name = str(model._meta.verbose_name).replace("historical ", "history of ", 1)
                yield name, model._base_manager.filter(history_date__lt=before)
        yield "lines of the admin's log", LogEntry.objects.filter(action_time__lt=before)
    if before := _limit(settings.MENTORCERTS_KEEP_MESSAGES_DAYS, now):
        yield "digests", Digest.objects.filter(finished_at__lt=before)
        yield "reports by mail", ReportMail.objects.filter(finished_at__lt=before)
        yield "messages to mentors", old_messages(before)
        yield "rounds of messages", empty_rounds(before)
    if before := _limit(settings.MENTORCERTS_KEEP_EVENTS_DAYS, now):
        yield "promises", Promise.objects.filter(day__lt=clock.local_date(before))
        # People first: an action may have thousands, and takes along those that it still has.
        yield "mentors of actions", ActedMentor.objects.filter(action__at__lt=before)
        yield "actions", ExecutedAction.objects.filter(at__lt=before)
    yield "answers kept for retries", too_old(StoredAnswer.objects.all(), now=now)
    yield "uploads never confirmed", waiting.expired_uploads(now=now)
    yield "sessions that have run out", Session.objects.filter(expire_date__lt=now)


def _limit(days: int, now: datetime) -> datetime | None:
    return now - timedelta(days=days) if days else None


def _runs(before: datetime) -> "QuerySet[ExpiryRun]":
    """Return finished runs without a pause, except the last one and the last good one."""
    runs = run_health()
    needed = [run.pk for run in (runs.last, runs.last_good) if run]
    pauses = AutoPause.objects.filter(run=OuterRef("pk"))
    over = ExpiryRun.objects.filter(completed_at__lt=before).exclude(pk__in=needed)
    return over.filter(~Exists(pauses))


def _delete(rows: "QuerySet[models.Model]") -> int:
    number = 0
    while pks := list(rows.order_by().values_list("pk", flat=True)[:ROWS_PER_TRANSACTION]):
        # delete() also counts rows of other models that went along.
        number += rows.model._base_manager.filter(pk__in=pks).delete()[1][rows.model._meta.label]
    return number
