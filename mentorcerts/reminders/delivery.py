"""Hand one mail to the mail server, and say in our own words what came of it. No database."""

import uuid
from dataclasses import dataclass
from email.utils import parseaddr
from enum import Enum
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

REFUSAL_LENGTH = 200


class MailOutcome(Enum):
    """What came of handing over one mail."""

    ACCEPTED = "accepted"
    REFUSED_ADDRESS = "refused"
    """For good: this address can't be written to."""
    REJECTED = "rejected"
    """For good: this mail."""
    LATER = "later"
    """The server asks to try this one again."""
    LOST = "lost"
    """The connection broke, or nothing was heard: the server may have the mail."""
    SERVER = "server"
    """It concerns the server, and every other mail just as well."""


@dataclass(frozen=True)
class Delivery:
    """The outcome, and what the server said: its code and the beginning of its text."""

    outcome: MailOutcome
    said: str = ""


DELIVERY_ERRORS = (SMTPException, OSError, ValueError)
"""What handing over can raise: the server, the network, an address that no header can hold."""


def new_message_id() -> str:
    """For the header and the row, such as ``<6f…@example.org>``; it tells nothing."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid.uuid4().hex}@{domain}>"


def deliver(connection: Any, *, to: str, subject: str, body: str, message_id: str) -> Delivery:
    """Send one mail over an open connection of Django's mail backend. Never raises for it."""
    mail = EmailMessage(
        subject,
        body,
        to=[to],
        reply_to=settings.MENTORCERTS_MAIL_REPLY_TO,
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    try:
        mail.send()
    except DELIVERY_ERRORS as error:
        return classify(error)
    return Delivery(MailOutcome.ACCEPTED)


def classify(error: BaseException) -> Delivery:
    """What an error of one mail means."""
    said = what_was_said(error)
    match error:
        case SMTPRecipientsRefused():
            code = next(iter(error.recipients.values()))[0]
            return Delivery(MailOutcome.REFUSED_ADDRESS if code >= 500 else MailOutcome.LATER, said)
        case SMTPSenderRefused():
            return Delivery(MailOutcome.SERVER, said)
        case SMTPDataError():
            refused = error.smtp_code >= 500
            return Delivery(MailOutcome.REJECTED if refused else MailOutcome.LATER, said)
        case SMTPServerDisconnected():
            return Delivery(MailOutcome.LOST, said)
        case SMTPNotSupportedError() | ValueError():
            return Delivery(MailOutcome.REFUSED_ADDRESS, said)
        case SMTPException():
            return Delivery(MailOutcome.SERVER, said)
    return Delivery(MailOutcome.LOST, said)


def what_was_said(error: BaseException) -> str:
    """The server's code and the beginning of what it said; of other errors only the kind."""
    code: int
    text: bytes | str
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return type(error).__name__
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:REFUSAL_LENGTH]
