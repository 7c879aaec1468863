"""Whether the counters are what counting gives, and how they are made right again.

The triggers keep them exact. A restore with triggers switched off, or a session that has set
``session_replication_role``, leaves them behind.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate

from certifications.totals.counters import (
    CERTIFICATION,
    LEFT,
    LEFT_MONTH,
    MONTH,
    Kind,
    Tally,
)
from mentorcerts.lib.snapshot import one_snapshot

REVOKED = datetime(1970, 1, 1, tzinfo=UTC)
"""What stands for a revocation: the counters don't tell them apart."""

Key = tuple[str, str | None, datetime | None, datetime | None, bool]
"""Kind, type, midnight of the expiry date, revocation, whether it governs: a counter's columns."""


def drifted(records: Mapping[Kind, QuerySet[Any]]) -> Counter[Key]:
    """By how much each counter that is wrong is off; nothing if all are exact.

    ``records`` are the live ones of each kind. All is read from one snapshot, so that writers don't
    have to wait: the triggers write a counter in the transaction that changes its record.
    """
    with one_snapshot():
        found, right = _stored(), _counted(records)
    return Counter({key: off for key in {*found, *right} if (off := found[key] - right[key])})


@transaction.atomic
def recount(records: Mapping[Kind, QuerySet[Any]]) -> None:
    """Put counters in place of those there are, from what is counted now. Writers wait."""
    _hold_writers()
    right = _counted(records)
    Tally.objects.all().delete()
    Tally.objects.bulk_create(
        [
            Tally(
                what=what,
                certification_type_id=kind,
                expires_at=day,
                revoked_at=revoked,
                is_current=current,
                n=number,
            )
            for (what, kind, day, revoked, current), number in right.items()
        ],
        batch_size=5_000,
    )


def _hold_writers() -> None:
    """Let nobody write a counter until the transaction ends. (SQLite has one writer anyway.)"""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE certifications_tally IN EXCLUSIVE MODE")


def _stored() -> Counter[Key]:
    columns = ("what", "certification_type_id", "expires_at", "revoked_at", "is_current")
    rows = Tally.objects.order_by().values_list(*columns).annotate(number=Sum("n"))
    return Counter({row[:-1]: row[-1] for row in rows if row[-1]})


def _counted(records: Mapping[Kind, QuerySet[Any]]) -> Counter[Key]:
    """What the counters should be."""
    right: Counter[Key] = Counter()
    groups = ("mentor_left", "certification_type_id", "is_current")
    for revoked in (False, True):
        rows = (
            records[CERTIFICATION]
            .filter(revoked_at__isnull=not revoked)
            .order_by()
            .values_list(*groups, TruncDate("expires_at", tzinfo=UTC))
            .annotate(number=Count("pk"))
        )
        for left, kind, current, day, number in rows:
            midnight = datetime.combine(day, time.min, UTC)
            ends = (REVOKED if revoked else None, current)
            right[LEFT if left else CERTIFICATION, kind, midnight, *ends] += number
            if connection.vendor == "postgresql":  # whole months have counters of their own
                month = midnight.replace(day=1)
                right[LEFT_MONTH if left else MONTH, kind, month, *ends] += number
    for what, others in records.items():
        if what != CERTIFICATION and (number := others.count()):
            right[what, None, None, None, False] += number
    return right
