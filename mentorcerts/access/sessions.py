"""A session ends so many hours after the login, whatever is done in between.

Django by itself counts from the last write to the session, and pages write to it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from mentorcerts.lib import clock


def connect() -> None:
    """Start to listen: called once, when the program starts."""
    user_logged_in.connect(_set_end)


def _set_end(sender: Any, request: HttpRequest, **_: Any) -> None:
    request.session.set_expiry(timezone.now() + _length())


def _length() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def end_sessions_from_ahead(*, now: datetime) -> int:
    """End the sessions of logins that a clock has dated ahead; return how many."""
    latest = now + _length() + clock.TOLERANCE
    return Session.objects.filter(expire_date__gt=latest).delete()[0]
