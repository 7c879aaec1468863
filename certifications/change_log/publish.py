"""Publish the change log: write the job's pauses into it, then number what is committed.

Ids and times are no cursor for readers: an earlier one can be committed later. So lines are
numbered once they are committed, by one publisher at a time, and readers see numbered lines only:
what they have seen is complete for ever. Safe to repeat, to run twice at once, and to kill.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import inf
from time import monotonic

from django.db import Error, connection, transaction
from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.utils import timezone

from certifications.change_log.locks import lock_lines
from certifications.models import AutoPause, Event, EventCursor, ExpiryRun, Mentor
from certifications.services.events import untold_pauses, write_pauses
from mentorcerts.lib.chunks import ROWS_PER_STATEMENT

logger = logging.getLogger(__name__)

PAUSES_AT_A_TIME = 1000
"""Pauses in one transaction, which locks their mentors: it should be short."""
SECONDS_AFTER_RUN = 2.0
"""How long a run's caller waits for its lines; the rest is published within a minute."""


@dataclass(frozen=True)
class Published:
    """What one call did: numbers of lines."""

    pauses: int
    """Lines of the job's pauses that were written."""
    numbered: int


def publish_events(*, now: datetime, seconds: float = inf) -> Published:
    """Write the lines of the job's pauses, and number all lines that have no number yet.

    Looks first: where there is nothing to do, nothing is written and no write lock is taken. After
    ``seconds`` it begins nothing more, and leaves the rest to the next call.
    """
    until = monotonic() + seconds

    def in_time() -> bool:
        return monotonic() < until

    untold = ExpiryRun.objects.filter(pauses_told_at=None).order_by("pk")
    pauses = sum(_tell_run(run, now=now, in_time=in_time) for run in untold)
    return Published(pauses=pauses, numbered=_number_all(in_time))


def publish_after_run(run: ExpiryRun) -> None:
    """Publish at once what a run has done; a dry one has done nothing.

    Never fails the run, and never delays its answer for long: what is left is published within the
    next minute, as after a run that was held or has failed.
    """
    if run.dry_run:
        return
    try:
        publish_events(now=timezone.now(), seconds=SECONDS_AFTER_RUN)
    except Error as error:
        logger.warning("The change log is published a little later: %s", error)


def _tell_run(run: ExpiryRun, *, now: datetime, in_time: Callable[[], bool]) -> int:
    """Write the lines of a run's pauses; mark the run as told once it is over and none is left.

    Mentors whose row is locked are skipped, since whoever holds the lock may be writing the same
    line; the next call picks them up. So this never waits, and cannot deadlock.
    """
    written, last = 0, 0
    while in_time() and (pks := _next_untold(run, after=last)):
        written += _tell_some(pks)
        last = pks[-1]
    # Its state was read before its pauses: what a run that is over has paused was there to see.
    if run.state != ExpiryRun.State.RUNNING and not _next_untold(run, after=0):
        ExpiryRun.objects.filter(pk=run.pk, pauses_told_at=None).update(pauses_told_at=now)
    return written


def _next_untold(run: ExpiryRun, *, after: int) -> list[int]:
    untold = untold_pauses().filter(run=run, pk__gt=after).order_by("pk")
    return list(untold.values_list("pk", flat=True)[:PAUSES_AT_A_TIME])


@transaction.atomic
def _tell_some(pks: list[int]) -> int:
    pauses = AutoPause.objects.filter(pk__in=pks, mentor=OuterRef("pk"))
    ours = (
        Mentor.objects.filter(Exists(pauses))
        .order_by("pk")
        .select_for_update(no_key=True, skip_locked=_can_skip())
    )
    locked = list(ours.values_list("pk", flat=True))
    return write_pauses(untold_pauses().filter(pk__in=pks, mentor_id__in=locked))


def _can_skip() -> bool:
    return connection.features.has_select_for_update_skip_locked


def unpublished() -> "QuerySet[Event]":
    """The lines that are still to be numbered."""
    return Event.objects.filter(sequence=None, backfilled=False)


def _number_all(in_time: Callable[[], bool]) -> int:
    """Number what there is, and at least some of it; a line that comes meanwhile may wait."""
    numbered = 0
    while unpublished().exists():
        some = _number_some()
        numbered += some
        if some < ROWS_PER_STATEMENT or not in_time():
            break
    return numbered


@transaction.atomic
def _number_some() -> int:
    """Number the oldest lines, in the order of their keys, under the lock on the cursor's row.

    One mentor's lines are in the order in which they were committed: each was written under the
    lock on the mentor.
    """
    cursor = lock_lines()
    lock = "FOR NO KEY UPDATE" if connection.features.has_select_for_no_key_update else ""
    with connection.cursor() as executor:
        executor.execute(_NUMBER.format(lock=lock), [cursor.last, ROWS_PER_STATEMENT])
        numbered = int(executor.rowcount)
    if numbered:  # otherwise another publisher was quicker
        EventCursor.objects.filter(pk=cursor.pk).update(last=cursor.last + numbered)
    return numbered


# Thousands in one statement. It is one, so that what is committed with a smaller key meanwhile is
# seen by all of it or by none; and it locks the lines first, so that one which somebody deletes
# meanwhile is not counted, and leaves no number twice or out.
_NUMBER = """
    UPDATE certifications_event SET sequence = numbered.number
    FROM (
        SELECT id, %s + row_number() OVER (ORDER BY id) AS number
        FROM (
            SELECT id FROM certifications_event
            WHERE sequence IS NULL AND NOT backfilled
            ORDER BY id LIMIT %s {lock}
        ) AS waiting
    ) AS numbered
    WHERE certifications_event.id = numbered.id"""


@dataclass(frozen=True)
class Backlog:
    """What is still to be published."""

    lines: int
    """Lines without a number, and pauses by the job without a line."""
    since: datetime | None
    """When the oldest of them happened; ``None`` if there is none."""


def publish_backlog() -> Backlog:
    """What the next ``publish_events`` has to do. Two queries, fast where that is little."""
    lines = unpublished().aggregate(number=Count("pk"), since=Min("occurred_at"))
    pauses = untold_pauses().aggregate(number=Count("pk"), since=Min("applied_at"))
    oldest = [each["since"] for each in (lines, pauses) if each["since"] is not None]
    return Backlog(lines["number"] + pauses["number"], min(oldest, default=None))


def last_number() -> int:
    """The number of the last published line; 0 before the first."""
    return EventCursor.objects.values_list("last", flat=True).first() or 0


def first_number() -> int:
    """The number of the oldest published line that is kept; one beyond the last where none is."""
    kept = Event.objects.filter(sequence__isnull=False).aggregate(first=Min("sequence"))["first"]
    return last_number() + 1 if kept is None else int(kept)
