"""Today's date. Only entry points (request, command, task) read it, and pass it on."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return the current date in the programme's time zone (``MENTORCERTS_TIME_ZONE``)."""
    return timezone.now().astimezone(ZoneInfo(settings.MENTORCERTS_TIME_ZONE)).date()
