"""Uploads that wait until their person has seen the preview and confirms it."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mentorcerts.lib.sheets.models import WaitingUpload

CONFIRMED_WITHIN = timedelta(days=1)
PER_PERSON = 3
"""Uploads of one person that wait at a time; the oldest gives way to a new one."""


class UploadGone(Exception):
    """There is no such upload of this person, or no longer."""


@transaction.atomic
def keep(content: bytes, *, user: Any) -> str:
    """Store an upload; return the token by which its person finds it again."""
    expired_uploads(now=timezone.now()).delete()
    theirs = WaitingUpload.objects.filter(user=user).order_by("-created_at", "pk")
    given_up = list(theirs.values_list("pk", flat=True)[PER_PERSON - 1 :])
    WaitingUpload.objects.filter(pk__in=given_up).delete()
    return WaitingUpload.objects.create(token=token_hex(16), user=user, content=content).pk


def content_of(token: str, *, user: Any) -> bytes:
    """The content of an upload. Raises ``UploadGone``."""
    theirs = WaitingUpload.objects.filter(user=user, pk=token)
    oldest = timezone.now() - CONFIRMED_WITHIN
    content = theirs.filter(created_at__gte=oldest).values_list("content", flat=True).first()
    if content is None:
        raise UploadGone
    return bytes(content)


def forget(token: str, *, user: Any) -> None:
    """Delete an upload, if it is still there."""
    WaitingUpload.objects.filter(user=user, pk=token).delete()


def forget_all() -> None:
    """Delete everybody's. They are copies: whoever still needs one uploads it again."""
    WaitingUpload.objects.all().delete()


def expired_uploads(*, now: datetime) -> "QuerySet[WaitingUpload]":
    """Those that are kept no longer."""
    return WaitingUpload.objects.filter(created_at__lt=now - CONFIRMED_WITHIN)
