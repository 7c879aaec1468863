"""Which mails would go out on a day, with their texts."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings

from mentorcerts.reminders.installation import is_confirmed
from mentorcerts.reminders.limit import exceeds_mail_limit
from mentorcerts.reminders.models import Message
from mentorcerts.reminders.outlook import WAITING, Outlook, outlook
from mentorcerts.reminders.story import obstacle_of, sentence_of
from mentorcerts.reminders.suppress import Suppression, Wait, judge
from mentorcerts.reminders.texts import written
from mentorcerts.tomorrow.pauses import PausesOfDay


@dataclass(frozen=True, kw_only=True)
class LetterMail:
    """A mail as it would be; ``not_sent`` says why it would not go out, empty where it would."""

    kind: str
    mentor_id: str
    to: str
    subject: str
    body: str
    not_sent: str = ""


@dataclass(frozen=True, kw_only=True)
class MailsOfDay:
    """Reminders and notices of pauses."""

    are_on: bool
    planned: int = 0
    """All that would wait to be sent on that day."""
    held: bool = False
    """The safety limit would hold some until a coordinator has released them."""
    shown: list[LetterMail] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Numbers, and the mails that are listed."""
        return asdict(self)


def mails_of_day(
    day: date, pauses: PausesOfDay, *, today: date, now: datetime, most: int | None
) -> MailsOfDay:
    """The reminders of the day page, and a notice for whom the run pauses."""
    if not (settings.MENTORCERTS_REMINDERS and is_confirmed()):
        return MailsOfDay(are_on=False)
    with outlook(day, today=today, now=now) as found:
        listed = [_reminder(found, message) for message in found.messages[:most]]
        planned, held = found.messages.filter(state__in=WAITING).count(), found.plan.held
    left = None if most is None else max(most - len(listed), 0)
    notices = [_notice(each, day) for each in pauses.due[:left]]
    return MailsOfDay(
        are_on=True,
        planned=planned + pauses.number,
        held=held or (pauses.number > 0 and exceeds_mail_limit(pauses.number)),
        shown=[*listed, *notices],
    )


def _reminder(found: Outlook, message: Message) -> LetterMail:
    verdict, wording = judge(message, today=found.day), found.text_of(message)
    if isinstance(verdict, Suppression):
        not_sent = verdict.sentence
    elif isinstance(verdict, Wait):
        not_sent = "It is not known yet."
    else:
        not_sent = "" if wording else sentence_of(message)
    return LetterMail(
        kind=message.kind,
        mentor_id=message.mentor_id,
        to=message.mentor.email,
        subject=wording.subject if wording else "",
        body=wording.body if wording else "",
        not_sent=not_sent,
    )


def _notice(certification: Any, day: date) -> LetterMail:
    """That this one's holder was paused: told on the same day, once the hours of sending begin."""
    message = Message(
        kind=Message.Kind.PAUSED, mentor=certification.mentor, certification=certification
    )
    wording = written(message, today=day)
    return LetterMail(
        kind=message.kind,
        mentor_id=certification.mentor_id,
        to=certification.mentor.email,
        subject=wording.subject,
        body=wording.body,
        not_sent=obstacle_of(certification.mentor_id),
    )
