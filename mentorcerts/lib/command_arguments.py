"""Types of arguments that several commands take."""

from argparse import ArgumentTypeError
from datetime import date


def calendar_date(text: str) -> date:
    """A date such as 2026-03-26. Raises ``ArgumentTypeError`` with what would be right."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date: write it like 2026-03-26") from None
