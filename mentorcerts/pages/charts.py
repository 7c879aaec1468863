"""Figures by month, counted by the database: for charts.

Months are UTC calendar months, as expiry dates are UTC dates, unless another zone is named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from mentorcerts.lib import moments
from mentorcerts.lib.day_spans import DaySpan

MONTHS = 12


@dataclass(frozen=True)
class Months:
    """Consecutive calendar months."""

    first: date
    number: int = MONTHS

    @classmethod
    def coming(cls, today: date) -> "Months":
        """Return this month and the eleven that follow."""
        return cls(today.replace(day=1))

    @classmethod
    def past(cls, today: date) -> "Months":
        """Return this month and the eleven before it, oldest first."""
        this_month = moments.utc_midnight(today.replace(day=1))
        return cls(moments.utc_date(moments.add_months(this_month, 1 - MONTHS)))

    @property
    def start(self) -> datetime:
        return moments.utc_midnight(self.first)

    @property
    def end(self) -> datetime:
        """When the last month ends."""
        return moments.add_months(self.start, self.number)

    @property
    def dates(self) -> list[date]:
        """The first day of each month."""
        return [
            moments.utc_date(moments.add_months(self.start, number))
            for number in range(self.number)
        ]

    @property
    def spans(self) -> list[DaySpan]:
        """The days of each month."""
        firsts = [*self.dates, moments.utc_date(self.end)]
        return [DaySpan(first, after - timedelta(days=1)) for first, after in pairwise(firsts)]

    def within(self, field: str) -> dict[str, datetime]:
        """Return filters on a moment, as a range that an index can serve."""
        return {f"{field}__gte": self.start, f"{field}__lt": self.end}

    def spread(self, counts: dict[date, int]) -> list[int]:
        """Return one number for each month, 0 where there is none."""
        return [counts.get(month, 0) for month in self.dates]


def by_month(
    rows: QuerySet[Any], field: str, *groups: str, zone: tzinfo = UTC
) -> Iterable[tuple[Any, ...]]:
    """Count in the database; yield ``(first day of the month, *groups, number)``."""
    grouped = (
        rows.order_by()
        .annotate(month=TruncMonth(field, tzinfo=zone))
        .values("month", *groups)
        .annotate(number=Count("pk"))
    )
    for month, *rest in grouped.values_list("month", *groups, "number"):
        yield month.date(), *rest


def last_day_of_window(today: date, days: int) -> date:
    """Return the last day of a window of so many days that begins today."""
    return today + timedelta(days=days)
