"""Deliver events to one endpoint: in order, one at a time, at least once.

Claim, send, confirm: each of the three is short, none waits for the network while it holds a lock,
and a deliverer that dies leaves a claim that runs out.

1. Claim the endpoint: nobody else sends to it until the claim runs out.
2. Find the event after its position that it wants; where there is none, move the position on.
3. Send it.
4. Confirm, in one transaction: write the attempt, and move the position on or set the next try.
5. Go on with 2 until there is nothing left, it failed, or time is up. Release the claim.
"""

import logging
import os
import socket
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from certifications.change_log.publish import last_number
from certifications.change_log.telling import told_events
from certifications.models import Event
from mentorcerts.lib import clock
from mentorcerts.webhooks import waiting
from mentorcerts.webhooks.messages import WebhookMessage, message_of
from mentorcerts.webhooks.models import Attempt, Endpoint, SkippedEvent
from mentorcerts.webhooks.secrets import signatures
from mentorcerts.webhooks.transport import Answer, Sender, seconds_to_wait

logger = logging.getLogger(__name__)

CLAIM = timedelta(seconds=60)
"""Four times what one request may take."""
RENEWED_BEFORE = timedelta(seconds=30)
"""No request is begun with less of the claim left."""
GONE = 410
TOO_MANY, REQUEST_TIMEOUT = 429, 408

Result = Attempt.Result


def new_worker() -> str:
    """Who claims: machine, process and a random part, for people who look into the table."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def due_endpoints(*, now: datetime) -> "QuerySet[Endpoint]":
    """Endpoints that have not everything, wait for nothing, and that nobody is sending to.

    A claim or a waiting time longer than any that is given was dated by a clock that was ahead.
    """
    unclaimed = (
        Q(claimed_until=None)
        | Q(claimed_until__lte=now)
        | Q(claimed_until__gt=now + CLAIM + clock.TOLERANCE)
    )
    longest = waiting.LONGEST * (1 + waiting.JITTER) + clock.TOLERANCE
    not_waiting = (
        Q(next_attempt_at=None) | Q(next_attempt_at__lte=now) | Q(next_attempt_at__gt=now + longest)
    )
    return Endpoint.objects.filter(unclaimed, not_waiting, enabled=True)


def deliver_to(pk: int, *, go_on: Callable[[], bool] = lambda: True) -> int:
    """Deliver what is due to one endpoint; return how many events it took.

    Before each event ``go_on`` is asked. Safe to call from several processes at once: the second
    finds the endpoint claimed and does nothing.
    """
    worker, delivered = new_worker(), 0
    endpoint = _claim(pk, worker)
    if endpoint is None:
        return 0
    try:
        with Sender() as sender:
            while endpoint is not None and go_on() and (event := _next_event(endpoint)):
                answer = _send(sender, endpoint, event)
                endpoint, took = _confirm(endpoint, event, answer)
                delivered += took
    finally:
        Endpoint.objects.filter(pk=pk, claimed_by=worker).update(claimed_by="", claimed_until=None)
    return delivered


def _claim(pk: int, worker: str) -> Endpoint | None:
    now = timezone.now()
    mine = due_endpoints(now=now).filter(pk=pk)
    if not mine.update(claimed_by=worker, claimed_until=now + CLAIM):
        return None
    return Endpoint.objects.get(pk=pk)


def wanted_by(endpoint: Endpoint) -> "QuerySet[Event]":
    """What the endpoint is still to get, in order."""
    events = told_events().filter(sequence__gt=endpoint.position)
    return events.filter(type__in=endpoint.types) if endpoint.types else events


def _next_event(endpoint: Endpoint) -> Event | None:
    """The next event; where none is wanted, the position passes them all in one statement."""
    last = last_number()  # before it is looked: what is published meanwhile is not passed over
    if endpoint.position >= last:
        return None
    event = wanted_by(endpoint).first()
    if event is None:
        _mine(endpoint).filter(position=endpoint.position).update(
            position=last, attempts=0, refusals=0, next_attempt_at=None
        )
    return event


def _mine(endpoint: Endpoint) -> "QuerySet[Endpoint]":
    return Endpoint.objects.filter(pk=endpoint.pk, claimed_by=endpoint.claimed_by)


def _send(sender: Sender, endpoint: Endpoint, event: Event) -> Answer:
    now = timezone.now()
    until = endpoint.claimed_until
    if until is not None and not now + RENEWED_BEFORE < until <= now + CLAIM:
        _mine(endpoint).update(claimed_until=now + CLAIM)
    return post(sender, endpoint, message_of(event), now=now)


def post(sender: Sender, endpoint: Endpoint, message: WebhookMessage, *, now: datetime) -> Answer:
    """Sign a message and send it."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": message.event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signatures(
            endpoint, event_id=message.event_id, body=message.body, now=now
        ),
    }
    return sender.post(endpoint.url, message.body, headers)


@transaction.atomic
def _confirm(endpoint: Endpoint, event: Event, answer: Answer) -> tuple[Endpoint | None, int]:
    """Record what became of it. Return the endpoint to go on with, if any, and 1 if it was taken.

    Where somebody has moved the position meanwhile, or another deliverer has the claim, the attempt
    is recorded and nothing else: what they have decided stands.
    """
    now = timezone.now()
    took = answer.status is not None and 200 <= answer.status < 300
    locked = Endpoint.objects.select_for_update(no_key=True).filter(pk=endpoint.pk).first()
    if locked is None:
        return None, int(took)  # it was deleted meanwhile
    ours = locked.claimed_by == endpoint.claimed_by and locked.enabled
    moved = locked.position != endpoint.position or locked.url != endpoint.url
    if not ours or moved:
        _record(locked, event, answer, Result.DELIVERED if took else Result.FAILED, now)
        return (locked if ours else None), int(took)
    if took:
        _pass(locked, event)
        locked.failing_since, locked.delivered_at = None, now
        locked.delivered += 1
        result = Result.DELIVERED
    else:
        result = _failed(locked, event, answer, now)
    locked.claimed_until = now + CLAIM
    locked.save()
    _record(locked, event, answer, result, now)
    goes_on = result in (Result.DELIVERED, Result.SKIPPED) and locked.enabled
    return (locked if goes_on else None), int(took)


def _pass(endpoint: Endpoint, event: Event) -> None:
    assert event.sequence is not None
    endpoint.position = event.sequence
    endpoint.attempts = endpoint.refusals = 0
    endpoint.next_attempt_at = None


def _failed(endpoint: Endpoint, event: Event, answer: Answer, now: datetime) -> Attempt.Result:
    """Decide what a failure means: wait, skip the event, or disable the endpoint."""
    endpoint.failed += 1
    endpoint.failing_since = endpoint.failing_since or now
    endpoint.attempts += 1
    if answer.status == GONE:
        _disable(endpoint, "It answered 410: it is gone for good.")
        return Result.GONE
    if _refuses(answer):
        endpoint.refusals += 1
    if now - endpoint.failing_since >= waiting.FIVE_DAYS:
        _disable(endpoint, "No delivery has succeeded for five days.")
        return Result.FAILED
    if endpoint.refusals >= waiting.REFUSALS:
        _skip(endpoint, event, answer, now)
        return Result.SKIPPED
    asked = seconds_to_wait(answer.retry_after, now=now)
    endpoint.next_attempt_at = now + waiting.wait_after(endpoint.attempts, asked=asked)
    return Result.FAILED


def _refuses(answer: Answer) -> bool:
    """Whether it is this event that the receiver will not have: trying again seldom helps."""
    status = answer.status or 0
    return 400 <= status < 500 and status not in (TOO_MANY, REQUEST_TIMEOUT)


def _disable(endpoint: Endpoint, reason: str) -> None:
    endpoint.enabled, endpoint.disabled_reason, endpoint.disabled_by = False, reason, ""
    endpoint.next_attempt_at = None
    logger.error("The webhook endpoint %d was disabled: %s", endpoint.pk, reason)


def _skip(endpoint: Endpoint, event: Event, answer: Answer, now: datetime) -> None:
    assert event.sequence is not None
    assert answer.status is not None
    endpoint.skipped += 1
    SkippedEvent.objects.update_or_create(
        endpoint=endpoint,
        sequence=event.sequence,
        defaults={
            "event_id": event.event_id,
            "event_type": event.type,
            "status": answer.status,
            "at": now,
        },
    )
    _pass(endpoint, event)


def _record(
    endpoint: Endpoint, event: Event, answer: Answer, result: Attempt.Result, now: datetime
) -> None:
    record_attempt(endpoint, message_of(event), answer, result, now=now)


def record_attempt(
    endpoint: Endpoint,
    message: WebhookMessage,
    answer: Answer,
    result: Attempt.Result,
    *,
    now: datetime,
) -> None:
    """Write the line of one try."""
    Attempt.objects.create(
        endpoint=endpoint,
        event_id=message.event_id,
        event_type=message.type,
        sequence=message.sequence,
        at=now,
        result=result,
        status=answer.status,
        error=answer.error,
        milliseconds=answer.milliseconds,
    )
