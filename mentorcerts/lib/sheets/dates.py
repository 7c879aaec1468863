"""Dates as people write them in spreadsheets. Pure: no clock, no locale of the server.

It reads ISO dates and times (as ``moments.parse_moment`` does), cells that the spreadsheet itself
marks as dates, and the day-first spellings of en-gb: 26/03/2026, 26.03.2026, 26 March 2026. A text
that could mean two different days is refused, never guessed.
"""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache

from mentorcerts.lib.moments import parse_moment

MONTHS = (
    "January February March April May June July August September October November December"
).split()
_BY_NAME = {month.lower(): number for number, month in enumerate(MONTHS, 1)}
_BY_NAME |= {month[:3].lower(): number for number, month in enumerate(MONTHS, 1)} | {"sept": 9}

_ISO = re.compile(r"\d{4}-", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]+)[ -](\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[/. -](\d{1,2}|[A-Za-z]+)[/. -]\d{2}", re.ASCII)

DATE_HELP = "Write the date like 2026-03-26, 26/03/2026 or 26 March 2026"


@lru_cache(maxsize=1000, typed=True)
def read_date(cell: object) -> datetime:
    """The aware UTC moment that a cell means. Raises ``ValueError`` that says what to write."""
    if isinstance(cell, datetime):
        return parse_moment(cell.isoformat(sep="T", timespec="seconds"))
    if isinstance(cell, date):
        return parse_moment(cell.isoformat())
    if not isinstance(cell, str):
        raise ValueError(f"{DATE_HELP}: {cell} is not a date.")
    text = " ".join(cell.split())
    if _ISO.match(text):
        return parse_moment(text)
    if numbers := _NUMBERS.fullmatch(text):
        first, second, year = int(numbers[1]), int(numbers[3]), int(numbers[4])
        return _from_numbers(text, first, second, year)
    if named := _NAMED.fullmatch(text):
        month = _BY_NAME.get(named[2].lower())
        if month is not None:
            return _moment(text, int(named[3]), month, int(named[1]))
    if _SHORT_YEAR.fullmatch(text):
        raise ValueError(f"Write the year of {text} with four digits, or write 2026-03-26.")
    raise ValueError(f"{DATE_HELP}: {text!r} is not understood.")


def _from_numbers(text: str, first: int, second: int, year: int) -> datetime:
    if first <= 12 and second > 12:
        raise ValueError(
            f"There is no month {second}: {text} must begin with the day, or be written like "
            "2026-03-26."
        )
    day_first = _moment(text, year, second, first)
    if first == second or first > 12:
        return day_first
    month_first = _moment(text, year, first, second)
    raise ValueError(
        f"{text} could be {first} {MONTHS[second - 1]} or {second} {MONTHS[first - 1]}: "
        f"write {day_first:%Y-%m-%d} or {month_first:%Y-%m-%d}."
    )


def _moment(text: str, year: int, month: int, day: int) -> datetime:
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError(f"There is no such date: {text}.") from None
    return parse_moment(datetime.combine(found, time.min, UTC).isoformat())
