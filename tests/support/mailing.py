"""Mails to mentors in tests: a mail server that can misbehave, mentors near their date, rounds."""

import asyncio
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from typing import Any

from django.utils import timezone

from certifications.change_log.publish import publish_events
from certifications.models import Certification
from certifications.services.search_index import replace_search_words
from mentorcerts.lib import clock, moments
from mentorcerts.reminders.models import Message
from mentorcerts.reminders.notices import plan_notices
from mentorcerts.reminders.plan import Plan, plan_reminders
from mentorcerts.reminders.send import Sent, send_due
from mentorcerts.reminders.starting import Start, switch_on
from mentorcerts.reminders.story import LadderOfMentor, ladders_of, messages_of, obstacle_of
from tests.support.factories import CertificationFactory

NO_SUCH_USER = "550 5.1.1 No such user"


class Mailbox:
    """What has arrived, and how the server answers."""

    def __init__(self) -> None:
        self.received: list[Mail] = []
        self.at_recipient: dict[str, str] = {}
        """Address → the answer to RCPT; ``*`` is everybody's."""
        self.at_data: list[str] = []
        """Answers to the next mails, which are not taken; ``drop``: taken, but never confirmed;
        ``hang``: nothing is said for three seconds."""

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        answer = self.at_recipient.get(address) or self.at_recipient.get("*")
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.at_data.pop(0) if self.at_data else ""
        if answer == "hang":
            await asyncio.sleep(3)
            return "451 At last"
        if answer and answer != "drop":
            return answer
        self.received.append(message_from_bytes(envelope.content, policy=default))
        if answer == "drop":
            server.transport.abort()
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        return [str(mail["To"]) for mail in self.received]

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.received]

    @property
    def bodies(self) -> list[str]:
        return [mail.get_content().replace("\r\n", "\n") for mail in self.received]


def use_server(settings: Any, host: str, port: int) -> None:
    """Let mails go there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


def begin(start: Start = Start.WRITE) -> None:
    """Switch mails on for this installation."""
    switch_on(start=start, today=clock.today(), now=timezone.now(), by="tests")


def ladder_of(mentor_id: str, *, today: date) -> LadderOfMentor:
    """The ladder of a mentor who holds one certification and has promised nothing."""
    held = list(Certification.objects.live().filter(mentor=mentor_id))
    obstacle = obstacle_of(mentor_id)
    [found] = ladders_of(held, messages_of(mentor_id), today=today, obstacle=obstacle, promised={})
    return found


def holding(
    days_left: int, *, mentor_id: str = "", email: str = "", **fields: Any
) -> Certification:
    """A certification that ends in so many days from today, of a mentor with an address."""
    mentor: dict[str, Any] = {"mentor__mentor_id": mentor_id} if mentor_id else {}
    expires = moments.utc_midnight(clock.today() + timedelta(days=days_left))
    made = CertificationFactory(expires_at=expires, **mentor, **fields)
    made.mentor.email = email or f"{made.mentor_id}@mentors.test"
    made.mentor.name = "Maria Example"
    made.mentor.save()
    replace_search_words([made.mentor])
    return made


def plan(day: date | None = None, **options: Any) -> Plan:
    """A round of reminders of today."""
    return plan_reminders(today=day or clock.today(), now=timezone.now(), **options)


def tell() -> None:
    """Publish the change log, and plan the notices of what it tells."""
    publish_events(now=timezone.now())
    plan_notices(today=clock.today(), now=timezone.now())


def send(**options: Any) -> Sent:
    return send_due(now_is=timezone.now, **options)


def states() -> dict[str, str]:
    """Key of a message → its state."""
    return dict(Message.objects.values_list("key", "state"))


def only() -> Message:
    """The one message that there is."""
    return Message.objects.get()


def later(moment: datetime, **age: float) -> datetime:
    return moment + timedelta(**age)
