"""Today's date, and moments as people read them, in the programme's time zone.

Only entry points (request, command, task) read the clock, and pass the date on.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return the current date in the programme's time zone (``MENTORCERTS_TIME_ZONE``)."""
    return local_date(timezone.now())


def local(moment: datetime) -> datetime:
    """The moment on the programme's clock."""
    return moment.astimezone(ZoneInfo(settings.MENTORCERTS_TIME_ZONE))


def local_date(moment: datetime) -> date:
    """On which day something happened. (Dates of certifications are ``moments.utc_date``.)"""
    return local(moment).date()


def format_local(moment: datetime) -> str:
    """``2026-11-28 17:30 PST``: for people, with the name of the zone."""
    return f"{local(moment):%Y-%m-%d %H:%M %Z}"
