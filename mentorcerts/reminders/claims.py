"""Claim a message and confirm what came of it: two short transactions, and the network in between.

A sender that dies leaves its claim behind, which runs out. Where it died between the server's *250*
and the confirmation, the mail goes out once more, with the same ``Message-ID``: at most one twin a
death, and none lost.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from certifications.services.locks import lock_mentors
from mentorcerts.lib.refusals import Missing
from mentorcerts.reminders.delivery import Delivery, MailOutcome, new_message_id
from mentorcerts.reminders.hours import next_opening
from mentorcerts.reminders.installation import locked_state
from mentorcerts.reminders.models import Message, MessageState, Recipient
from mentorcerts.reminders.suppress import Suppression, Wait, judge
from mentorcerts.reminders.texts import written

CLAIM_LASTS = timedelta(minutes=10)
"""Far longer than one mail can take (``EMAIL_TIMEOUT`` for each step of it)."""
TRIED_AGAIN_AFTER = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
"""After so long the next try, by the number of those before it; then it is given up."""
WAITS = timedelta(minutes=5)
MASS_REFUSAL = 5
"""So many in a row that are refused for good, of several mentors: then it is the server."""


@dataclass(frozen=True)
class NothingClaimed:
    """Why there is nothing to send: ``done``, ``rate``, or one that was not sent (``judged``)."""

    why: str


@transaction.atomic
def claim_next(*, now: datetime, today: date) -> Message | NothingClaimed:
    """Claim the message that has waited longest, with recipient and text as of now.

    One that must not be sent is suppressed instead. The state's row is locked first, so that all
    senders together keep to ``MENTORCERTS_MAIL_PER_MINUTE``.
    """
    locked_state()
    tried = Message.objects.filter(tried_at__gt=now - timedelta(minutes=1))
    if tried.count() >= settings.MENTORCERTS_MAIL_PER_MINUTE:
        return NothingClaimed("rate")
    message = due(now=now).order_by("not_before", "pk").first()
    if message is None:
        return NothingClaimed("done")
    verdict = judge(message, today=today)
    if isinstance(verdict, Wait):
        message.not_before = now + WAITS
    elif isinstance(verdict, Suppression):
        _end(message, MessageState.SUPPRESSED, verdict.cause, verdict.sentence, now)
    elif message.attempts > len(TRIED_AGAIN_AFTER):
        _end(
            message,
            MessageState.FAILED,
            "given_up",
            f"Given up after {message.attempts} tries.",
            now,
        )
    else:
        _claim(message, now=now, today=today)
        message.save()
        return message
    message.save()
    return NothingClaimed("judged")


def due(*, now: datetime) -> "QuerySet[Message]":
    """What may be sent now, with all that is needed to judge and to write it."""
    planned = Message.objects.filter(state=MessageState.PLANNED, not_before__lte=now)
    return planned.select_related("mentor", "certification__certification_type", "pause")


def _claim(message: Message, *, now: datetime, today: date) -> None:
    wording = written(message, today=today)
    message.state, message.claim, message.claimed_at = MessageState.SENDING, uuid.uuid4().hex, now
    message.message_id = message.message_id or new_message_id()
    message.recipient = message.mentor.email
    message.subject, message.body = wording.subject, wording.body
    message.attempts += 1
    message.tried_at = now


def _end(message: Message, state: MessageState, cause: str, reason: str, now: datetime) -> None:
    message.state, message.cause, message.reason = state, cause, reason
    message.finished_at = now


def release_stale_claims(*, now: datetime) -> int:
    """Plan again what a sender that has died since had claimed; return how many."""
    stale = Message.objects.filter(state=MessageState.SENDING, claimed_at__lt=now - CLAIM_LASTS)
    if not stale.exists():  # an idle minute takes no write lock
        return 0
    return stale.update(state=MessageState.PLANNED, claim="", claimed_at=None)


@transaction.atomic
def confirm(message: Message, delivery: Delivery, *, now: datetime) -> bool:
    """Record what came of a claimed message; return whether its claim still held."""
    locked_state()
    claimed = Message.objects.filter(pk=message.pk, state=MessageState.SENDING, claim=message.claim)
    current = claimed.select_related("mentor").first()
    if current is None:
        return False
    current.claim, current.claimed_at = "", None
    if delivery.outcome == MailOutcome.ACCEPTED:
        current.state, current.finished_at = MessageState.SENT, now
    elif delivery.outcome in (MailOutcome.REFUSED_ADDRESS, MailOutcome.REJECTED):
        _end(
            current,
            MessageState.FAILED,
            delivery.outcome.value,
            f"The mail server refused it: {delivery.said}.",
            now,
        )
        if delivery.outcome == MailOutcome.REFUSED_ADDRESS:
            _note_refusal(current, delivery.said, now)
    else:
        _try_again(current, delivery, now)
    current.save()
    return True


def _try_again(message: Message, delivery: Delivery, now: datetime) -> None:
    if delivery.outcome == MailOutcome.SERVER:  # it says nothing about this message
        message.attempts = max(message.attempts - 1, 0)
        message.state, message.not_before = MessageState.PLANNED, now
    elif message.attempts > len(TRIED_AGAIN_AFTER):
        reason = f"Given up after {message.attempts} tries: {delivery.said}."
        _end(message, MessageState.FAILED, "given_up", reason, now)
    else:
        later = now + TRIED_AGAIN_AFTER[message.attempts - 1]
        message.state, message.not_before = MessageState.PLANNED, next_opening(later)


def _note_refusal(message: Message, said: str, now: datetime) -> None:
    """Keep that this address was refused: no further mail goes there until it is another one."""
    try:
        lock_mentors([message.mentor_id])
    except Missing:  # erased meanwhile, and called otherwise now
        return
    Recipient.objects.update_or_create(
        mentor_id=message.mentor_id,
        defaults={"refused_address": message.recipient, "refused_at": now, "refusal": said},
    )


@transaction.atomic
def take_back_mass_refusal(*, now: datetime) -> bool:
    """Whether the server refuses everybody, and not these addresses: then plan them again.

    So it looks where the last ``MASS_REFUSAL`` tries, of several mentors, were all refused for
    good: no address is blamed for a server that has been set up wrongly.
    """
    locked_state()
    recent = Message.objects.filter(tried_at__gt=now - timedelta(hours=1))
    last = list(recent.order_by("-tried_at", "-pk")[:MASS_REFUSAL])
    refusals = (MailOutcome.REFUSED_ADDRESS.value, MailOutcome.REJECTED.value)
    several = len({message.mentor_id for message in last}) > 1
    if len(last) < MASS_REFUSAL or not several or any(m.cause not in refusals for m in last):
        return False
    Message.objects.filter(pk__in=[message.pk for message in last]).update(
        state=MessageState.PLANNED,
        cause="",
        reason="",
        finished_at=None,
        not_before=next_opening(now + TRIED_AGAIN_AFTER[1]),
    )
    Recipient.objects.filter(
        mentor__in=[message.mentor_id for message in last], refused_at__gt=now - timedelta(hours=1)
    ).update(refused_address="", refusal="", refused_at=None)
    return True
