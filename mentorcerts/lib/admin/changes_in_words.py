"""Who has changed a record since a line of its history, and what, in words."""

from datetime import date, datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime

from mentorcerts.lib import history, moments

FOLLOWING = {"updated_at", "updated_reason"}
"""They follow every change, and are not told beside it."""
MAX_AUTHORS = 3


def newest_line(record: Any) -> int:
    """The number of the newest line of its history, or of the admin's log about it."""
    newest: int | None = _lines(record, 0).values_list("pk", flat=True).order_by("-pk").first()
    return newest or 0


def _lines(record: Any, after: int) -> models.QuerySet[Any]:
    if hasattr(record, "history"):
        lines: models.QuerySet[Any] = record.history.filter(pk__gt=after)
    else:
        lines = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(record),
            object_id=str(record.pk),
            pk__gt=after,
        )
    return lines


def explain_changes(current: models.Model, line: int, changes: list[tuple[Any, Any, Any]]) -> str:
    """What is said to whose form was not saved. ``changes``: field, what was shown, what is now."""
    parts = [
        f"{str(field.verbose_name).capitalize()}: {value_in_words(before)} → {value_in_words(now)}"
        for field, before, now in changes
        if field.name not in FOLLOWING or len(changes) == 1
    ]
    return (
        f"Nothing was saved: {authors(current, line)} since you opened this page. "
        f"{'; '.join(parts)}. What you typed is kept, and the other fields show what is recorded "
        "now. Check them, and save again if your change is still right."
    )


def authors(current: Any, line: int) -> str:
    """Who has changed it since, when and why: the last few of them."""
    lines = list(_lines(current, line).order_by("-pk")[:MAX_AUTHORS])
    told = [
        f"{_author(each) or 'the program'} changed it on "
        f"{date_format(localtime(_when(each)), 'j M Y, H:i T')}{_reason(each)}"
        for each in lines
    ]
    return "; ".join(told) or "the program changed it"


def _author(line: Any) -> str:
    return line.user.get_username() if isinstance(line, LogEntry) else history.author(line)


def _when(line: Any) -> datetime:
    when: datetime = line.action_time if isinstance(line, LogEntry) else line.history_date
    return when


def _reason(line: Any) -> str:
    reason = getattr(line, "history_change_reason", None)
    return f" (“{reason}”)" if reason else ""


def value_in_words(value: Any) -> str:
    """Of any field, as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        day = moments.utc_date(value)
        if value == moments.utc_midnight(day):  # a date, kept as the UTC day's midnight
            return moments.in_words(day)
        return date_format(localtime(value), "j M Y, H:i T")
    if isinstance(value, date):
        return moments.in_words(value)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return str(value) if value not in (None, "") else "nothing"
