"""What is sent: made from the row, the same bytes at every try."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from certifications.change_log.telling import told_outside
from certifications.ids import new_event_id
from certifications.models import Event

TEST_PREFIX = "test."
"""Begins the type of what is only a test, whose ``data`` also has ``"test": true``."""


@dataclass(frozen=True, kw_only=True)
class WebhookMessage:
    """One message. ``sequence`` is ``None`` for tests."""

    event_id: str
    type: str
    sequence: int | None
    body: bytes


def message_of(event: Event) -> WebhookMessage:
    """The message about a published event; its timestamp is when that happened."""
    return WebhookMessage(
        event_id=event.event_id,
        type=event.type,
        sequence=event.sequence,
        body=_body(event.type, event.occurred_at, told_outside(event)),
    )


def trial_message(kind: str, data: Mapping[str, Any], *, now: datetime) -> WebhookMessage:
    """A message that says twice that it is a test, has no number, and an id of its own."""
    marked = {"test": True, "sequence": None, **data}
    return WebhookMessage(
        event_id=f"test_{new_event_id()}",
        type=f"{TEST_PREFIX}{kind}",
        sequence=None,
        body=_body(f"{TEST_PREFIX}{kind}", now, marked),
    )


def _body(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    timestamp = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    message = {"type": kind, "timestamp": timestamp, "data": data}
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode()
