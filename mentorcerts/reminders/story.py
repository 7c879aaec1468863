"""What a mentor has been written, and will be: for their page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import Case, QuerySet, When

from certifications import expiry, ladder
from certifications.models import Certification, Mentor
from mentorcerts.lib import clock, moments
from mentorcerts.reminders.ladders import rungs_of
from mentorcerts.reminders.models import Message
from mentorcerts.reminders.suppress import UNREACHABLE, Suppression, condition_of


class RungState(Enum):
    """Where a rung stands."""

    PLANNED = "planned"
    SENT = "sent"
    NOT_SENT = "not sent"
    SKIPPED = "skipped"
    """Its day passed without a message: a nearer one was reached first."""
    TO_COME = "to come"


@dataclass(frozen=True)
class RungOfMentor:
    """One rung of one certification."""

    rung: int
    day: date
    """When it is reached."""
    state: RungState
    sentence: str
    """Such as ``sent on 2026-03-01 to a@example.org``, without a full stop."""
    message: Message | None


@dataclass(frozen=True)
class LadderOfMentor:
    """The ladder of one certification that counts."""

    certification: Certification
    rungs: list[RungOfMentor]
    obstacle: str
    """Why nothing would go out to this mentor as things are; empty where nothing stands against
    it."""


def messages_of(mentor_id: str) -> "QuerySet[Message]":
    """All mails to a mentor, planned, sent or not, the newest first."""
    return Message.objects.filter(mentor=mentor_id).select_related("certification", "round")


def ladders_of(
    held: Iterable[Certification],
    messages: Iterable[Message],
    *,
    today: date,
    obstacle: str,
    promised: dict[int, date],
) -> list[LadderOfMentor]:
    """The ladders of what counts for a mentor, the first to expire first; asks no database.

    ``held`` is all that the mentor holds, each with its type, ``messages`` are all mails to them,
    ``obstacle`` is of ``obstacle_of``, ``promised`` certification → the day that was promised:
    its reminders sleep through it.
    """
    reminders = {
        (message.certification_id, message.expires_on, message.rung): message
        for message in messages
        if message.kind == Message.Kind.REMINDER
    }
    counting = [each for each in expiry.counting(held) if each.revoked_at is None]
    found = []
    for each in sorted(counting, key=lambda each: (each.expires_at, each.pk)):
        expires_on = moments.utc_date(each.expires_at)
        rungs = rungs_of(each.certification_type)
        windows = ladder.windows(rungs, grace_days=each.grace_days)
        lines = [
            _rung(
                each,
                window.rung,
                reminders.get((each.pk, expires_on, window.rung)),
                today,
                promised.get(each.pk),
                may_go="would go out" if obstacle else "goes out",
            )
            for window in ([] if expiry.never_expires(each.expires_at) else windows)
        ]
        found.append(LadderOfMentor(each, lines, obstacle))
    return found


def obstacle_of(mentor_id: str) -> str:
    """Why this mentor can't be written to, as a sentence; empty where they can."""
    return next((each.sentence for each in obstacles_of(mentor_id)), "")


def obstacles_of(mentor_id: str) -> list[Suppression]:
    """All of ``UNREACHABLE`` that apply to this mentor, in one query; what is told comes first."""
    return obstacles_of_many([mentor_id]).get(mentor_id, [])


def obstacles_of_many(mentor_ids: Collection[str]) -> dict[str, list[Suppression]]:
    """``obstacles_of`` each of these mentors who are there, in one query."""
    applying = [
        Case(When(condition_of(each, mentor=""), then=True), default=False) for each in UNREACHABLE
    ]
    found = Mentor.objects.filter(pk__in=mentor_ids).values_list("pk", *applying)
    return {
        mentor_id: [each for each, does in zip(UNREACHABLE, applies, strict=True) if does]
        for mentor_id, *applies in found
    }


def _rung(
    certification: Certification,
    rung: int,
    message: Message | None,
    today: date,
    asleep: date | None,
    *,
    may_go: str,
) -> RungOfMentor:
    """``asleep``: the day that was promised; until then its reminders sleep. ``may_go``: the verb
    for what is still to come."""
    day = ladder.day_of(rung, expires_on=moments.utc_date(certification.expires_at))
    if message is not None:
        return RungOfMentor(rung, day, _state_of(message), sentence_of(message, asleep), message)
    if day > today:
        told = f"{may_go} on {moments.in_words(day)}"
        if asleep is not None and day <= asleep:
            told = _sleeps(asleep)
        return RungOfMentor(rung, day, RungState.TO_COME, told, None)
    days_left = expiry.days_until_expiry(certification.expires_at, today=today)
    rungs = rungs_of(certification.certification_type)
    reached = ladder.rung_reached(rungs, days_left=days_left, grace_days=certification.grace_days)
    if reached == rung:
        return RungOfMentor(rung, day, RungState.TO_COME, "due, planned with the next round", None)
    return RungOfMentor(rung, day, RungState.SKIPPED, "passed without a mail", None)


def _state_of(message: Message) -> RungState:
    if message.state == Message.State.SENT:
        return RungState.SENT
    over = message.state in (Message.State.SUPPRESSED, Message.State.FAILED)
    return RungState.NOT_SENT if over else RungState.PLANNED


def sentence_of(message: Message, asleep: date | None = None) -> str:
    """What became of a message, without a full stop.

    ``asleep``: the day that was promised about its certification, if any.
    """
    match message.state:
        case Message.State.SENT:
            assert message.finished_at is not None
            to = f" to {message.recipient}" if message.recipient else ""
            return f"sent on {moments.in_words(clock.local_date(message.finished_at))}{to}"
        case Message.State.SUPPRESSED | Message.State.FAILED:
            return f"{message.state}: {message.reason.rstrip('.')}"
        case Message.State.HELD:
            return "held by the safety limit, until a coordinator sends or drops the round"
        case Message.State.SENDING:
            return "being sent"
    if asleep is not None and clock.local_date(message.not_before) <= asleep:
        return _sleeps(asleep)
    return f"goes out on {clock.format_local(message.not_before)}"


def _sleeps(through: date) -> str:
    return f"sleeps, as promised, until after {moments.in_words(through)}"
