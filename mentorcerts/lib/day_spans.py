"""Spans of days: how an address names one, and what it is called on a page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.dateformat import format as formatted

from mentorcerts.lib import moments


@dataclass(frozen=True)
class DaySpan:
    """From the first day through the last."""

    first: date
    last: date

    @classmethod
    def parse(cls, text: str | None) -> "DaySpan | None":
        """``2026-03-26``, or ``2026-03-01..2026-03-31``; ``None`` for everything else."""
        first, _, last = (text or "").partition("..")
        try:
            span = cls(date.fromisoformat(first), date.fromisoformat(last or first))
        except ValueError:
            return None
        # The day after the last must be one: that is how a database is asked.
        inside = moments.EARLIEST <= span.first <= span.last < moments.LATEST
        return span if inside else None

    def __str__(self) -> str:
        """As ``parse`` reads it."""
        return f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"

    @property
    def in_words(self) -> str:
        """``26 Mar 2026``, or ``1 Mar 2026 to 31 Mar 2026``."""
        first, last = (formatted(day, "j M Y") for day in (self.first, self.last))
        return first if self.first == self.last else f"{first} to {last}"

    def within(self, field: str) -> dict[str, datetime]:
        """Filters on a moment whose UTC date is one of these days, which an index can serve."""
        return {
            f"{field}__gte": moments.utc_midnight(self.first),
            f"{field}__lt": moments.utc_midnight(self.last + timedelta(days=1)),
        }
