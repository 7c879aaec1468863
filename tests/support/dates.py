"""The day of the contracts, on which most tests take place, and moments written short."""

from datetime import UTC, date, datetime

TODAY = date(2026, 3, 26)


def at(text: str) -> datetime:
    """``at("2026-03-01")`` is that midnight; UTC, unless the text carries an offset."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
