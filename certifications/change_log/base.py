"""Give the change log its base, where records were loaded past the services."""

from datetime import datetime

from certifications.models import Certification, Event, ExpiryRun
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks


def tell_who_is_paused(*, now: datetime, source: str) -> int:
    """Write a line with the stand of each mentor who is paused, never published; return how many.

    For a programme that has just been loaded: no mentor has a line yet. Its runs count as told,
    since history and pauses tell of the time before. (The migration at which the log began does the
    same.) The caller has a transaction.
    """
    ExpiryRun.objects.exclude(state=ExpiryRun.State.RUNNING).update(pauses_told_at=now)
    paused = list(Certification.objects.paused().order_by("pk").values_list("pk", "mentor_id"))
    for some in in_chunks(paused, ROWS_PER_BATCH):
        Event.objects.bulk_create(
            Event(
                type=Event.Type.PAUSED,
                mentor_id=mentor_id,
                certification_id=pk,
                occurred_at=now,
                source=source,
                paused=True,
                backfilled=True,
            )
            for pk, mentor_id in some
        )
    return len(paused)
