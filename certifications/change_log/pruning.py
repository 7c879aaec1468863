"""Delete lines of the change log that are older than people want to keep them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from certifications.change_log.expired import CAUGHT_UP
from certifications.change_log.locks import lock_lines
from certifications.models import Event
from mentorcerts.lib.chunks import ROWS_PER_BATCH, ROWS_PER_STATEMENT, in_chunks


def prune_events(*, before: datetime, today: date, dry_run: bool = False) -> int:
    """Delete the lines from before that moment, a thousand in a transaction; return how many.

    What stays: the newest of each mentor, which says where they stand; what is not published yet;
    and expired certifications as long as ``tell_expired`` looks back, which would tell them again.
    """
    number = 0
    for some in _next_old(before, today):
        lines = _but_for_the_newest(some)
        if dry_run:
            number += lines.count()
            continue
        for pks in in_chunks(list(lines.values_list("pk", flat=True)), ROWS_PER_BATCH):
            number += _delete(pks)
    return number


@transaction.atomic
def _delete(pks: Sequence[int]) -> int:
    lock_lines()
    return Event.objects.filter(pk__in=pks).delete()[1].get(Event._meta.label, 0)


def _next_old(before: datetime, today: date) -> Iterator[list[int]]:
    """The keys of old lines, some at a time: the table is walked through once, in their order."""
    old = (
        Event.objects.filter(Q(sequence__isnull=False) | Q(backfilled=True), occurred_at__lt=before)
        .exclude(expired_on__gte=today - CAUGHT_UP - timedelta(days=2))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    last = 0
    while pks := list(old.filter(pk__gt=last)[:ROWS_PER_STATEMENT]):
        yield pks
        last = pks[-1]


def _but_for_the_newest(pks: list[int]) -> "QuerySet[Event]":
    """Of these lines, those after which their mentor has another, and those about no mentor."""
    newer = Event.objects.filter(mentor=OuterRef("mentor"), pk__gt=OuterRef("pk"))
    return Event.objects.filter(pk__in=pks).filter(Q(mentor=None) | Exists(newer)).order_by()
