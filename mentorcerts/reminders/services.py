"""What people decide about messages: one transaction each, refused with a sentence."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from certifications.services.judged import Judged, judge
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
    return switch_mails_off_for_many(mentor_ids=[mentor_id], reason=reason, by=by).the_one()


@transaction.atomic
def switch_mails_on(*, mentor_id: str) -> Recipient:
    """Write to this mentor again: what is due by then goes out with the next round."""
    return switch_mails_on_for_many(mentor_ids=[mentor_id]).the_one()


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
    return try_addresses_again(mentor_ids=[mentor_id]).the_one()


@transaction.atomic
def switch_mails_off_for_many(
    *, mentor_ids: Collection[str], reason: str, by: str
) -> Judged[Recipient]:
    """``switch_mails_off`` for each: who is refused is left as before. Raises ``Missing``."""

    def off(recipient: Recipient) -> None:
        if recipient.is_off:
            raise Conflict(
                f"Mails are off for {recipient.mentor_id} already: {recipient.off_reason}"
            )
        recipient.off_reason = required_reason(reason)
        recipient.off_at, recipient.off_by = timezone.now(), by[:USERNAME_LENGTH]

    return _change_recipients(mentor_ids, off)


@transaction.atomic
def switch_mails_on_for_many(*, mentor_ids: Collection[str]) -> Judged[Recipient]:
    """``switch_mails_on`` for each: who is refused is left as before. Raises ``Missing``."""

    def on(recipient: Recipient) -> None:
        if not recipient.is_off:
            raise Conflict(f"Mails are not switched off for {recipient.mentor_id}.")
        recipient.off_at, recipient.off_by, recipient.off_reason = None, "", ""

    return _change_recipients(mentor_ids, on)


@transaction.atomic
def try_addresses_again(*, mentor_ids: Collection[str]) -> Judged[Recipient]:
    """``try_address_again`` for each: who is refused is left as before. Raises ``Missing``."""

    def forget(recipient: Recipient) -> None:
        if not recipient.refused_address:
            raise Conflict(f"No address of {recipient.mentor_id} was refused.")
        recipient.refused_address, recipient.refusal, recipient.refused_at = "", "", None

    return _change_recipients(mentor_ids, forget)


def _change_recipients(
    mentor_ids: Collection[str], change: Callable[[Recipient], None]
) -> Judged[Recipient]:
    """``change`` sets what is new, or raises. A row is made of those who have none yet."""
    lock_mentors(mentor_ids)
    known = Recipient.objects.in_bulk(list(mentor_ids))

    def changed(mentor_id: str) -> Recipient:
        recipient = known.get(mentor_id) or Recipient(mentor_id=mentor_id)
        change(recipient)
        return recipient

    judged = judge(mentor_ids, lambda mentor_id: mentor_id, changed)
    new = [each for each in judged.done.values() if each.mentor_id not in known]
    Recipient.objects.bulk_create(new)
    fields = [field.name for field in Recipient._meta.concrete_fields if not field.primary_key]
    update_rows([each for each in judged.done.values() if each.mentor_id in known], fields)
    return judged
