"""What a line of the change log tells outside: the same in the feed and in webhooks."""

from typing import Any

from django.db.models import QuerySet

from certifications.models import Event


def told_events() -> "QuerySet[Event]":
    """Lines that are told outside, in order: published, and their mentor not erased since."""
    return Event.objects.filter(sequence__isnull=False, withdrawn=False).order_by("sequence")


def told_outside(event: Event) -> dict[str, Any]:
    """Number, mentor, stand, and what the line's type has: ids, codes and dates, never free text.

    Always the same keys and values for the same line, in the same order. ``mentor_id`` of
    ``mentor.erased`` is the former one, ``None`` once it is not kept any more.
    """
    told = dict(event.told)
    former = told.pop("former_mentor_id", None)
    mentor_id = former if event.type == Event.Type.ERASED else event.mentor_id
    return {
        "sequence": event.sequence,
        "mentor_id": mentor_id,
        "paused": event.paused,
        **told,
    }
