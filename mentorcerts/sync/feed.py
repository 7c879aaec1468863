"""A page of the change log, for systems that keep a copy and come back for what is new.

Numbers are given to lines that are committed, in one order, so a reader who has everything through
a number never has to look back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Subquery

from certifications.change_log.publish import last_number
from certifications.change_log.telling import tell, told_events
from certifications.models import Event, EventCursor
from mentorcerts.lib.refusals import Refused

TOLERANCE = timedelta(days=1)
"""Lines are numbered in the order in which they were published, not quite in that of their times:
who has begun with the oldest that is held is not refused at the next page."""
MARGIN = 2
"""Days between the end of the feed and the deletion of lines; more than ``TOLERANCE``."""
COLUMNS = ("event_id", "sequence", "type", "occurred_at", "mentor_id", "paused", "data")


class Gone(Refused):
    """The feed can't go on from there: start anew."""

    code = "gone"
    status = 410


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some lines as they are told, and where they stand in the whole."""

    events: list[dict[str, Any]]
    after: int
    limit: int
    next_after: int
    """What to ask for next: everything through it has been looked at."""
    last: int
    """The number of the last line that was published."""

    @property
    def caught_up(self) -> bool:
        return len(self.events) < self.limit


def read_feed(
    *,
    after: int | None,
    limit: int,
    kind: str | None = None,
    mentor_id: str | None = None,
    now: datetime,
) -> Page:
    """Up to ``limit`` lines after the number ``after``; without it the oldest that are held.

    Raises ``Gone`` where lines after that number are not held any more, or where the log ends
    before it.
    """
    if after is None:
        last = last_number()
        after = first_held(last, now=now) - 1
    else:
        last = check_position(after, now=now)
    # Read after ``last``: whatever has a number up to it is committed.
    rows = told_events().filter(sequence__gt=after, sequence__lte=last)
    if kind is not None:
        rows = rows.filter(type=kind)
    if mentor_id is not None:
        rows = rows.filter(mentor_id=mentor_id)
    events = [_told(*row) for row in rows.values_list(*COLUMNS)[:limit]]
    full = len(events) == limit
    return Page(
        events=events,
        after=after,
        limit=limit,
        next_after=events[-1]["sequence"] if full else last,
        last=last,
    )


def _told(event_id: str, number: int, kind: str, at: datetime, *told: Any) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "sequence": number,
        "type": kind,
        "timestamp": at,
        **tell(number, kind, *told),
    }


def check_position(after: int, *, now: datetime) -> int:
    """Return the number of the last line. Raises ``Gone`` where a reader who has everything
    through ``after`` can't go on from there."""
    last, next_at = _last_and_next(after)
    if after > last:
        raise _gone(
            f"The log ends at {last}, before {after}: a backup has been restored.", last, now=now
        )
    before = _held_since(now)
    if before is not None and next_at is not None and next_at < before - TOLERANCE:
        raise _gone(
            f"The feed holds {held_days()} days, and does not go back to {after}.", last, now=now
        )
    return last


def _last_and_next(after: int) -> tuple[int, datetime | None]:
    """The last number, and when the line that follows ``after`` happened: one query."""
    following = _numbered().filter(sequence__gt=after).values("occurred_at")[:1]
    found = EventCursor.objects.annotate(next_at=Subquery(following))
    return found.values_list("last", "next_at").first() or (0, None)


def _gone(why: str, last: int, *, now: datetime) -> Gone:
    first = first_held(last, now=now)
    return Gone(f"{why} Start anew, as docs/sync.md describes.", first=first, last=last)


def first_held(last: int, *, now: datetime) -> int:
    """The number of the oldest line that the feed holds; one beyond ``last`` where there is none.

    Found by halving: numbers are in the order of time, and times have no index.
    """
    before = _held_since(now)
    low, high = 1, last + 1
    if not _happened_before(before, low):
        high = low  # as in the first months of every log
    while low < high:
        middle = (low + high) // 2
        if _happened_before(before, middle):
            low = middle + 1
        else:
            high = middle
    found = _numbered().filter(sequence__gte=low).values_list("sequence", flat=True).first()
    return last + 1 if found is None else min(found, last + 1)


def _happened_before(before: datetime | None, number: int) -> bool:
    """Whether the line with this number, or the next one that there is, is older than that."""
    if before is None:
        return False
    at = _numbered().filter(sequence__gte=number).values_list("occurred_at", flat=True).first()
    return at is not None and at < before


def _held_since(now: datetime) -> datetime | None:
    days = held_days()
    return now - timedelta(days=days) if days else None


def held_days() -> int:
    """So many days back the feed goes; 0: for ever.

    Not to where lines are deleted: a reader would not notice what is missing between those kept.
    """
    kept = settings.MENTORCERTS_KEEP_EVENTS_DAYS
    limits = [settings.MENTORCERTS_FEED_DAYS, max(kept - MARGIN, 1) if kept else 0]
    return min((days for days in limits if days), default=0)


def _numbered() -> "QuerySet[Event]":
    return Event.objects.filter(sequence__isnull=False).order_by("sequence")
