"""The job's pauses, and their ends, as far as the change log has no line of their own for them."""

from collections.abc import Iterable, Iterator, Sequence

from certifications.models import AutoPause, Event
from mentorcerts.pages.timeline.lines import Line, LineKind

SOURCE_OF_RUNS = "nightly run"
APPLIED = {Event.Type.PAUSED, Event.Type.RENEWAL_REMOVED}
"""Types that tell of a pause that it was applied."""


def pause_lines(pauses: Iterable[AutoPause], events: Sequence[Event]) -> Iterator[Line]:
    """Of pauses from before the log began, of those not published yet, and of all that an act has
    lifted: the log has one line for the act, which doesn't name the pause."""
    applied = {event.pause_id for event in events if event.type in APPLIED}
    lifted = {event.pause_id for event in events if event.type == Event.Type.RESUMED}
    for pause in pauses:
        if pause.lifted_at is not None and pause.pk not in lifted:
            yield Line(
                kinds=(LineKind.PAUSES,),
                when=pause.lifted_at,
                what="Pause by the nightly run lifted",
                detail=pause.lift_reason,
                who=pause.lifted_by,
            )
        if pause.pk not in applied:
            yield Line(
                kinds=(LineKind.PAUSES,),
                when=pause.applied_at,
                what="Paused by the nightly run",
                detail=pause.reason,
                who=pause.run.requested_by,
                source=SOURCE_OF_RUNS,
                run=pause.run,
                tells_pause=True,
            )
