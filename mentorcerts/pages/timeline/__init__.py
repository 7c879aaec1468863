"""What happened to a mentor, newest first, one line for each act.

It is the change log, published or not. What the log can't tell, because it happened before the log
began or because it is no matter of where the mentor stands (names and addresses), is told by
history and by the pauses themselves; promises are told by their own rows.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from operator import attrgetter

from certifications.models import AutoPause, Certification, Event, EventCursor, Mentor
from mentorcerts.pages.timeline.earlier import history_lines
from mentorcerts.pages.timeline.lines import Line, LineKind
from mentorcerts.pages.timeline.log import log_lines
from mentorcerts.pages.timeline.pauses import pause_lines
from mentorcerts.pages.timeline.promises import promise_lines
from mentorcerts.promises.models import Promise
from renewals.models import Renewal

NEVER = datetime(1, 1, 1, tzinfo=UTC)
"""Where the log has not begun yet, nothing is older than it."""

__all__ = ["Line", "LineKind", "timeline"]


def timeline(
    mentor: Mentor,
    kind: LineKind | None = None,
    *,
    held: Iterable[Certification] | None = None,
    renewed: Iterable[Renewal] | None = None,
    promised: Iterable[Promise] | None = None,
) -> list[Line]:
    """Every line about a mentor, or those of one kind; newest first.

    ``held``, ``renewed`` and ``promised`` are all that is on record of the mentor, where it is read
    already.
    """
    events = list(Event.objects.filter(mentor=mentor).order_by("-pk").select_related("pause__run"))
    if held is None:
        held = Certification.objects.filter(mentor=mentor)
    certifications = sorted(held, key=attrgetter("pk"))
    if renewed is None:
        renewed = Renewal.objects.filter(certification__in=certifications)
    renewals = sorted(renewed, key=attrgetter("pk"))
    if promised is None:
        promised = Promise.objects.filter(mentor=mentor).select_related("certification")
    pauses = AutoPause.objects.filter(mentor=mentor).order_by("-pk").select_related("run")
    began = EventCursor.objects.values_list("began_at", flat=True).first() or NEVER
    not_logged = [
        *history_lines(mentor, certifications, renewals, events, began=began),
        *pause_lines(pauses, events),
        *promise_lines(promised),
    ]
    lines = [*log_lines(events, not_logged, renewals, began=began), *not_logged]
    lines.sort(key=lambda line: line.when, reverse=True)
    return [line for line in lines if kind is None or kind in line.kinds]
