"""What is new: lines of the change log between two numbers, counted and listed by one queryset."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from certifications.models import Event
from mentorcerts.visits.services import Since

COUNTED = 20_000
"""Lines: after a larger import or a long absence there are so many that their kinds tell little."""


@dataclass(frozen=True)
class News:
    """How many lines of each kind are new, in the order of ``Event.Type``."""

    counts: list[tuple[Event.Type, int]]
    is_more: bool = False
    """Whether there are more than were counted; then there are no counts."""


def lines(*, after: int, through: int | None = None, not_by: str = "") -> "QuerySet[Event]":
    """The published lines whose numbers are greater than ``after``, none of them ``not_by``'s.

    Newest first. Those of mentors who were erased since are left out.
    """
    found = Event.objects.filter(sequence__gt=after, withdrawn=False).order_by("-sequence")
    if through is not None:
        found = found.filter(sequence__lte=through)
    return found.exclude(by=not_by) if not_by else found


def count_news(since: Since, *, not_by: str) -> News:
    """What others, and the program, have done since then. One query at most."""
    if since.through - since.after > COUNTED:
        return News([], is_more=True)
    if since.through == since.after:
        return News([])
    rows = lines(after=since.after, through=since.through, not_by=not_by).order_by()
    counts = dict(rows.values_list("type").annotate(number=Count("pk")))
    return News([(kind, counts[kind]) for kind in Event.Type if kind in counts])
