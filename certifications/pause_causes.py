"""What pauses a mentor: every cause once, for SQL, for one record, and for people.

A new cause is added here, and counted in ``mentorcerts.health.metrics``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Protocol

from django.db.models import Q

from certifications import expiry
from mentorcerts.lib import clock


class Governing(expiry.Dated, Protocol):
    """What the causes need to know of the certification that governs a mentor."""

    @property
    def certification_type_id(self) -> str: ...

    @property
    def auto_pause_applied(self) -> bool: ...

    @property
    def revocation_reason(self) -> str: ...

    @property
    def mentor(self) -> Any: ...


@dataclass(frozen=True, kw_only=True)
class PauseCause:
    """One cause, as seen from the certification that governs the mentor."""

    name: str
    """For machines: the metric's label."""
    label: str
    """In a list: ``paused …``."""
    condition: Q
    applies: Callable[[Governing], bool]
    """``condition``, for one record. Reads its mentor."""
    sentence: Callable[[Governing], str]
    """Why the mentor is paused, without the full stop."""
    remedy: str
    """What would end this pause, where it is the only one."""
    step: str
    """What ends it beside others."""


def _sentence_of_revocation(certification: Governing) -> str:
    assert certification.revoked_at is not None
    day = clock.local_date(certification.revoked_at)
    because = f": {reason}" if (reason := certification.revocation_reason) else ""
    return f"Certification {certification.certification_type_id} was revoked on {day}{because}"


NIGHTLY_RUN = PauseCause(
    name="job",
    label="by the nightly run",
    condition=Q(auto_pause_applied=True),
    applies=lambda certification: certification.auto_pause_applied,
    sentence=lambda certification: expiry.pause_reason(
        certification.certification_type_id, certification.expires_at
    ),
    remedy="A renewal, or any later expiry date, that reaches today or beyond; "
    "a new certification that has not run out; or an exemption.",
    step="A renewal, or any later expiry date, that reaches today or beyond; or an exemption.",
)
REVOCATION = PauseCause(
    name="revocation",
    label="revoked",
    condition=Q(revoked_at__isnull=False),
    applies=lambda certification: certification.revoked_at is not None,
    sentence=_sentence_of_revocation,
    remedy="Lifting the revocation, or a new certification that is not revoked.",
    step="Lifting the revocation.",
)
COORDINATOR = PauseCause(
    name="coordinator",
    label="by a coordinator",
    condition=Q(mentor__paused_at__isnull=False),
    applies=lambda certification: certification.mentor.paused_at is not None,
    sentence=lambda certification: f"Paused by a coordinator: {certification.mentor.pause_reason}",
    remedy="A coordinator ending the pause by hand; nothing else lifts it.",
    step="A coordinator ending the pause by hand.",
)
DEPARTURE = PauseCause(
    name="departure",
    label="has left",
    condition=Q(mentor_left=True),
    applies=lambda certification: certification.mentor.has_left,
    sentence=lambda certification: (
        f"Left on {clock.local_date(certification.mentor.left_at)}: "
        f"{certification.mentor.left_reason}"
    ),
    remedy="A coordinator recording that the mentor is back; they are judged by the dates then.",
    step="A coordinator recording that the mentor is back.",
)
PAUSE_CAUSES = (NIGHTLY_RUN, REVOCATION, COORDINATOR, DEPARTURE)
IS_PAUSED = reduce(or_, (cause.condition for cause in PAUSE_CAUSES))
"""Of a governing certification: is its mentor paused?"""


def causes_of_pause(certification: Governing) -> list[PauseCause]:
    """All that keeps the mentor paused, of a governing certification; empty if nothing does."""
    return [cause for cause in PAUSE_CAUSES if cause.applies(certification)]
