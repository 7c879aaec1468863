"""Write the line of each certification that has expired: no service does it, the date does."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from certifications.models import Certification, Event, EventCursor
from certifications.querysets import UtcDate
from certifications.services.events import JOB, data_of, stands_of, tell_untold_pauses
from certifications.services.locks import lock_mentors
from mentorcerts.lib import clock, moments
from mentorcerts.lib.chunks import in_chunks

CERTIFICATIONS_AT_A_TIME = 1000
CAUGHT_UP = timedelta(days=90)
"""So far back it looks: what ran out before that is no news. (Lines must be kept for longer, or
they would be written again.)"""


def tell_expired(*, today: date) -> int:
    """Write the lines of live certifications that expired since the log began; return how many.

    One line for each certification and expiry date, however often this is done. Revoked ones and
    those of mentors who have left are told too: receivers act on ``paused`` alone.
    """
    # Told to sort and to stop early, PostgreSQL may read every record in the order of its key.
    pks = sorted(_untold(today).values_list("pk", flat=True))
    return sum(_tell_some(some, today=today) for some in in_chunks(pks, CERTIFICATIONS_AT_A_TIME))


def _untold(today: date) -> "QuerySet[Certification]":
    began = clock.local_date(EventCursor.objects.get_or_create(pk=1)[0].began_at)
    first = max(began - timedelta(days=1), today - CAUGHT_UP)
    told = Event.objects.filter(certification=OuterRef("pk"), expired_on__isnull=False)
    untold: QuerySet[Certification] = (
        Certification.objects.live()
        .expired(today)
        .filter(expires_at__gte=moments.utc_midnight(first))
        .alias(expires_on=UtcDate("expires_at"))
        .exclude(Exists(told.filter(expired_on=OuterRef("expires_on"))))
        .order_by()
    )
    return untold


@transaction.atomic
def _tell_some(pks: Sequence[int], *, today: date) -> int:
    these = Certification.objects.filter(pk__in=pks)
    mentor_ids = set(these.values_list("mentor_id", flat=True))
    lock_mentors(list(mentor_ids))
    tell_untold_pauses(mentor_ids)
    stands = stands_of(mentor_ids)
    events = [
        Event(
            type=Event.Type.EXPIRED,
            mentor_id=each.mentor_id,
            certification=each,
            occurred_at=timezone.now(),
            source=JOB,
            paused=stands.get(each.mentor_id),
            expired_on=moments.utc_date(each.expires_at),
            data=data_of(each),
        )
        # Looked for again under the locks: they may have been renewed, or told, meanwhile. What
        # was moved to somebody else, whose row is not locked, is told the next time.
        for each in _untold(today).filter(pk__in=pks, mentor__in=mentor_ids).order_by("pk")
    ]
    Event.objects.bulk_create(events)
    return len(events)
