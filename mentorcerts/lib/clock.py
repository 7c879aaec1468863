"""The clock, read at the edge (request, command, task) and nowhere deeper."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The calendar date now in the programme's time zone (``MENTORCERTS_TIME_ZONE``)."""
    return timezone.now().astimezone(ZoneInfo(settings.MENTORCERTS_TIME_ZONE)).date()
