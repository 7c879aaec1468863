"""What an erasure leaves in the change log: nothing is told of the mentor any more but that.

``mentor.erased`` holds the former id, which readers need to erase the mentor themselves, only until
they have it. It refers to no mentor: nothing connects the former id with the pseudonym.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from certifications.change_log.locks import lock_lines
from certifications.models import Event
from certifications.registry import registry
from certifications.services.events import tell_untold_pauses
from mentorcerts.lib import clock
from mentorcerts.lib.lengths import USERNAME_LENGTH

FORMER_ID = "former_mentor_id"


def withdraw_events(mentor_id: str) -> None:
    """Let no line that there is of a mentor be told outside from now on.

    The caller holds the lock on the mentor, and is about to change lines of others as well.
    """
    tell_untold_pauses([mentor_id])  # or the publisher would, later
    lock_lines()
    Event.objects.filter(mentor=mentor_id).update(withdrawn=True)


def record_erasure(*, former_mentor_id: str, by: str, source: str, now: datetime) -> Event:
    """Write the line of an erasure, in its transaction."""
    return Event.objects.create(
        type=Event.Type.ERASED,
        occurred_at=now,
        by=by[:USERNAME_LENGTH],
        source=source,
        data={FORMER_ID: former_mentor_id},
    )


def forget_former_ids(*, now: datetime) -> int:
    """Empty the former ids that are not needed any more; return how many.

    Cheap when there is nothing to forget, so it may be called after every delivery.
    """
    if not former_ids_to_forget(now=now):
        return 0
    with transaction.atomic():
        lock_lines()
        events = former_ids_to_forget(now=now)
        for event in events:
            del event.data[FORMER_ID]
        Event.objects.bulk_update(events, ["data"])
    return len(events)


def former_ids_to_forget(*, now: datetime) -> Sequence[Event]:
    """The erasures whose former id is not needed any more: every reader has it, or it has been kept
    for ``MENTORCERTS_KEEP_ERASED_ID_DAYS``.

    Without a registered reader only the time counts.
    """
    long_enough = timedelta(days=settings.MENTORCERTS_KEEP_ERASED_ID_DAYS)
    through = _passed_by_all_readers()
    kept = Event.objects.filter(type=Event.Type.ERASED, data__has_key=FORMER_ID).order_by()
    # In two queries, because each has an index of its own.
    return [
        event
        for rows in (
            kept.filter(sequence__isnull=False),
            kept.filter(sequence=None, backfilled=False),
        )
        for event in rows
        if (event.sequence is not None and event.sequence <= through)
        or clock.age(event.occurred_at, now=now) >= long_enough
    ]


def _passed_by_all_readers() -> int:
    """The number through which each reader that is known has the log; 0 where none is."""
    positions = [position for readers in registry.event_readers for position in readers()]
    return min(positions, default=0)
