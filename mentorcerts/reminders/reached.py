"""Whose certification has reached a rung: ``ladder.rung_reached``, in SQL.

What counts in each requirement is asked of ``querysets.counting``, as everywhere.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import CharField, F, Func, QuerySet, Value

from certifications.ladder import windows
from certifications.models import Certification
from certifications.querysets import UtcDay
from mentorcerts.lib import moments
from mentorcerts.reminders.ladders import types_by_ladder


class IsoDay(Func):
    """The UTC date of a moment as text. Without a call into Python for each row, as on SQLite."""

    output_field = CharField()
    template = "TO_CHAR(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD')"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sqlite(
            compiler, connection, template="SUBSTR(%(expressions)s, 1, 10)", **context
        )


class Joined(Func):
    """Texts one after the other, none of them null: ``Concat`` looks at each for that."""

    output_field = CharField()
    template = "(%(expressions)s)"
    arg_joiner = " || "


class Reached(NamedTuple):
    """The certifications of which one rung is the narrowest reached, planned before or not."""

    rung: int
    certifications: "QuerySet[Certification]"
    """With ``key`` and ``expires_on``, as the message will have them."""


def reminder_key(certification_id: str, expires_on: date, rung: int) -> str:
    """What a reminder is about. ``reached`` makes the same in SQL."""
    return f"reminder:{certification_id}:{expires_on}:{rung}"


def reached(*, today: date, codes: "set[str] | None" = None) -> Iterator[Reached]:
    """By ladder and rung, the widest first; of these types, or of all.

    Of mentors who have not left. ``today`` is the calendar date in the programme's zone.
    """
    counting = Certification.objects.counting().filter(mentor__left_at=None)
    for (rungs, grace_days), types in types_by_ladder(codes).items():
        of_these = counting.filter(certification_type__in=types)
        for window in windows(rungs, grace_days=grace_days):
            first, last = (today + timedelta(days=days) for days in (window.fewest, window.most))
            within = of_these.filter(
                expires_at__gte=moments.utc_midnight(first),
                expires_at__lt=moments.utc_midnight(last + timedelta(days=1)),
            )
            yield Reached(window.rung, _with_key(within, window.rung))


def _with_key(certifications: "QuerySet[Certification]", rung: int) -> "QuerySet[Certification]":
    key = Joined(
        Value("reminder:"),
        F("certification_id"),
        Value(":"),
        IsoDay("expires_at"),
        Value(f":{rung}"),
    )
    return certifications.annotate(key=key, expires_on=UtcDay("expires_at"))
