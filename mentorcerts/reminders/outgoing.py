"""Send mails that are about no mentor: rows of a table of their own, claimed, sent, confirmed.

No transaction is open across the network. A sender that dies leaves a claim that runs out; if it
died between the server's *250* and our confirmation, that mail goes out once more, with the same
``Message-ID``.

Such a table is an ``OutgoingMail`` with a ``user``.
"""

import logging
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.mail import get_connection
from django.db.models import F, QuerySet

from mentorcerts.reminders.claims import CLAIM_LASTS, TRIED_AGAIN_AFTER
from mentorcerts.reminders.delivery import DELIVERY_ERRORS, Delivery, MailOutcome, deliver
from mentorcerts.reminders.hours import is_open, next_opening
from mentorcerts.reminders.installation import may_write
from mentorcerts.reminders.models import MessageState
from mentorcerts.reminders.texts import Wording

logger = logging.getLogger(__name__)

AT_A_TIME = 20
"""So many a call: it stays short. The next call goes on."""
FOR_GOOD = (MailOutcome.REFUSED_ADDRESS, MailOutcome.REJECTED)


@dataclass(frozen=True, kw_only=True)
class Mails:
    """The mails of one table, and what is asked of each when its turn has come."""

    rows: Callable[[], "QuerySet[Any]"]
    name: str
    """What one of them is called in the log."""
    why_not: Callable[[Any], str]
    """Why it must not be sent, judged now; empty where it may be."""
    address: Callable[[Any], str]
    wording: Callable[[Any, datetime], Wording | None]
    """Its text now; ``None`` where there is nothing to say."""


@dataclass
class SentMails:
    """What one call did: numbers of mails, and whether the mail server took them."""

    sent: int = 0
    not_sent: int = 0
    """Nothing to say, or the person may not be told."""
    failed: int = 0
    server_is_down: bool = False


def send_outgoing(mails: Mails, *, now_is: Callable[[], datetime]) -> SentMails:
    """Send what is due, at most ``AT_A_TIME``. Safe to run several at once, and to kill."""
    done, now = SentMails(), now_is()
    if not may_write(now=now) or not is_open(now):
        return done
    _release_stale_claims(mails, now)
    due = list(_due(mails, now).values_list("pk", flat=True)[:AT_A_TIME])
    if not due:
        return done
    connection: Any = get_connection()
    try:
        connection.open()
        for pk in due:
            if _send_one(mails, pk, connection, done, now_is):
                done.server_is_down = True
                break
    except DELIVERY_ERRORS as error:
        logger.error("The mail server takes no %ss: %s", mails.name, type(error).__name__)
        done.server_is_down = True
    finally:
        with suppress(*DELIVERY_ERRORS):
            connection.close()
    return done


def _due(mails: Mails, now: datetime) -> "QuerySet[Any]":
    planned = mails.rows().filter(state=MessageState.PLANNED, not_before__lte=now)
    return planned.order_by("not_before", "pk")


def _release_stale_claims(mails: Mails, now: datetime) -> None:
    sending = mails.rows().filter(state=MessageState.SENDING)
    stale = sending.filter(claimed_at__lt=now - CLAIM_LASTS)
    if stale.exists():  # an idle call takes no write lock
        stale.update(state=MessageState.PLANNED, claim="", claimed_at=None)


def _send_one(
    mails: Mails, pk: int, connection: Any, done: SentMails, now_is: Callable[[], datetime]
) -> bool:
    """Claim and send it, unless somebody else has; return whether it is the server that fails."""
    now = now_is()
    mail = _claim(mails, pk, now)
    if mail is None:
        return False
    if reason := mails.why_not(mail):
        done.not_sent += 1
        _end(mail, MessageState.SUPPRESSED, now, reason)
        return False
    text = mails.wording(mail, now)
    if text is None:
        done.not_sent += 1
        _end(mail, MessageState.SUPPRESSED, now, "There was nothing to say.")
        return False
    delivery = deliver(
        connection,
        to=mails.address(mail),
        subject=text.subject,
        body=text.body,
        message_id=mail.message_id,
    )
    return _confirm(mails, mail, delivery, done, now_is())


def _claim(mails: Mails, pk: int, now: datetime) -> Any:
    """One statement: of two senders one gets it. ``None`` for the other."""
    planned = mails.rows().filter(pk=pk, state=MessageState.PLANNED)
    claimed = planned.update(
        state=MessageState.SENDING,
        claim=uuid.uuid4().hex,
        claimed_at=now,
        attempts=F("attempts") + 1,
    )
    return mails.rows().select_related("user").get(pk=pk) if claimed else None


def _confirm(mails: Mails, mail: Any, delivery: Delivery, done: SentMails, now: datetime) -> bool:
    if delivery.outcome == MailOutcome.ACCEPTED:
        done.sent += 1
        _end(mail, MessageState.SENT, now)
        return False
    logger.warning("%s %d: %s", mails.name.capitalize(), mail.pk, delivery.outcome.value)
    done.failed += 1
    if delivery.outcome in FOR_GOOD or mail.attempts > len(TRIED_AGAIN_AFTER):
        _end(mail, MessageState.FAILED, now, f"The mail server said: {delivery.said}.")
        return False
    later = next_opening(now + TRIED_AGAIN_AFTER[mail.attempts - 1])
    _update(mail, state=MessageState.PLANNED, not_before=later)
    return delivery.outcome in (MailOutcome.SERVER, MailOutcome.LOST)


def _end(mail: Any, state: MessageState, now: datetime, reason: str = "") -> None:
    _update(mail, state=state, finished_at=now, reason=reason)


def _update(mail: Any, **values: Any) -> None:
    """Only while the claim holds: who has lost it has nothing to say any more."""
    held = type(mail)._default_manager.filter(pk=mail.pk, claim=mail.claim)
    held.update(claim="", claimed_at=None, **values)
