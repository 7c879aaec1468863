"""Publish the change log: write the job's pauses into it, then number what is committed.

Ids and times are no cursor for readers: an earlier one can be committed later. So lines are
numbered once they are committed, by one publisher at a time, and readers see numbered lines only:
what they have seen is complete for ever. Safe to repeat, to run twice at once, and to kill.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, Min, OuterRef
from django.utils import timezone

from certifications.models import AutoPause, Event, EventCursor, ExpiryRun, Mentor
from certifications.services.events import untold_pauses, write_pauses
from mentorcerts.lib.chunks import ROWS_PER_STATEMENT

logger = logging.getLogger(__name__)

PAUSES_AT_A_TIME = 1000
"""Their mentors are locked while the lines are written: nobody should wait long."""


@dataclass(frozen=True)
class Published:
    """What one call did: numbers of lines."""

    pauses: int
    """Lines of the job's pauses that were written."""
    numbered: int


def publish_events(*, now: datetime) -> Published:
    """Write the lines of the job's pauses, and number all lines that have no number yet.

    Looks first: where there is nothing to do, nothing is written and no write lock is taken.
    """
    pauses = sum(_tell_run(run, now=now) for run in ExpiryRun.objects.filter(pauses_told_at=None))
    return Published(pauses=pauses, numbered=_number_all())


def publish_after_run() -> None:
    """Publish at once what a run has done. Must not fail the run: the next minute publishes too."""
    try:
        publish_events(now=timezone.now())
    except DatabaseError as error:
        logger.warning("The change log is published a little later: %s", error)


def _tell_run(run: ExpiryRun, *, now: datetime) -> int:
    """Write the lines of a run's pauses; mark the run as told once it is over and none is left.

    A mentor whose row somebody else has locked is left for the next time: that somebody may be
    writing the line. So nobody is waited for, and no two can wait for each other.
    """
    written, last = 0, 0
    while pks := _next_untold(run, after=last):
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


def _number_all() -> int:
    numbered = 0
    while Event.objects.filter(sequence=None, backfilled=False).exists():
        some = _number_some()
        numbered += some
        if some < ROWS_PER_STATEMENT:
            break
    return numbered


@transaction.atomic
def _number_some() -> int:
    """Number the oldest lines, in the order of their keys, under the lock on the cursor's row.

    One mentor's lines are in the order in which they were committed: each was written under the
    lock on the mentor.
    """
    cursor, _ = EventCursor.objects.select_for_update(no_key=True).get_or_create(pk=1)
    waiting = Event.objects.filter(sequence=None, backfilled=False).order_by("pk")
    pks = list(waiting.values_list("pk", flat=True)[:ROWS_PER_STATEMENT])
    if not pks:
        return 0  # another publisher was quicker
    with connection.cursor() as executor:
        executor.execute(_NUMBER, [cursor.last, pks[-1]])
        numbered = int(executor.rowcount)
    EventCursor.objects.filter(pk=cursor.pk).update(last=cursor.last + numbered)
    return numbered


# Thousands in one statement. What is committed with a smaller key while this is carried out is
# either seen by all of it or by none: it is one statement.
_NUMBER = """
    UPDATE certifications_event SET sequence = numbered.number
    FROM (
        SELECT id, %s + row_number() OVER (ORDER BY id) AS number
        FROM certifications_event
        WHERE sequence IS NULL AND NOT backfilled AND id <= %s
    ) AS numbered
    WHERE certifications_event.id = numbered.id"""


def last_number() -> int:
    """The number of the last published line; 0 before the first."""
    return EventCursor.objects.values_list("last", flat=True).first() or 0


def first_number() -> int:
    """The number of the oldest published line that is kept; one beyond the last where none is."""
    kept = Event.objects.filter(sequence__isnull=False).aggregate(first=Min("sequence"))["first"]
    return last_number() + 1 if kept is None else int(kept)
