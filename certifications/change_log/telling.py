"""What a line of the change log tells outside: the same in the feed and in webhooks."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from certifications.models import Event
from certifications.models.events import DATA_KEYS


def told_events() -> "QuerySet[Event]":
    """Lines that are told outside, in order: published, and their mentor not erased since."""
    return Event.objects.filter(sequence__isnull=False, withdrawn=False).order_by("sequence")


def told_outside(event: Event) -> dict[str, Any]:
    """Number, mentor, stand, and what the line's type has: ids, codes and dates, never free text.

    Always the same keys and values for the same line, in the same order. ``mentor_id`` of
    ``mentor.erased`` is the former one, ``None`` once it is not kept any more.
    """
    return tell(event.sequence, event.type, event.mentor_id, event.paused, event.data)


def tell(
    number: int | None,
    kind: str,
    mentor_id: str | None,
    paused: bool | None,
    data: Mapping[str, Any],
) -> dict[str, Any]:
    """``told_outside`` from a line's columns, for pages of many."""
    told = {key: data[key] for key in DATA_KEYS if key in data}
    former = told.pop("former_mentor_id", None)
    return {
        "sequence": number,
        "mentor_id": former if kind == Event.Type.ERASED else mentor_id,
        "paused": paused,
        **told,
    }
