"""Reminders about a certification that turned out to be another mentor's.

What waits for the one is not sent. What the other one is due for is planned anew: the key of a
reminder names the certification, so that those of the first give their keys up.
"""

from datetime import datetime

from django.db.models import QuerySet

from certifications.models import Certification
from mentorcerts.reminders.models import Message, MessageState
from mentorcerts.reminders.suppress import MOVED_AWAY

GIVEN_UP = ":moved:"
"""In a key that was given up; the message's own number follows, and makes it unique."""


def follow_move(moved: Certification, *, from_id: str, by: str, now: datetime) -> list[str]:
    """``registry.followers_of_moves``: suppress what waits, and free the keys."""
    reminders = Message.objects.filter(kind=Message.Kind.REMINDER, certification=moved)
    theirs = reminders.filter(mentor=from_id)
    waiting = theirs.filter(state__in=(MessageState.PLANNED, MessageState.HELD))
    number = _suppress(waiting, now)
    _suppress(theirs.filter(state=MessageState.SUPPRESSED), now)
    for message in theirs.exclude(key__contains=GIVEN_UP):
        key = f"{message.key}{GIVEN_UP}{message.pk}"
        Message.objects.filter(pk=message.pk).update(key=key)
    # What its mentor was sent before, where it comes back to them, is not sent again.
    for message in reminders.filter(mentor=moved.mentor_id, state=MessageState.SENT):
        key = message.key.partition(GIVEN_UP)[0]
        Message.objects.filter(pk=message.pk).update(key=key)
    if not number:
        return []
    return [f"{number} reminder{'' if number == 1 else 's'} to {from_id} will not be sent."]


def _suppress(messages: "QuerySet[Message]", now: datetime) -> int:
    return messages.update(
        state=MessageState.SUPPRESSED,
        cause=MOVED_AWAY.cause,
        reason=MOVED_AWAY.sentence,
        finished_at=now,
    )
