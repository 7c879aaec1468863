"""Send a letter to somebody who wants to see it arrive: each mail and event marked as a test."""

from datetime import datetime

from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

from mentorcerts.reminders.delivery import new_message_id
from mentorcerts.tomorrow.letter import SHOWN, Letter
from mentorcerts.tomorrow.mails import LetterMail
from mentorcerts.webhooks.models import Endpoint
from mentorcerts.webhooks.transport import Answer
from mentorcerts.webhooks.trials import send_tests


def mail_letter(letter: Letter, *, to: str) -> int:
    """Mail the first ``SHOWN`` listed mails that would go out to ``to``; return how many.

    Nothing is recorded. Raises ``ValidationError`` for a bad address, ``SMTPException`` or
    ``OSError`` where the mail server does not take one.
    """
    validate_email(to)
    mails = [each for each in letter.mails.shown if not each.not_sent][:SHOWN]
    connection = get_connection()
    connection.send_messages([_as_test(each, letter, to=to) for each in mails])
    return len(mails)


def _as_test(each: LetterMail, letter: Letter, *, to: str) -> EmailMessage:
    about = f"Test: on {letter.day} this would go to {each.mentor_id}."
    return EmailMessage(
        f"[Test] {each.subject}",
        f"{about}\n\n{each.body}",
        to=[to],
        headers={"Message-ID": new_message_id(), "Auto-Submitted": "auto-generated"},
    )


def post_letter(letter: Letter, endpoint: Endpoint, *, now: datetime) -> tuple[int, Answer | None]:
    """Send the endpoint those of the first ``SHOWN`` listed events that it wants, as tests.

    Returns how many it took, and the answer that ended it. Each is recorded as an attempt;
    position, waiting and failures of the endpoint stay as they are.
    """
    events = letter.events
    wanted = [each for each in events.shown if endpoint.name in events.receivers(each)][:SHOWN]
    return send_tests(endpoint, wanted, now=now)
