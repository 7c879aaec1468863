"""Send what is due. How it goes, once a minute or by ``manage.py send_reminders``:

1. Nothing at all unless mails are on for this very installation, and the hours are open.
2. What a dead sender had claimed is planned again.
3. Nothing due, or the server was down a moment ago: nothing more is done.
4. Connect first. Where that fails, the server is down: no message is touched, and the next try
   waits.
5. Claim one message; judge it again; hand it over; confirm. One after the other.
6. Stop when nothing is due, the minute is full, the time is up, or it is the server that fails.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.db import transaction

from mentorcerts.lib import clock
from mentorcerts.reminders.claims import (
    NothingClaimed,
    claim_next,
    confirm,
    due,
    release_stale_claims,
    take_back_mass_refusal,
)
from mentorcerts.reminders.delivery import (
    DELIVERY_ERRORS,
    Delivery,
    MailOutcome,
    deliver,
    what_was_said,
)
from mentorcerts.reminders.hours import is_open
from mentorcerts.reminders.installation import locked_state, may_write
from mentorcerts.reminders.models import Message, SenderState

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
SERVER_TRIED_AGAIN_AFTER = tuple(timedelta(minutes=each) for each in (1, 5, 15, 30))
MAILS_PER_CONNECTION = 50
"""Many servers end a connection after a hundred."""
LOST_IN_A_ROW = 2
"""So many lost connections in a row: then it is the server, not the mail."""


@dataclass
class Sent:
    """What one call did: numbers of messages, and why it stopped."""

    accepted: int = 0
    judged: int = 0
    """Suppressed, or put off."""
    failed: int = 0
    stopped: str = "done"
    """``off``, ``closed`` (outside of the hours), ``down`` (the server), ``rate``, ``time``,
    ``done``."""


@dataclass
class _Connection:
    """The connection to the mail server, made anew after so many mails and after each loss."""

    backend: Any = None
    mails: int = 0
    lost: int = 0

    def open(self) -> None:
        """Raises what the server or the network says."""
        if self.backend is not None and self.mails >= MAILS_PER_CONNECTION:
            self.close()
        if self.backend is None:
            self.backend, self.mails = get_connection(), 0
            try:
                self.backend.open()
            except DELIVERY_ERRORS:
                self.close()  # it may have connected, and failed to log in
                raise

    def close(self) -> None:
        if self.backend is not None:
            with suppress(*DELIVERY_ERRORS):
                self.backend.close()
        self.backend = None


def send_due(
    *,
    now_is: Clock,
    seconds: float = 30,
    on_progress: Callable[[int], object] | None = None,
) -> Sent:
    """Send what is due, one by one, for at most so many seconds. Safe to run several at once.

    ``now_is`` is the clock, read before each message. Raises what the database says.
    """
    sent, began = Sent(), now_is()
    if not may_write(now=began):
        sent.stopped = "off"
        return sent
    release_stale_claims(now=began)
    if not due(now=began).exists():
        return sent
    connection = _Connection()
    try:
        while not (stop := _why_stop(now_is(), began, seconds)):
            stop = _send_one(connection, sent, now_is)
            if on_progress is not None:
                on_progress(1)
            if stop:
                break
        sent.stopped = stop
    finally:
        connection.close()
    return sent


def send_all_due(*, now_is: Clock, on_progress: Callable[[int], object] | None = None) -> Sent:
    """``send_due`` until nothing is due or something stands against it.

    Where the minute is full it waits for the next one: for the command, not for tasks.
    """
    total = Sent()
    while True:
        sent = send_due(now_is=now_is, on_progress=on_progress)
        total.accepted += sent.accepted
        total.judged += sent.judged
        total.failed += sent.failed
        total.stopped = sent.stopped
        if sent.stopped not in ("rate", "time"):
            return total
        if sent.stopped == "rate":
            time.sleep(1)


def _why_stop(now: datetime, began: datetime, seconds: float) -> str:
    if not is_open(now):
        return "closed"
    if clock.age(began, now=now).total_seconds() > seconds:
        return "time"
    return "down" if _server_rests(now) else ""


def _send_one(connection: _Connection, sent: Sent, now_is: Clock) -> str:
    """Send the next message; return why to stop, empty to go on."""
    try:
        connection.open()
    except DELIVERY_ERRORS as error:
        _note_server_down(what_was_said(error), now_is())
        return "down"
    now = now_is()
    message = claim_next(now=now, today=clock.local_date(now))
    if isinstance(message, NothingClaimed):
        sent.judged += int(message.why == "judged")
        return "" if message.why == "judged" else message.why
    delivery = deliver(
        connection.backend,
        to=message.recipient,
        subject=message.subject,
        body=message.body,
        message_id=message.message_id,
    )
    connection.mails += 1
    now = now_is()
    confirm(message, delivery, now=now)
    return _after(message, delivery, connection, sent, now)


def _after(
    message: Message, delivery: Delivery, connection: _Connection, sent: Sent, now: datetime
) -> str:
    """Count, and say whether it is the server that fails."""
    lost = delivery.outcome in (MailOutcome.LOST, MailOutcome.SERVER)
    connection.lost = connection.lost + 1 if lost else 0
    if delivery.outcome == MailOutcome.ACCEPTED:
        sent.accepted += 1
        _note_server_up()
        return ""
    code = delivery.said.partition(" ")[0]  # what comes after it can quote an address
    logger.warning("Message %d: %s (%s)", message.pk, delivery.outcome.value, code)
    sent.failed += 1
    connection.close()  # a refusal can leave it half way
    if delivery.outcome == MailOutcome.SERVER or connection.lost >= LOST_IN_A_ROW:
        _note_server_down(delivery.said, now)
        return "down"
    refused = delivery.outcome in (MailOutcome.REFUSED_ADDRESS, MailOutcome.REJECTED)
    if refused and take_back_mass_refusal(now=now):
        _note_server_down(f"It refuses everybody: {code}", now)
        return "down"
    return ""


# --- the server ----------------------------------------------------------------------------------
def _server_rests(now: datetime) -> bool:
    return SenderState.objects.filter(pk=1, next_try_at__gt=now).exists()


@transaction.atomic
def _note_server_down(said: str, now: datetime) -> None:
    """An incident (``state.sending_state``); the next try waits, longer each time."""
    state = locked_state()
    wait = SERVER_TRIED_AGAIN_AFTER[min(state.down_times, len(SERVER_TRIED_AGAIN_AFTER) - 1)]
    state.down_since = state.down_since or now
    state.down_error, state.down_times = said, state.down_times + 1
    state.next_try_at = now + wait
    state.save()
    logger.error("The mail server does not take mails: %s", said)


def _note_server_up() -> None:
    SenderState.objects.filter(pk=1, down_since__isnull=False).update(
        down_since=None, down_error="", down_times=0, next_try_at=None
    )
