"""The letter of a day, put together from its run, its mails and its events."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from mentorcerts.digests.plan import number_due
from mentorcerts.lib import moments
from mentorcerts.tomorrow.events import EventsOfDay, events_of_day
from mentorcerts.tomorrow.mails import MailsOfDay, mails_of_day
from mentorcerts.tomorrow.pauses import PausesOfDay, pauses_of_day

SHOWN = 20
"""Of each kind, unless somebody asks for all."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """All that would be done on a day."""

    day: date
    pauses: PausesOfDay
    mails: MailsOfDay
    events: EventsOfDay
    digests: int
    """Coordinators who would get one, if there is anything to say."""

    def as_json(self) -> dict[str, Any]:
        """For machines: dates as text."""
        return {
            "day": self.day.isoformat(),
            "run": self.pauses.as_json(),
            "mails": self.mails.as_json(),
            "webhooks": self.events.as_json(),
            "digests": self.digests,
        }


def letter_of(*, day: date, today: date, now: datetime, most: int | None = SHOWN) -> Letter:
    """What the program would do on ``day``, a calendar date in the programme's zone.

    ``most`` pauses, mails and events are listed, or all; the numbers are always of all. Writes
    nothing. Raises ``ValidationError`` for a day that has begun.
    """
    if day <= today:
        raise ValidationError(
            f"{moments.in_words(day)} has begun: choose a day after today, "
            f"{moments.in_words(today)}."
        )
    pauses = pauses_of_day(day, today=today)
    mails = mails_of_day(day, pauses, today=today, now=now, most=most)
    return Letter(
        day=day,
        pauses=pauses.listed(most),
        mails=mails,
        digests=number_due(day) if mails.are_on else 0,
        events=events_of_day(day, pauses, now=now, most=most),
    )
