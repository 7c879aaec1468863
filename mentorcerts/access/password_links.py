"""Links with which somebody sets a password: made, mailed, and asked for.

The token is Django's: it runs out (``PASSWORD_RESET_TIMEOUT``), and ends when the password is set
or the person logs in. Addresses in mails come from ``MENTORCERTS_PUBLIC_URL``, never from a
request, whose ``Host`` anybody can write.
"""

import logging
import threading
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from mentorcerts.access import audit
from mentorcerts.access.client_address import client_address
from mentorcerts.lib.lengths import USERNAME_LENGTH
from mentorcerts.models import AuditEvent

logger = logging.getLogger(__name__)

NOT_SENT = (OSError, ValueError)
"""What handing a mail over can raise: the server (its errors are ``OSError``s), the network, an
address that no header can hold."""


def may_mail_links() -> bool:
    """Whether there is a mail server, and an address under which people reach the program."""
    return bool(settings.HAS_MAIL_SERVER and settings.MENTORCERTS_PUBLIC_URL)


def path_of_link(user: User) -> str:
    """The path of a link that sets this person's password, with a token made now."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("password-set", args=[uid, default_token_generator.make_token(user)])


def days_valid() -> int:
    """For how many days a link opens something."""
    return int(settings.PASSWORD_RESET_TIMEOUT // 86_400)


def mail_of_invitation(user: User) -> EmailMessage:
    """To somebody who has no password yet."""
    public = settings.MENTORCERTS_PUBLIC_URL.rstrip("/")
    return _mail(
        user,
        "Your account: choose a password",
        f"An account was made for you at {public}\n\n"
        f"Choose a password here, within {days_valid()} days:\n\n{public}{path_of_link(user)}\n\n"
        f"Your user name is {user.get_username()}\n\n"
        "If you don't expect this, you need not do anything.",
    )


def mail_of_new_password(user: User) -> EmailMessage:
    """To somebody who has asked for it, or for whom somebody else has."""
    public = settings.MENTORCERTS_PUBLIC_URL.rstrip("/")
    return _mail(
        user,
        "A link to choose a new password",
        f"Somebody has asked for a new password for your account at {public}\n\n"
        f"Choose it here, within {days_valid()} days:\n\n{public}{path_of_link(user)}\n\n"
        f"Your user name is {user.get_username()}\n\n"
        "If that was not you, you need not do anything: the old password goes on.",
    )


def _mail(user: User, subject: str, body: str) -> EmailMessage:
    return EmailMessage(
        subject, body, to=[user.email], headers={"Auto-Submitted": "auto-generated"}
    )


def hand_over(mail: EmailMessage) -> bool:
    """Send it; return whether the mail server took it. Not in a transaction: it takes seconds."""
    try:
        mail.send()
    except NOT_SENT as error:
        logger.error("A link to set a password was not sent: %s", type(error).__name__)
        return False
    return True


def hand_over_unseen(mails: list[EmailMessage]) -> None:
    """Send them after the answer: how long that takes would tell whether there is an account."""
    if mails:
        threading.Thread(target=_hand_over_all, args=(mails,)).start()


def _hand_over_all(mails: list[EmailMessage]) -> None:
    for mail in mails:
        hand_over(mail)


def asked_too_often(request: HttpRequest, email: str) -> bool:
    """Whether links were asked for as often as logins may fail, and for as long.

    For this address of mail, or from this address of the network; in the database, so that all web
    processes agree.
    """
    since = timezone.now() - settings.AXES_COOLOFF_TIME + timedelta(seconds=1)
    asked = AuditEvent.objects.filter(what=AuditEvent.What.PASSWORD_ASKED, at__gt=since)
    counts = (
        asked.filter(by=email.lower()[:USERNAME_LENGTH]).count(),
        asked.filter(address=client_address(request)).count(),
    )
    return max(counts) >= settings.AXES_FAILURE_LIMIT


def record_asked(request: HttpRequest, email: str) -> None:
    """Note that somebody has asked for a link, whether there is such an account or not."""
    audit.record_password_asked(request, email=email.lower())
