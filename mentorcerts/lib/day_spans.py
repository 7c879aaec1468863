"""Spans of days, as charts and reports ask for them and lists are narrowed to them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mentorcerts.lib import moments

FIRST, LAST = "_from", "_to"
"""Endings of the two parameters of a list that name a span."""


@dataclass(frozen=True)
class DaySpan:
    """From the first day through the last; either may be open."""

    first: date | None
    last: date | None

    def query(self, name: str) -> dict[str, str]:
        """As a list is asked (``lib.admin.filters.DayRangeFilter``)."""
        ends = {name + FIRST: self.first, name + LAST: self.last}
        return {key: day.isoformat() for key, day in ends.items() if day}

    def within(self, field: str) -> dict[str, datetime]:
        """Filters on a moment whose UTC date is one of these days, which an index can serve."""
        bounds = {}
        if self.first:
            bounds[f"{field}__gte"] = moments.utc_midnight(self.first)
        if self.last and self.last < date.max:
            bounds[f"{field}__lt"] = moments.utc_midnight(self.last + timedelta(days=1))
        return bounds
