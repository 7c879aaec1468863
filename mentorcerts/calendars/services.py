"""Make, find and revoke the address of a person's calendar."""

import hashlib
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError

from mentorcerts.calendars.models import CalendarLink
from mentorcerts.lib import clock

LASTS = timedelta(days=365)
USE_RECORDED_EVERY = timedelta(hours=1)


def make_link(*, user: Any, now: datetime) -> tuple[CalendarLink, str]:
    """Make a calendar's address for a person; one they had before is worth nothing from now on.

    Return it with its token, which can't be shown again.
    """
    token = secrets.token_urlsafe(32)
    values = {
        "digest": _digest(token),
        "made_at": now,
        "expires_at": now + LASTS,
        "used_at": None,
    }
    link, _ = CalendarLink.objects.update_or_create(user=user, defaults=values)
    return link, token


def revoke_link(*, user: Any) -> bool:
    """Let the address of this person's calendar open nothing any more; return whether it did."""
    return CalendarLink.objects.filter(user=user).delete()[0] > 0


def find_link(token: str, *, now: datetime) -> CalendarLink | None:
    """The link with this token, with its owner; ``None`` if there is none or it has run out."""
    links = CalendarLink.objects.select_related("user")
    return links.filter(digest=_digest(token), expires_at__gt=now).first()


def record_use(link: CalendarLink, *, now: datetime) -> None:
    """Record that it was asked for, once an hour at most. A read-only database prevents nothing."""
    if link.used_at is None or clock.age(link.used_at, now=now) >= USE_RECORDED_EVERY:
        with suppress(DatabaseError):
            CalendarLink.objects.filter(pk=link.pk).update(used_at=now)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
