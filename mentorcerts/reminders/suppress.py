"""Why a message is not sent: each reason once, with its sentence.

Judged when a message is planned, in SQL, and again when it is about to be sent. What no longer
holds is *suppressed*; the sentence stays on the mentor's page.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from certifications import expiry
from certifications.ladder import rung_reached
from certifications.models import Certification, Mentor
from mentorcerts.lib import moments
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.ladders import rungs_of
from mentorcerts.reminders.models import Message


@dataclass(frozen=True)
class Suppression:
    """Why a message is not sent: for programs, and as a sentence."""

    cause: str
    sentence: str


@dataclass(frozen=True)
class Wait:
    """It can't be told yet whether it may be sent."""


NO_ADDRESS = Suppression("no_address", "There is no address.")
REFUSED = Suppression("refused", "The mail server refused the address.")
OFF = Suppression("off", "Mails are switched off for this mentor.")
QUIET = "quiet"
DROPPED = "dropped"
PROMISED = "promised"
HAS_LEFT = Suppression("left", "The mentor has left.")
MOVED_AWAY = Suppression(
    "moved_away", "The certification was recorded for the wrong person, and is another mentor's."
)

UNREACHABLE = (OFF, NO_ADDRESS, REFUSED)
"""What a change of the mentor's address or wishes ends; the first that applies is told."""


def condition_of(reason: Suppression, mentor: str = "mentor__") -> Q:
    """Of a row that refers to a mentor: whether this one of ``UNREACHABLE`` applies."""
    conditions = {
        OFF: Q(**{f"{mentor}as_recipient__off_at__isnull": False}),
        NO_ADDRESS: Q(**{f"{mentor}email": ""}),
        REFUSED: Q(**{f"{mentor}as_recipient__refused_address": F(f"{mentor}email")}),
    }
    return conditions[reason]


def unreachable(mentor: str = "mentor__") -> Q:
    """Of a row that refers to a mentor: whether they can't, or don't want to, be written to."""
    return (
        condition_of(OFF, mentor) | condition_of(NO_ADDRESS, mentor) | condition_of(REFUSED, mentor)
    )


def not_reached() -> Exists:
    """The same as a subquery: to leave them out, where PostgreSQL would take the others for few,
    and begin with all mentors."""
    return Exists(Mentor.objects.filter(unreachable(mentor=""), pk=OuterRef("mentor_id")))


def judge(message: Message, *, today: date) -> Suppression | Wait | None:
    """Why this message must not be sent today; ``None`` if it may be.

    ``today`` is the calendar date in the programme's zone. Reads what has to be read anew.
    """
    if message.mentor.has_left:
        return HAS_LEFT
    judges = {
        Message.Kind.REMINDER: _judge_reminder,
        Message.Kind.PAUSED: _judge_pause,
        Message.Kind.RESUMED: _judge_resumption,
    }
    verdict = judges[Message.Kind(message.kind)](message, today)
    return verdict if verdict is not None else _judge_mentor(message)


def _judge_mentor(message: Message) -> Suppression | None:
    this = Message.objects.filter(pk=message.pk)
    return next((each for each in UNREACHABLE if this.filter(condition_of(each)).exists()), None)


def _judge_reminder(message: Message, today: date) -> Suppression | None:
    certification = message.certification
    assert certification is not None
    assert message.rung is not None
    if certification.mentor_id != message.mentor_id:
        return MOVED_AWAY
    if certification.deleted_at is not None:
        return Suppression("removed", "The certification was removed.")
    if certification.revoked_at is not None:
        return Suppression("revoked", "The certification was revoked.")
    if (expires_on := moments.utc_date(certification.expires_at)) != message.expires_on:
        day = expiry.in_words(certification.expires_at)
        if message.expires_on and expires_on > message.expires_on:
            return Suppression("renewed", f"Renewed: it now expires on {day}.")
        return Suppression("moved", f"Its expiry date is {day} now.")
    if not Certification.objects.counting().filter(pk=certification.pk).exists():
        return Suppression("another_counts", "Another certification counts in its place.")
    verdict = _judge_rung(certification, message.rung, today)
    return verdict if verdict is not None else _judge_promise(certification, today)


def _judge_promise(certification: Certification, today: date) -> Suppression | None:
    promise = Promise.objects.in_force(today).filter(certification=certification).first()
    return None if promise is None else promised(promise.day)


def promised(day: date) -> Suppression:
    """Reminders sleep through this day."""
    return Suppression(
        PROMISED, f"Promised by {moments.in_words(day)}: reminders sleep until then."
    )


def _judge_rung(certification: Certification, rung: int, today: date) -> Suppression | None:
    days_left = expiry.days_until_expiry(certification.expires_at, today=today)
    rungs = rungs_of(certification.certification_type)
    reached = rung_reached(rungs, days_left=days_left, grace_days=certification.grace_days)
    if reached == rung:
        return None
    if rung not in rungs:
        return Suppression("no_rung", "The ladder of its type has no such rung any more.")
    if reached is None:
        when = "The certification has expired." if rung >= 0 else "The days of grace are over."
        text = when if days_left <= rung else "It is not due yet."
        return Suppression("over" if days_left <= rung else "not_due", text)
    if reached < rung:
        return Suppression("nearer", f"A nearer reminder is due: {reached} days.")
    return Suppression("not_due", "It is not due yet.")


def _judge_pause(message: Message, today: date) -> Suppression | None:
    assert message.pause is not None
    if message.pause.lifted_at is not None:
        return Suppression("lifted", "The pause was over before it was told.")
    return None


def _judge_resumption(message: Message, today: date) -> Suppression | Wait | None:
    """Only who was told of the pause is told of its end."""
    standing = Certification.objects.governing().filter(mentor=message.mentor_id)
    if not standing.not_paused().exists():
        return Suppression("paused", "The mentor is not active any more.")
    told = Message.objects.filter(kind=Message.Kind.PAUSED, pause=message.pause_id).first()
    if told is not None and told.state in (Message.State.PLANNED, Message.State.SENDING):
        return Wait()
    if told is None or told.state != Message.State.SENT:
        return Suppression("not_told", "The mentor was not told of the pause.")
    return None
