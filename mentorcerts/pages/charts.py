"""Figures by month: counted by the database, drawn by Chart.js, and shown as a table too.

Months are UTC calendar months, as expiry dates are UTC dates.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.dateformat import format as formatted

from mentorcerts.lib import moments

MONTHS = 12
COLOURS = ("#7c3aed", "#0d9488", "#ea580c", "#3b82f6", "#db2777", "#16a34a")
"""Distinguishable, and with a contrast of 3 : 1 or more on the light and the dark background."""
OTHERS, OTHERS_COLOUR = "Other types", "#6b7280"
TEXT_COLOUR = "#757d89"
"""One colour for both backgrounds (contrast 4.2 : 1), because style sheets don't reach a canvas."""


@dataclass(frozen=True, kw_only=True)
class Series:
    label: str
    counts: list[int]
    """One for each month."""
    colour: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars by month, and the same as a table for those who can't see them."""

    months: list[date]
    series: list[Series]
    stacked: bool = False

    @property
    def total(self) -> int:
        return sum(sum(series.counts) for series in self.series)

    @property
    def headers(self) -> list[str]:
        totals = ["Total"] if self.stacked and len(self.series) > 1 else []
        return ["Month", *(series.label for series in self.series), *totals]

    @property
    def rows(self) -> list[tuple[str, list[int]]]:
        rows = []
        for number, month in enumerate(self.months):
            counts = [series.counts[number] for series in self.series]
            if len(self.headers) > 1 + len(counts):
                counts.append(sum(counts))
            rows.append((formatted(month, "F Y"), counts))
        return rows

    @property
    def data(self) -> str:
        """The data for Chart.js, as Unfold's chart component takes it."""
        return json.dumps(
            {
                "labels": [formatted(month, "M y") for month in self.months],
                "datasets": [
                    {
                        "label": series.label,
                        "data": series.counts,
                        "backgroundColor": series.colour,
                        "maxBarThickness": 36,
                        "borderRadius": 3,
                    }
                    for series in self.series
                ],
            }
        )

    @property
    def options(self) -> str:
        """The options for Chart.js, in place of Unfold's narrow bars and pale text.

        Unfold colours the lines of both scales, in light and dark. The page has its own legend.
        """
        text = {"color": TEXT_COLOUR}
        return json.dumps(
            {
                "animation": False,
                "responsive": True,
                "maintainAspectRatio": False,
                "interaction": {"mode": "index", "intersect": False},
                "plugins": {"legend": {"display": False}},
                "scales": {
                    "x": {
                        "stacked": self.stacked,
                        "ticks": text | {"maxRotation": 0},
                        "grid": {"display": False},
                    },
                    "y": {
                        "stacked": self.stacked,
                        "beginAtZero": True,
                        "ticks": text | {"precision": 0, "maxTicksLimit": 6},
                        "grid": {"drawTicks": False},
                        "border": {"display": False},
                    },
                },
            }
        )


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

    def within(self, field: str) -> dict[str, datetime]:
        """Return filters on a moment, as a range that an index can serve."""
        return {f"{field}__gte": self.start, f"{field}__lt": self.end}

    def spread(self, counts: dict[date, int]) -> list[int]:
        """Return one number for each month, 0 where there is none."""
        return [counts.get(month, 0) for month in self.dates]


def by_month(rows: QuerySet[Any], field: str, *groups: str) -> Iterable[tuple[Any, ...]]:
    """Count in the database; yield ``(first day of the month, *groups, number)``."""
    grouped = (
        rows.order_by()
        .annotate(month=TruncMonth(field, tzinfo=UTC))
        .values("month", *groups)
        .annotate(number=Count("pk"))
    )
    for month, *rest in grouped.values_list("month", *groups, "number"):
        yield moments.utc_date(month), *rest


def last_day_of_window(today: date, days: int) -> date:
    """Return the last day of a window of so many days that begins today."""
    return today + timedelta(days=days)
