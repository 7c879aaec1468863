"""Dates and moments: what an ISO text means, how a moment is written, and calendar arithmetic.

Pure: no Django, no clock. A calendar date of a moment is its UTC date.
"""

import calendar
import re
from datetime import UTC, date, datetime, time

EARLIEST, LATEST = date(1900, 1, 1), date(9999, 12, 31)
"""The dates that a record may carry; 9999-12-31 is many systems' word for "never"."""

_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?\Z",
    re.ASCII | re.IGNORECASE,
)


def parse_moment(text: str) -> datetime:
    """An ISO date or time as an aware UTC datetime in whole seconds; without an offset, UTC.

    Raises ``ValueError`` with a sentence for the client.
    """
    if not _MOMENT.match(text):
        raise ValueError("Write a date or time like 2026-03-26 or 2026-03-26T00:00:00Z.")
    try:
        moment = datetime.fromisoformat(text.upper())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"There is no such date or time: {text}.") from None
    if not EARLIEST <= moment.date() <= LATEST:
        raise ValueError(f"Dates go from {EARLIEST} to {LATEST}.")
    return moment.replace(microsecond=0)


def format_moment(moment: datetime) -> str:
    """``2026-03-26T00:00:00Z``: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_date(moment: datetime) -> date:
    """The UTC calendar date of an aware moment."""
    return moment.astimezone(UTC).date()


def utc_midnight(day: date) -> datetime:
    """The moment at which a day begins in UTC."""
    return datetime.combine(day, time.min, UTC)


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_ISO_DAY = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w:-])", re.ASCII)


def in_words(day: date | None) -> str:
    """A date for people: ``1 Mar 2026``; ``no day`` where there is none."""
    if day is None:
        return "no day"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def dates_in_words(text: str) -> str:
    """A sentence that was kept, with its dates (``2026-03-01``) as people read them."""
    return _ISO_DAY.sub(_day_in_words, text)


def _day_in_words(found: re.Match[str]) -> str:
    try:
        return in_words(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def add_months(moment: datetime, months: int) -> datetime:
    """The same day of the month, ``months`` later; the month's last day where there is none.

    Raises ``OverflowError`` beyond the year 9999.
    """
    year, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + year, month + 1
    if year > LATEST.year:
        raise OverflowError(f"{months} months after {moment:%Y-%m-%d} is beyond {LATEST}")
    last_day = calendar.monthrange(year, month)[1]
    return moment.replace(year=year, month=month, day=min(moment.day, last_day))
