"""Figures by month: counted by the database, drawn by Unfold's Chart.js, told as a table.

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
"""Told apart from one another, and at least 3 : 1 against the light and the dark background."""
OTHERS, OTHERS_COLOUR = "Other types", "#6b7280"
TEXT_COLOUR = "#757d89"
"""The best that one colour can do on both (4.2 : 1): a canvas knows no style sheet."""


@dataclass(frozen=True, kw_only=True)
class Series:
    label: str
    counts: list[int]
    """One a month."""
    colour: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars by month. The table says the same, for who can't see them."""

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
        """What Unfold's chart component hands to Chart.js."""
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
        """In place of Unfold's, whose bars are four pixels wide and whose text is pale.

        Unfold colours the lines of both scales, in light and dark. The page writes the legend.
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
    """Some calendar months in a row."""

    first: date
    number: int = MONTHS

    @classmethod
    def coming(cls, today: date) -> "Months":
        """This month and those that follow."""
        return cls(today.replace(day=1))

    @classmethod
    def past(cls, today: date) -> "Months":
        """This month, last, and those that went before."""
        this_month = moments.utc_midnight(today.replace(day=1))
        return cls(moments.utc_date(moments.add_months(this_month, 1 - MONTHS)))

    @property
    def start(self) -> datetime:
        return moments.utc_midnight(self.first)

    @property
    def end(self) -> datetime:
        """The moment at which the last one is over."""
        return moments.add_months(self.start, self.number)

    @property
    def dates(self) -> list[date]:
        """The first day of each."""
        return [
            moments.utc_date(moments.add_months(self.start, number))
            for number in range(self.number)
        ]

    def within(self, field: str) -> dict[str, datetime]:
        """As a filter on a moment: a range, which an index serves."""
        return {f"{field}__gte": self.start, f"{field}__lt": self.end}

    def spread(self, counts: dict[date, int]) -> list[int]:
        """One number a month, 0 where there is none."""
        return [counts.get(month, 0) for month in self.dates]


def by_month(rows: QuerySet[Any], field: str, *groups: str) -> Iterable[tuple[Any, ...]]:
    """Count in the database: ``(first day of the month, *groups, number)``."""
    grouped = (
        rows.order_by()
        .annotate(month=TruncMonth(field, tzinfo=UTC))
        .values("month", *groups)
        .annotate(number=Count("pk"))
    )
    for month, *rest in grouped.values_list("month", *groups, "number"):
        yield moments.utc_date(month), *rest


def day_of(today: date, days: int) -> date:
    """The last day of a window of so many days."""
    return today + timedelta(days=days)
