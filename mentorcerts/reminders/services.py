"""What people decide about messages: one transaction each, refused with a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from certifications.services.locks import lock_mentors
from certifications.services.reasons import required_reason
from mentorcerts.lib.chunks import update_rows
from mentorcerts.lib.lengths import USERNAME_LENGTH
from mentorcerts.lib.refusals import Conflict, Missing
from mentorcerts.reminders.hours import next_opening
from mentorcerts.reminders.installation import locked_state
from mentorcerts.reminders.models import Message, MessageState, Recipient, Round
from mentorcerts.reminders.suppress import DROPPED

FORCED = "The safety limit was overridden by the command."


@transaction.atomic
def release_round(*, round_id: int, by: str, now: datetime, reason: str = "") -> Round:
    """Let a held round go out, within the sending hours; each message is judged again.

    Raises ``Missing``, or ``Conflict`` where it is not held any more.
    """
    round_ = _decide(round_id, Round.State.RELEASED, by=by, now=now, reason=reason)
    _held(round_).update(state=MessageState.PLANNED, not_before=next_opening(now))
    return round_


@transaction.atomic
def release_held(*, by: str, now: datetime) -> list[Round]:
    """``release_round`` for each that is held, as ``send_reminders --force`` asks for."""
    locked_state()
    held = Round.objects.filter(state=Round.State.HELD).order_by("pk").values_list("pk", flat=True)
    return [release_round(round_id=pk, by=by, now=now, reason=FORCED) for pk in held]


@transaction.atomic
def drop_round(*, round_id: int, by: str, now: datetime, reason: str) -> Round:
    """Send nothing of a held round, ever: its rungs count as done.

    Raises ``Missing``, ``Conflict`` where it is not held any more, ``ValidationError`` without a
    reason.
    """
    reason = required_reason(reason)
    round_ = _decide(round_id, Round.State.DROPPED, by=by, now=now, reason=reason)
    _held(round_).update(
        state=MessageState.SUPPRESSED,
        cause=DROPPED,
        reason=f"The round was dropped: {reason}"[:500],
        finished_at=now,
    )
    return round_


def _decide(round_id: int, state: Round.State, *, by: str, now: datetime, reason: str) -> Round:
    locked_state()
    round_ = Round.objects.filter(pk=round_id).first()
    if round_ is None:
        raise Missing(f"There is no round {round_id}.")
    if round_.state != Round.State.HELD:
        raise Conflict(f"This round is not held: it is {round_.get_state_display()}.")
    round_.state, round_.decided_at = state, now
    round_.decided_by, round_.decision_reason = by[:USERNAME_LENGTH], reason
    round_.save()
    return round_


def _held(round_: Round) -> "QuerySet[Message]":
    return Message.objects.filter(round=round_, state=MessageState.HELD)


@transaction.atomic
def send_again(*, message_id: int, now: datetime) -> Message:
    """Plan a message once more that failed or was suppressed; it is judged again when it is sent.

    ``message_id`` is its primary key. Raises ``Missing``, or ``Conflict`` where it was sent or is
    about to be.
    """
    locked_state()
    message = Message.objects.filter(pk=message_id).first()
    if message is None:
        raise Missing(f"There is no message {message_id}.")
    if message.state not in (MessageState.FAILED, MessageState.SUPPRESSED):
        raise Conflict(f"This message is {message.get_state_display()} already.")
    message.state, message.cause, message.reason = MessageState.PLANNED, "", ""
    message.attempts, message.finished_at = 0, None
    message.not_before = next_opening(now)
    message.save()
    return message


@transaction.atomic
def switch_mails_off(*, mentor_id: str, reason: str, by: str) -> Recipient:
    """Write to this mentor no more. Raises ``Missing``, ``Conflict`` where that is so already."""
    recipient = _recipient(mentor_id)
    if recipient.is_off:
        raise Conflict(f"Mails are off for {mentor_id} already: {recipient.off_reason}")
    recipient.off_at, recipient.off_by = timezone.now(), by[:USERNAME_LENGTH]
    recipient.off_reason = required_reason(reason)
    recipient.save()
    return recipient


@transaction.atomic
def switch_mails_on(*, mentor_id: str) -> Recipient:
    """Write to this mentor again: what is due by then goes out with the next round."""
    recipient = _recipient(mentor_id)
    if not recipient.is_off:
        raise Conflict(f"Mails are not switched off for {mentor_id}.")
    recipient.off_at, recipient.off_by, recipient.off_reason = None, "", ""
    recipient.save()
    return recipient


@dataclass(frozen=True, kw_only=True, slots=True)
class MailsBefore:
    """Whether mails to a mentor were switched off before an action, since when, by whom and why."""

    mentor_id: str
    off_at: datetime | None = None
    off_by: str = ""
    off_reason: str = ""


@transaction.atomic
def put_back_mails(before: Sequence[MailsBefore]) -> None:
    """Switch mails off or on again, as they were; any number of mentors, whom the caller locked."""
    update_rows(
        [
            Recipient(
                mentor_id=each.mentor_id,
                off_at=each.off_at,
                off_by=each.off_by,
                off_reason=each.off_reason,
            )
            for each in before
        ],
        ["off_at", "off_by", "off_reason"],
    )


@transaction.atomic
def try_address_again(*, mentor_id: str) -> Recipient:
    """Forget that the mail server refused this mentor's address, which may work again."""
    recipient = _recipient(mentor_id)
    if not recipient.refused_address:
        raise Conflict(f"No address of {mentor_id} was refused.")
    recipient.refused_address, recipient.refusal, recipient.refused_at = "", "", None
    recipient.save()
    return recipient


def _recipient(mentor_id: str) -> Recipient:
    lock_mentors([mentor_id])
    return Recipient.objects.get_or_create(mentor_id=mentor_id)[0]
