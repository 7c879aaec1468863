"""The list of a record's earlier states: who changed it, from where, and why."""

from datetime import datetime
from typing import Any

from django import template

from mentorcerts.lib import change_source, history, moments
from mentorcerts.lib.admin.changes_in_words import value_in_words

register = template.Library()

HISTORY_COLUMNS = ("When", "What", "Changes", "Who", "Why")


@register.simple_tag
def history_columns() -> tuple[str, ...]:
    """The headings of the list."""
    return HISTORY_COLUMNS


@register.filter
def who(line: Any) -> str:
    """``kim, over the API``; the place alone where nobody was logged in."""
    place = change_source.in_words(line.source)
    name = history.author(line)
    return f"{name}, {place}" if name and place else name or place


@register.filter
def why(line: Any) -> str:
    """The reason that was given; empty if there was none."""
    return moments.dates_in_words(line.history_change_reason or "")


@register.filter
def in_words(value: Any) -> str:
    """A value of a field, old or new; a moment and nothing arrive as text."""
    if isinstance(value, str):
        value = None if value == "None" else _moment(value) or value
    return moments.dates_in_words(value_in_words(value))


def _moment(text: str) -> datetime | None:
    """Of ``2026-03-26 01:14:13+00:00``; nothing of another text, or of a date alone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
