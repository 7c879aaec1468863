"""Which mails would go out on a day, with their texts."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from mentorcerts.reminders.hours import next_opening
from mentorcerts.reminders.installation import is_confirmed
from mentorcerts.reminders.limit import exceeds_mail_limit
from mentorcerts.reminders.models import Message, MessageState
from mentorcerts.reminders.plan import plan_reminders
from mentorcerts.reminders.story import obstacle_of
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
    """All that would be due, also those that are then not sent."""
    held: bool = False
    """The safety limit would hold some until a coordinator has released them."""
    shown: list[LetterMail] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Numbers, and the mails that are listed."""
        return asdict(self)


def mails_of_day(
    day: date, pauses: PausesOfDay, *, today: date, now: datetime, most: int | None
) -> MailsOfDay:
    """Plan as on the day before and on the day itself, look, and take both back."""
    if not (settings.MENTORCERTS_REMINDERS and is_confirmed()):
        return MailsOfDay(are_on=False)
    with transaction.atomic():
        reminders = _reminders(day, today=today, now=now, most=most)
        transaction.set_rollback(True)
    left = None if most is None else max(most - len(reminders.shown), 0)
    notices = [_notice(each, day) for each in pauses.due[:left]]
    return MailsOfDay(
        are_on=True,
        planned=reminders.planned + pauses.number,
        held=reminders.held or (pauses.number > 0 and exceeds_mail_limit(pauses.number)),
        shown=[*reminders.shown, *notices],
    )


def _reminders(day: date, *, today: date, now: datetime, most: int | None) -> MailsOfDay:
    yesterday = day - timedelta(days=1)
    plan_reminders(today=yesterday, now=max(now, _night(yesterday)) if yesterday > today else now)
    plan = plan_reminders(today=day, now=_night(day))
    opens = next_opening(_night(day))
    waiting = Message.objects.filter(
        state__in=(MessageState.PLANNED, MessageState.HELD),
        not_before__gte=opens,
        not_before__lt=next_opening(_night(day + timedelta(days=1))),
    ).order_by("not_before", "pk")
    related = waiting.select_related("mentor", "certification__certification_type", "pause")
    return MailsOfDay(
        are_on=True,
        planned=waiting.count(),
        held=plan.held,
        shown=[_mail(message, day) for message in related[:most]],
    )


def _night(day: date) -> datetime:
    """When a day begins on the programme's clock: then its reminders are planned."""
    return datetime.combine(day, time(0), ZoneInfo(settings.MENTORCERTS_TIME_ZONE)).astimezone(UTC)


def _mail(message: Message, day: date) -> LetterMail:
    verdict, wording = judge(message, today=day), written(message, today=day)
    reason = verdict.sentence if isinstance(verdict, Suppression) else ""
    return LetterMail(
        kind=message.kind,
        mentor_id=message.mentor_id,
        to=message.mentor.email,
        subject=wording.subject,
        body=wording.body,
        not_sent="It is not known yet." if isinstance(verdict, Wait) else reason,
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
