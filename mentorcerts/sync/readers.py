"""Who follows the change log, and how far they are."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.request import Request

from mentorcerts.access import tokens
from mentorcerts.lib import clock
from mentorcerts.sync.models import Reader

READ_RECORDED_EVERY = timedelta(minutes=1)
"""So that not every page of the feed is also a write."""


@dataclass(frozen=True)
class Who:
    """Whom a request comes from, as text: it survives the token and the user."""

    name: str = ""
    source: str = ""


def who_asks(request: Request) -> Who:
    """The token's owner and the token; a user who is logged in; or nobody known."""
    if not request.user.is_authenticated:
        return Who()
    name = request.user.get_username()
    if isinstance(request.auth, AuthToken):
        return Who(name, tokens.source_name(request.auth))
    return Who(name)


def record_read(who: Who, *, after: int, caught_up: bool, now: datetime) -> None:
    """Record that a reader has everything through ``after``, and has asked for more.

    At most once a minute, and where it has ``caught_up`` at a new position. Errors are ignored: a
    read-only database must not prevent reading.
    """
    reader = Reader.objects.filter(name=who.name, source=who.source).first()
    if reader is not None and reader.read_at is not None:
        moved = caught_up and reader.after != after
        if not moved and clock.age(reader.read_at, now=now) < READ_RECORDED_EVERY:
            return
    with suppress(DatabaseError), transaction.atomic():
        Reader.objects.update_or_create(
            name=who.name, source=who.source, defaults={"after": after, "read_at": now}
        )


def positions() -> Iterable[int]:
    """The numbers through which readers have the log, of those to whom the feed still answers."""
    readers = Reader.objects.filter(after__isnull=False)
    if days := settings.MENTORCERTS_FEED_DAYS:
        readers = readers.filter(read_at__gte=timezone.now() - timedelta(days=days))
    return [after for after in readers.values_list("after", flat=True) if after is not None]
