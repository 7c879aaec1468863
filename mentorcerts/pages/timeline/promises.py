"""What was promised, and what was taken back. The renewal that keeps it has a line anyway."""

from collections.abc import Iterable, Iterator

from mentorcerts.lib import moments
from mentorcerts.pages.timeline.lines import Line, LineKind, joined
from mentorcerts.promises.models import Promise

KINDS = (LineKind.NOTES, LineKind.RENEWALS)


def promise_lines(promises: Iterable[Promise]) -> Iterator[Line]:
    """A line for each promise, and one for each that was withdrawn."""
    for promise in promises:
        ends = moments.in_words(promise.expires_on)
        about = f"about {promise.certification.certification_id}, which ends {ends}"
        yield Line(
            kinds=KINDS,
            when=promise.made_at,
            what=f"Promised by {moments.in_words(promise.day)}",
            detail=joined([promise.note, about]),
            who=promise.made_by,
        )
        if promise.end == Promise.End.WITHDRAWN and promise.ended_at is not None:
            yield Line(
                kinds=KINDS,
                when=promise.ended_at,
                what=f"Promise by {moments.in_words(promise.day)} withdrawn",
                detail=promise.note,
                who=promise.ended_by,
            )
