"""Calendar quarters, in UTC as expiry dates are."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from mentorcerts.lib.day_spans import DaySpan

_QUARTER = re.compile(r"(\d{4})-Q([1-4])\Z", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1901, 9997
"""Within the dates that a record may carry, with a quarter before and after."""
ASKED_ABOUT_FOR = timedelta(days=45)
"""So long after its end a quarter is the one that a board asks about; then it is the next one."""


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int
    """1 to 4."""

    @classmethod
    def parse(cls, text: str) -> "Quarter | None":
        """``2026-Q4``; ``None`` for everything else."""
        match = _QUARTER.match(text)
        if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            return None
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def asked_about(cls, today: date) -> "Quarter":
        """This quarter, or the last one while that has ended only recently."""
        return cls.of(today - ASKED_ABOUT_FOR)

    def __str__(self) -> str:
        """As ``parse`` reads it."""
        return f"{self.year}-Q{self.number}"

    @property
    def in_words(self) -> str:
        """``October to December 2026``."""
        return f"{self.first:%B} to {self.last:%B} {self.year}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.following.first - timedelta(days=1)

    @property
    def span(self) -> DaySpan:
        return DaySpan(self.first, self.last)

    @property
    def following(self) -> "Quarter":
        return self.later(1)

    def later(self, quarters: int) -> "Quarter":
        """The one so many quarters later; earlier, where the number is negative."""
        year, number = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(year, number + 1)
