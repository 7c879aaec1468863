"""Figures by date: drawn as bars, and shown as a table too. Each can lead to whom it counts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.dateformat import format as formatted

COLOURS = ("#7c3aed", "#0d9488", "#ea580c", "#3b82f6", "#db2777", "#16a34a")
"""Distinguishable, and with a contrast of 3 : 1 or more on the light and the dark background."""
OTHERS, OTHERS_COLOUR = "Other types", "#6b7280"
LINES = 5
"""At most so many lines across a chart, with their numbers."""


@dataclass(frozen=True, kw_only=True)
class Series:
    label: str
    counts: list[int]
    """One for each date of the chart."""
    colour: str
    links: list[str] = field(default_factory=list)
    """The address of the page that lists who is counted, one for each date; or none at all."""

    def link(self, number: int) -> str:
        """Empty where nobody is counted: a list of nobody tells nothing."""
        return self.links[number] if self.links and self.counts[number] else ""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar, or a part of a stacked one."""

    title: str
    height: float
    """Of the height of the chart, in per cent."""
    colour: str
    link: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """All that stands over one date."""

    label: str
    bars: list[list[Bar]]
    """From left to right, and the parts of each from below."""


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
    links: list[str] = field(default_factory=list)
    """Where the totals of a stacked chart lead to, one for each date; or none at all."""

    @property
    def total(self) -> int:
        return sum(sum(series.counts) for series in self.series)

    @property
    def has_links(self) -> bool:
        return any(series.links for series in self.series)

    @property
    def _has_totals(self) -> bool:
        return self.stacked and len(self.series) > 1

    @property
    def headers(self) -> list[str]:
        totals = ["Total"] if self._has_totals else []
        return [self.unit, *(series.label for series in self.series), *totals]

    @property
    def rows(self) -> list[tuple[str, list[tuple[int, str]]]]:
        """What each row of the table is about, and its numbers with the page of each."""
        rows = []
        for number, day in enumerate(self.dates):
            cells = [(each.counts[number], each.link(number)) for each in self.series]
            if self._has_totals:
                total = sum(count for count, _ in cells)
                cells.append((total, self.links[number] if self.links and total else ""))
            rows.append((formatted(day, self.in_full), cells))
        return rows

    @property
    def lines(self) -> list[tuple[int, float]]:
        """The number at each line across the chart, and its height in per cent."""
        step = _step(self._highest)
        return [(line, 100 * line / self._top) for line in range(0, self._top + 1, step)]

    @property
    def columns(self) -> Iterator[Column]:
        """What is drawn."""
        top = self._top
        for number, day in enumerate(self.dates):
            parts = [
                Bar(
                    title=f"{formatted(day, self.in_full)}, {each.label}: {each.counts[number]:,}",
                    height=100 * each.counts[number] / top,
                    colour=each.colour,
                    link=each.link(number),
                )
                for each in self.series
            ]
            shown = [part for part in parts if part.height]
            bars = [shown] if self.stacked else [[part] for part in parts]
            yield Column(label=formatted(day, self.in_short), bars=bars)

    @property
    def _highest(self) -> int:
        by_date = zip(*(series.counts for series in self.series), strict=True)
        return max((sum(each) if self.stacked else max(each) for each in by_date), default=0)

    @property
    def _top(self) -> int:
        step = _step(self._highest)
        return step * max(1, -(-self._highest // step))


def _step(highest: int) -> int:
    """1, 2 or 5 times a power of ten: the least with which no more than ``LINES`` are needed."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * LINES >= highest:
                return step
        power *= 10
