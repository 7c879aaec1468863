"""The feed of events, as a client reads it."""

from typing import Any

from django.utils import timezone
from rest_framework.test import APIClient

from certifications.change_log.publish import publish_events
from certifications.models import Event
from tests.support.api import COMPARE, EVENTS


def publish() -> None:
    publish_events(now=timezone.now())


def page(api: APIClient, **query: Any) -> dict[str, Any]:
    answer = api.get(EVENTS, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def compared(api: APIClient, **body: Any) -> dict[str, Any]:
    answer = api.post(COMPARE, body)
    assert answer.status_code == 200, answer.content
    return answer.json()


def differing(api: APIClient, **body: Any) -> tuple[list[str], list[str], list[str]]:
    """Who is missing, superfluous, unknown."""
    found = compared(api, **body)
    return found["missing"], found["superfluous"], found["unknown"]


def numbers(answer: dict[str, Any]) -> list[int]:
    return [event["sequence"] for event in answer["data"]]


def lines(*numbers: int, **fields: Any) -> None:
    """Published lines with these numbers."""
    Event.objects.bulk_create(
        Event(**{"type": Event.Type.RUN_HELD, "sequence": number, **fields}) for number in numbers
    )
