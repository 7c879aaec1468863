"""What webhooks would be told on a day, with their bodies, marked as tests."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from certifications import expiry
from certifications.models import Certification
from certifications.services.events import stands_of
from mentorcerts.tomorrow.pauses import PausesOfDay
from mentorcerts.webhooks.messages import TEST_PREFIX, WebhookMessage
from mentorcerts.webhooks.models import Endpoint
from mentorcerts.webhooks.trials import expiry_message, pause_message, run_message


@dataclass(frozen=True, kw_only=True)
class EventsOfDay:
    """Events in the order in which they would be told."""

    number: int
    endpoints: list[Endpoint]
    """Those that are enabled."""
    shown: list[WebhookMessage]

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The bodies that are listed."""
        return [json.loads(message.body) for message in self.shown]

    def receivers(self, message: WebhookMessage) -> list[str]:
        """The names of the endpoints that would get it."""
        kind = message.type.removeprefix(TEST_PREFIX)
        return [each.name for each in self.endpoints if not each.types or kind in each.types]

    def as_json(self) -> dict[str, Any]:
        """Numbers, endpoints, and the bodies that are listed with who would get each."""
        return {
            "events": self.number,
            "endpoints": [each.name for each in self.endpoints],
            "bodies": [
                {"to": self.receivers(message), "body": body}
                for message, body in zip(self.shown, self.bodies, strict=True)
            ],
        }


def events_of_day(
    day: date, pauses: PausesOfDay, *, now: datetime, most: int | None
) -> EventsOfDay:
    """What expires, whom the run pauses, and the run itself. Empty without an enabled endpoint."""
    endpoints = list(Endpoint.objects.filter(enabled=True).order_by("name"))
    if not endpoints:
        return EventsOfDay(number=0, endpoints=[], shown=[])
    since = expiry.expired_before(day - timedelta(days=1))  # the night before has told the others
    expired = Certification.objects.live().expired(day).filter(expires_at__gte=since).order_by("pk")
    listed = list(expired[:most])
    stands = stands_of({each.mentor_id for each in listed})
    messages = [expiry_message(each, paused=stands.get(each.mentor_id), now=now) for each in listed]
    messages += [pause_message(each, now=now) for each in pauses.due[:most]]
    number = expired.count() + pauses.number
    if pauses.preview is not None:
        messages.append(run_message(pauses.preview, now=now))
        number += 1
    return EventsOfDay(number=number, endpoints=endpoints, shown=messages)
