"""Send the digests that are due: claim, write, hand over, confirm; one after the other.

No transaction is open across the network. A sender that dies leaves a claim that runs out; if it
died between the server's *250* and our confirmation, that digest goes out once more, with the same
``Message-ID``.
"""

import logging
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.mail import get_connection
from django.db.models import F, Max, QuerySet

from mentorcerts.access.viewers import may_view_statuses
from mentorcerts.digests.models import Digest, Subscription
from mentorcerts.digests.services import rhythm_of
from mentorcerts.digests.text import digest_for
from mentorcerts.lib import clock
from mentorcerts.reminders.claims import CLAIM_LASTS, TRIED_AGAIN_AFTER
from mentorcerts.reminders.delivery import DELIVERY_ERRORS, Delivery, MailOutcome, deliver
from mentorcerts.reminders.hours import is_open, next_opening
from mentorcerts.reminders.installation import may_write
from mentorcerts.reminders.models import MessageState

logger = logging.getLogger(__name__)

AT_A_TIME = 20
"""So many a call: it stays short. The next call goes on."""
FOR_GOOD = (MailOutcome.REFUSED_ADDRESS, MailOutcome.REJECTED)


@dataclass
class SentDigests:
    """What one call did: numbers of digests, and whether the mail server took them."""

    sent: int = 0
    not_sent: int = 0
    """Nothing to say, or the person may not be told."""
    failed: int = 0
    server_is_down: bool = False


def send_digests(*, now_is: Callable[[], datetime]) -> SentDigests:
    """Send what is due, at most ``AT_A_TIME``. Safe to run several at once, and to kill."""
    done, now = SentDigests(), now_is()
    if not may_write(now=now) or not is_open(now):
        return done
    _release_stale_claims(now)
    due = list(_due(now).values_list("pk", flat=True)[:AT_A_TIME])
    if not due:
        return done
    connection: Any = get_connection()
    try:
        connection.open()
        for pk in due:
            if _send_one(pk, connection, done, now_is):
                done.server_is_down = True
                break
    except DELIVERY_ERRORS as error:
        logger.error("The mail server does not take digests: %s", type(error).__name__)
        done.server_is_down = True
    finally:
        with suppress(*DELIVERY_ERRORS):
            connection.close()
    return done


def _due(now: datetime) -> "QuerySet[Digest]":
    planned = Digest.objects.filter(state=MessageState.PLANNED, not_before__lte=now)
    return planned.order_by("not_before", "pk")


def _release_stale_claims(now: datetime) -> None:
    stale = Digest.objects.filter(state=MessageState.SENDING, claimed_at__lt=now - CLAIM_LASTS)
    if stale.exists():  # an idle call takes no write lock
        stale.update(state=MessageState.PLANNED, claim="", claimed_at=None)


def _send_one(pk: int, connection: Any, done: SentDigests, now_is: Callable[[], datetime]) -> bool:
    """Claim and send it, unless somebody else has; return whether it is the server that fails."""
    now = now_is()
    digest = _claim(pk, now)
    if digest is None:
        return False
    if reason := _why_not(digest):
        done.not_sent += 1
        _end(digest, MessageState.SUPPRESSED, now, reason)
        return False
    text = digest_for(digest.user, since=_since(digest), today=clock.local_date(now), now=now)
    if text is None:
        done.not_sent += 1
        _end(digest, MessageState.SUPPRESSED, now, "There was nothing to say.")
        return False
    delivery = deliver(
        connection,
        to=digest.user.email,
        subject=text.subject,
        body=text.body,
        message_id=digest.message_id,
    )
    return _confirm(digest, delivery, done, now_is())


def _claim(pk: int, now: datetime) -> Digest | None:
    """One statement: of two senders one gets it."""
    claim = uuid.uuid4().hex
    planned = Digest.objects.filter(pk=pk, state=MessageState.PLANNED)
    claimed = planned.update(
        state=MessageState.SENDING, claim=claim, claimed_at=now, attempts=F("attempts") + 1
    )
    return Digest.objects.select_related("user").get(pk=pk) if claimed else None


def _why_not(digest: Digest) -> str:
    """Judged now, not when it was planned. After days without a server only the newest goes out."""
    user: Any = digest.user
    if not may_view_statuses(user):
        return "Not active, or may not see where mentors stand."
    if not user.email:
        return "The account has no address."
    if rhythm_of(user) == Subscription.Rhythm.OFF:
        return "Not wanted any more."
    return "A newer one is due." if user.digests.filter(day__gt=digest.day).exists() else ""


def _since(digest: Digest) -> datetime:
    """When the one before was sent; without one, since when digests are wanted."""
    sent = Digest.objects.filter(user=digest.user, state=MessageState.SENT)
    last: datetime | None = sent.aggregate(last=Max("finished_at"))["last"]
    return last or Subscription.objects.get(user=digest.user).changed_at


def _confirm(digest: Digest, delivery: Delivery, done: SentDigests, now: datetime) -> bool:
    if delivery.outcome == MailOutcome.ACCEPTED:
        done.sent += 1
        _end(digest, MessageState.SENT, now)
        return False
    logger.warning("Digest %d: %s", digest.pk, delivery.outcome.value)
    done.failed += 1
    if delivery.outcome in FOR_GOOD or digest.attempts > len(TRIED_AGAIN_AFTER):
        _end(digest, MessageState.FAILED, now, f"The mail server said: {delivery.said}.")
        return False
    later = next_opening(now + TRIED_AGAIN_AFTER[digest.attempts - 1])
    _update(digest, state=MessageState.PLANNED, not_before=later)
    return delivery.outcome in (MailOutcome.SERVER, MailOutcome.LOST)


def _end(digest: Digest, state: MessageState, now: datetime, reason: str = "") -> None:
    _update(digest, state=state, finished_at=now, reason=reason)


def _update(digest: Digest, **values: Any) -> None:
    """Only while the claim holds: who has lost it has nothing to say any more."""
    held = Digest.objects.filter(pk=digest.pk, claim=digest.claim)
    held.update(claim="", claimed_at=None, **values)
