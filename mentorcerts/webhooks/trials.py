"""Tests of an endpoint that people ask for, and single events that they send again.

These are sent while the person waits: few, with a short time limit, and the first failure ends it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from certifications.job.next_run import next_run_day
from certifications.job.run import RunPreview, preview_run
from certifications.models import Certification, Event
from certifications.services.events import data_of
from mentorcerts.webhooks import services
from mentorcerts.webhooks.delivery import post, record_attempt
from mentorcerts.webhooks.messages import WebhookMessage, message_of, trial_message
from mentorcerts.webhooks.models import Attempt, Endpoint
from mentorcerts.webhooks.transport import Answer, Sender

PLAIN_TEST = "webhook"
"""The type of a plain test is ``test.webhook``."""
MAX_TESTS = 20
"""Of tonight's events the first so many."""
TIMEOUT_SECONDS = 5.0
ALL_SECONDS = 15.0
"""Nothing is begun later than that."""


@dataclass(frozen=True)
class Tonight:
    """What the next run would tell the endpoint."""

    day: date
    messages: list[WebhookMessage]
    more: int
    """Pauses beyond ``MAX_TESTS``."""


def plain_test(*, now: datetime) -> WebhookMessage:
    """A message that says nothing but that it is a test."""
    return trial_message(PLAIN_TEST, {}, now=now)


def tonight(endpoint: Endpoint, *, today: date, now: datetime) -> Tonight:
    """The events of the next run as they would be now, marked as tests. Writes nothing."""
    day = next_run_day(today=today)
    preview = preview_run(as_of=day)
    held = preview.exceeds_safety_limit
    due = Certification.objects.due(day).order_by("expires_at", "pk")
    if held or not _wants(endpoint, Event.Type.PAUSED):
        due = due.none()
    pauses = [pause_message(each, now=now) for each in due[:MAX_TESTS]]
    message = run_message(preview, now=now)
    kind = Event.Type.RUN_HELD if held else Event.Type.RUN_COMPLETED
    run = [message] if _wants(endpoint, kind) else []
    return Tonight(day, [*pauses, *run], max(due.count() - MAX_TESTS, 0))


def pause_message(certification: Certification, *, now: datetime) -> WebhookMessage:
    """What a run would tell of pausing the holder of this certification."""
    data = {
        "mentor_id": certification.mentor_id,
        "paused": True,
        "cause": Event.Cause.EXPIRED.value,
        **data_of(certification),
    }
    return trial_message(Event.Type.PAUSED, data, now=now)


def expiry_message(
    certification: Certification, *, paused: bool | None, now: datetime
) -> WebhookMessage:
    """What would be told once this certification has expired."""
    data = {"mentor_id": certification.mentor_id, "paused": paused, **data_of(certification)}
    return trial_message(Event.Type.EXPIRED, data, now=now)


def run_message(preview: RunPreview, *, now: datetime) -> WebhookMessage:
    """What a run would tell of itself: that it was completed, or held by the safety limit."""
    held = preview.exceeds_safety_limit
    counts = {
        "mentor_id": None,
        "paused": None,
        "mentors_scanned": preview.mentors_scanned,
        "expired_found": preview.expired_found,
        "auto_paused": 0 if held else preview.expired_found,
        "skipped_exempt": preview.skipped_exempt,
    }
    return trial_message(Event.Type.RUN_HELD if held else Event.Type.RUN_COMPLETED, counts, now=now)


def _wants(endpoint: Endpoint, kind: Event.Type) -> bool:
    return not endpoint.types or kind in endpoint.types


def send_tests(
    endpoint: Endpoint, messages: Sequence[WebhookMessage], *, now: datetime
) -> tuple[int, Answer | None]:
    """Send until one is not taken; return how many were, and the answer that ended it.

    Each is recorded as an attempt. Position, waiting and failures of the endpoint stay as they are.
    """
    taken, until = 0, time.monotonic() + ALL_SECONDS
    with Sender(timeout=TIMEOUT_SECONDS) as sender:
        for message in messages:
            if time.monotonic() > until:
                return taken, Answer(error="there was no time left")
            answer = post(sender, endpoint, message, now=now)
            record_attempt(endpoint, message, answer, Attempt.Result.TEST, now=now)
            if not 200 <= (answer.status or 0) < 300:
                return taken, answer
            taken += 1
    return taken, None


def send_skipped(endpoint: Endpoint, *, sequence: int, now: datetime) -> Answer:
    """Send one skipped event again, out of order; it leaves the list where it is taken.

    Raises ``Missing`` where it is not told any more.
    """
    event = services.skipped_event(pk=endpoint.pk, sequence=sequence)
    message = message_of(event)
    with Sender(timeout=TIMEOUT_SECONDS) as sender:
        answer = post(sender, endpoint, message, now=now)
    took = 200 <= (answer.status or 0) < 300
    result = Attempt.Result.DELIVERED if took else Attempt.Result.SKIPPED
    record_attempt(endpoint, message, answer, result, now=now)
    if took:
        services.forget_skipped(pk=endpoint.pk, sequence=sequence)
    return answer
