"""Note that somebody looks at the home page, and keep its numbers of today."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Subquery
from django.db.models.functions import Coalesce

from certifications.models import EventCursor
from mentorcerts.lib import clock
from mentorcerts.visits.models import DayFigures, Visit

VISIT_ENDS_AFTER = timedelta(minutes=30)
"""Without a view for so long, the next view begins another visit."""
NOTED_EVERY = timedelta(minutes=5)
"""Further views of a visit are written down no more often."""
COMPARED_WITH = timedelta(days=7)
KEPT = timedelta(days=60)


@dataclass(frozen=True)
class Since:
    """When the visit before ended, and which lines of the change log are new since then."""

    at: datetime
    after: int
    through: int


def note_visit(*, user: Any, now: datetime) -> Since | None:
    """Note that this person looks at the home page; return since when they have not.

    ``None`` at the first visit. One query, and a write only where a visit begins or has gone on
    for ``NOTED_EVERY``.
    """
    last = Coalesce(Subquery(EventCursor.objects.values("last")[:1]), 0)
    row = Visit.objects.filter(user=user).annotate(last=last).first()
    if row is None:
        through = EventCursor.objects.values_list("last", flat=True).first() or 0
        Visit.objects.get_or_create(user=user, defaults={"seen_at": now, "seen_through": through})
        return None
    before = row.seen_at
    gap = now - before
    if gap > VISIT_ENDS_AFTER:
        row.last_seen_at, row.last_seen_through = before, row.seen_through
    if gap > NOTED_EVERY or clock.is_ahead(before, now=now):
        row.seen_at, row.seen_through = now, row.last
        # Of two views at once the first one counts.
        Visit.objects.filter(user=user, seen_at=before).update(
            seen_at=row.seen_at,
            seen_through=row.seen_through,
            last_seen_at=row.last_seen_at,
            last_seen_through=row.last_seen_through,
        )
    if row.last_seen_at is None:
        return None
    return Since(row.last_seen_at, row.last_seen_through, row.last)


def compare_with_last_week(numbers: dict[str, int], *, today: date) -> dict[str, int]:
    """Keep the numbers of today, where nobody has yet; return those of this day a week ago.

    Empty where nobody looked on that day: what was then can't be told from what is now.
    """
    week_ago = today - COMPARED_WITH
    kept = dict(DayFigures.objects.filter(day__in=[today, week_ago]).values_list("day", "numbers"))
    if today not in kept:
        made = DayFigures(day=today, numbers=numbers)
        DayFigures.objects.bulk_create([made], ignore_conflicts=True)
        DayFigures.objects.filter(day__lt=today - KEPT).delete()
    found: dict[str, int] = kept.get(week_ago, {})
    return found
