"""How long messages are kept, and how long their texts and addresses."""

from datetime import datetime, timedelta

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


def empty_texts(messages: "QuerySet[Message]") -> int:
    """Empty the texts and addresses of these messages; return of how many."""
    return messages.update(recipient="", subject="", body="")
