"""Today's date, and moments as people read them, in the programme's time zone.

Only entry points (request, command, task) read the clock, and pass the date on.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from mentorcerts.lib import moments

TOLERANCE = timedelta(minutes=5)
"""By so much the clocks of two machines may differ."""


def today() -> date:
    """Return the current date in the programme's time zone (``MENTORCERTS_TIME_ZONE``)."""
    return local_date(timezone.now())


def local(moment: datetime) -> datetime:
    """The moment on the programme's clock."""
    return moment.astimezone(ZoneInfo(settings.MENTORCERTS_TIME_ZONE))


def zone_name() -> str:
    """``Europe/Zurich``: of the programme's time zone."""
    return str(settings.MENTORCERTS_TIME_ZONE)


def local_date(moment: datetime) -> date:
    """On which day something happened. (Dates of certifications are ``moments.utc_date``.)"""
    return local(moment).date()


def start_of(day: date) -> datetime:
    """When a day begins on the programme's clock."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(settings.MENTORCERTS_TIME_ZONE))


def moments_of(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """When the first of these days begins, and when the last is over; ``None`` for an open end."""
    ends = last is not None and last < date.max
    before = start_of(last + timedelta(days=1)) if ends and last else None
    return start_of(first) if first else None, before


def format_local(moment: datetime) -> str:
    """``28 Nov 2026, 17:30 PST``: for people, with the name of the zone."""
    here = local(moment)
    return f"{moments.in_words(here.date())}, {here:%H:%M %Z}"


def is_ahead(moment: datetime, *, now: datetime) -> bool:
    """Whether something that has happened is dated later than now: by a clock that was wrong."""
    return moment - now > TOLERANCE


def age(moment: datetime, *, now: datetime) -> timedelta:
    """How long ago something was; never negative.

    When that was nobody knows of what is dated ahead: for those who ask whether it is too long
    ago, it is (``timedelta.max``).
    """
    return timedelta.max if is_ahead(moment, now=now) else max(now - moment, timedelta())
