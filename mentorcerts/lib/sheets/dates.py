"""Dates as people write them in spreadsheets. Pure: no clock, no locale of the server.

It reads ISO dates and times (as ``moments.parse_moment`` does), cells that the spreadsheet itself
marks as dates, its serial numbers, the year first (2026/03/26), the day first where dots or a
month's name say so (26.03.2026, 26 March 2026), and March 26, 2026; each also with a time of day.
With slashes or hyphens some countries write the month first: a text that could mean two different
days is refused, never guessed.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from mentorcerts.lib.moments import LATEST, parse_moment
from mentorcerts.lib.sheets.cells import Since1904, check_result

MONTHS = (
    "January February March April May June July August September October November December"
).split()
_BY_NAME = {month.lower(): number for number, month in enumerate(MONTHS, 1)}
_BY_NAME |= {month[:3].lower(): number for number, month in enumerate(MONTHS, 1)} | {"sept": 9}

_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d|\Z)", re.ASCII | re.IGNORECASE)
_TIME = re.compile(r"(.*\d),? (\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[. -] ?([A-Za-z]+)\.?[ -](\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"([A-Za-z]+)\.? (\d{1,2}), ?(\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[/. -](\d{1,2}|[A-Za-z]+)[/. -]\d{2}", re.ASCII)
_SERIAL = re.compile(r"\d{5,7}", re.ASCII)

DATE_HELP = "Write the date like 2026-03-26, 26.03.2026 or 26 March 2026"

FIRST_SERIAL, LAST_SERIAL = 20_000, 109_574
"""What Excel calls 3 Oct 1954 and 31 Dec 2199: other numbers are years, ages or mistakes."""
_DAY_ZERO = date(1899, 12, 30)
_NEVER = (LATEST - _DAY_ZERO).days
_DAYS_TO_1904 = (date(1904, 1, 1) - _DAY_ZERO).days


@lru_cache(maxsize=1000, typed=True)
def read_date(cell: object) -> datetime:
    """The aware UTC moment that a cell means. Raises ``ValueError`` that says what to write."""
    if isinstance(cell, datetime):
        return parse_moment(cell.isoformat(sep="T", timespec="seconds"))
    if isinstance(cell, date):
        return parse_moment(cell.isoformat())
    check_result(cell)
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise ValueError(f"{DATE_HELP}: {cell} is not a date.")
    if not isinstance(cell, str):
        return _from_serial(cell)
    text = " ".join(cell.split())
    if _ISO.match(text):
        return parse_moment(text)
    if _SERIAL.fullmatch(text):
        return _from_serial(int(text))
    day, at = _split_time(text)
    return datetime.combine(_read_day(text, day), at, UTC)


def _read_day(text: str, day: str) -> date:
    """``day`` is the text without its time of day."""
    if year_first := _YEAR_FIRST.fullmatch(day):
        return _date(text, int(year_first[1]), int(year_first[3]), int(year_first[4]))
    if numbers := _NUMBERS.fullmatch(day):
        first, second, year = int(numbers[1]), int(numbers[3]), int(numbers[4])
        return _from_numbers(text, first, second, year, dots=numbers[2] == ".")
    if (named := _NAMED.fullmatch(day)) and (month := _BY_NAME.get(named[2].lower())):
        return _date(text, int(named[3]), month, int(named[1]))
    if (named := _MONTH_FIRST.fullmatch(day)) and (month := _BY_NAME.get(named[1].lower())):
        return _date(text, int(named[3]), month, int(named[2]))
    if _SHORT_YEAR.fullmatch(day):
        raise ValueError(f"Write the year of {text} with four digits, or write 2026-03-26.")
    raise ValueError(f"{DATE_HELP}: {text!r} is not understood.")


def _split_time(text: str) -> tuple[str, time]:
    """``26.03.2026 14:30`` as the day's text, and the time of day."""
    found = _TIME.fullmatch(text)
    if found is None:
        return text, time.min
    try:
        return found[1], time(int(found[2]), int(found[3]), int(found[4] or 0))
    except ValueError:
        raise ValueError(f"There is no such time of day: {text}.") from None


def _from_serial(number: float) -> datetime:
    """The day that a spreadsheet counts so: 45741 is 25 March 2025."""
    serial = number + _DAYS_TO_1904 if isinstance(number, Since1904) else number
    if not (FIRST_SERIAL <= serial < LAST_SERIAL + 1 or serial == _NEVER):
        raise ValueError(f"{DATE_HELP}: {number:.15g} is not a date.")
    days, seconds = int(serial), round(serial % 1 * 86_400)
    midnight = datetime.combine(_DAY_ZERO, time.min, UTC) + timedelta(days=days)
    return midnight + timedelta(seconds=seconds)


def _from_numbers(text: str, first: int, second: int, year: int, *, dots: bool) -> date:
    if first <= 12 and second > 12:
        raise ValueError(
            f"There is no month {second}: {text} must begin with the day, or be written like "
            "2026-03-26."
        )
    day_first = _date(text, year, second, first)
    if dots or first == second or first > 12:
        return day_first
    month_first = _date(text, year, first, second)
    raise ValueError(
        f"{text} could be {first} {MONTHS[second - 1]} or {second} {MONTHS[first - 1]}: "
        f"write {day_first:%Y-%m-%d} or {month_first:%Y-%m-%d}."
    )


def _date(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError(f"There is no such date: {text}.") from None
    parse_moment(found.isoformat())  # within the years that a record may carry
    return found
