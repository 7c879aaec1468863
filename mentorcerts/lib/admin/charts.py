"""Figures by date: drawn by Chart.js, and shown as a table too."""

import json
from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as formatted

COLOURS = ("#7c3aed", "#0d9488", "#ea580c", "#3b82f6", "#db2777", "#16a34a")
"""Distinguishable, and with a contrast of 3 : 1 or more on the light and the dark background."""
OTHERS, OTHERS_COLOUR = "Other types", "#6b7280"
TEXT_COLOUR = "#757d89"
"""One colour for both backgrounds (contrast 4.2 : 1), because style sheets don't reach a canvas."""


@dataclass(frozen=True, kw_only=True)
class Series:
    label: str
    counts: list[int]
    """One for each date of the chart."""
    colour: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars by month or day, and the same as a table for those who can't see them."""

    dates: list[date]
    series: list[Series]
    stacked: bool = False
    unit: str = "Month"
    """What a date of the chart stands for; it heads the first column of the table."""
    in_full: str = "F Y"
    """How a date is written in the table, for ``dateformat``."""
    in_short: str = "M y"
    """How it is written below its bar."""

    @property
    def total(self) -> int:
        return sum(sum(series.counts) for series in self.series)

    @property
    def headers(self) -> list[str]:
        totals = ["Total"] if self.stacked and len(self.series) > 1 else []
        return [self.unit, *(series.label for series in self.series), *totals]

    @property
    def rows(self) -> list[tuple[str, list[int]]]:
        rows = []
        for number, day in enumerate(self.dates):
            counts = [series.counts[number] for series in self.series]
            if len(self.headers) > 1 + len(counts):
                counts.append(sum(counts))
            rows.append((formatted(day, self.in_full), counts))
        return rows

    @property
    def data(self) -> str:
        """The data for Chart.js, as Unfold's chart component takes it."""
        return json.dumps(
            {
                "labels": [formatted(day, self.in_short) for day in self.dates],
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
