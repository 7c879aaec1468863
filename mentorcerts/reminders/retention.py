"""How long messages are kept, and how long their texts and addresses."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorcerts.lib import clock
from mentorcerts.reminders.models import Message, Round

TEXTS_ARE_KEPT = timedelta(days=90)
"""What was written to whom: long enough to answer a question about it."""


def old_messages(before: datetime) -> "QuerySet[Message]":
    """Messages that ended before then, of expiry dates that have passed by then too.

    A key that may still be reached must stay: it is what keeps a reminder from going out twice.
    """
    passed = Q(expires_on=None) | Q(expires_on__lt=clock.local_date(before))
    return Message.objects.filter(passed, finished_at__lt=before)


def empty_rounds(before: datetime) -> "QuerySet[Round]":
    """Rounds of before then, none of whose messages are kept."""
    kept = Message.objects.filter(round=OuterRef("pk"))
    return Round.objects.filter(~Exists(kept), started_at__lt=before)


def messages_with_old_texts(now: datetime) -> "QuerySet[Message]":
    """Messages whose text and address have been kept long enough."""
    ended = Message.objects.filter(finished_at__lt=now - TEXTS_ARE_KEPT)
    return ended.exclude(recipient="", subject="", body="")


def empty_old_texts(*, now: datetime) -> int:
    """Empty texts and addresses of messages that ended 90 days ago; return of how many.

    Not where messages are to be kept for ever (``MENTORCERTS_KEEP_MESSAGES_DAYS=0``).
    """
    if not settings.MENTORCERTS_KEEP_MESSAGES_DAYS:
        return 0
    return messages_with_old_texts(now).update(recipient="", subject="", body="")
