"""What the change log has been told."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from certifications.change_log.publish import Published, publish_events
from certifications.models import Certification, Event, EventCursor, Mentor
from tests.support.dates import at
from tests.support.services import record

PUBLISHED_AT = at("2026-03-26T12:00:00")


def lines_of(act: Callable[..., Any], *args: Any, **kwargs: Any) -> list[Event]:
    """The lines that this writes, the first one first."""
    last = Event.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    act(*args, **kwargs)
    return list(Event.objects.filter(pk__gt=last).order_by("pk"))


def line_of(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Event:
    """The one line that this writes."""
    (line,) = lines_of(act, *args, **kwargs)
    return line


def types(lines: list[Event]) -> list[tuple[str, bool | None]]:
    """Of each line the type and the stand."""
    return [(line.type, line.paused) for line in lines]


def story(mentor_id: str = "mentor-042") -> list[tuple[str, bool | None]]:
    """All that the log tells of a mentor, the first line first."""
    return types(list(Event.objects.filter(mentor=mentor_id).order_by("pk")))


def publish() -> Published:
    return publish_events(now=PUBLISHED_AT)


def numbers() -> list[int | None]:
    """The number of each line, in the order in which they were written."""
    return list(Event.objects.order_by("pk").values_list("sequence", flat=True))


def begin_log(moment: datetime) -> None:
    EventCursor.objects.update_or_create(pk=1, defaults={"began_at": moment})


def write_past_the_services() -> None:
    """Leave three whom the log tells wrongly: ann is paused, bob not any more, cem has no stand."""
    record(mentor_id="ann")
    record(mentor_id="bob", status="revoked")
    record(mentor_id="cem")
    Mentor.objects.filter(pk="ann").update(
        paused_at=at("2026-03-20"), paused_by="kim", pause_reason="On leave"
    )
    Certification.objects.filter(mentor="bob").update(revoked_at=None, revocation_reason="")
    Certification.objects.filter(mentor="cem").update(is_current=False)
