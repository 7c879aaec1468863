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
from mentorcerts.lib import clock, moments


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
    began: str
    """The column with its beginning: of ``AutoPause`` for the run, else as in ``condition``."""
    applies: Callable[[Governing], bool]
    """``condition``, for one record. Reads its mentor."""
    sentence: Callable[[Governing], str]
    """Why the mentor is paused, without the full stop."""
    remedy: str
    """What would end this pause, where it is the only one."""
    step: str
    """What ends it beside others."""


def was_revoked(certification: Governing) -> str:
    """When a revoked certification was, and why: ``was revoked on 1 Mar 2026: …``."""
    assert certification.revoked_at is not None
    because = f": {reason}" if (reason := certification.revocation_reason) else ""
    return f"was revoked on {moments.in_words(clock.local_date(certification.revoked_at))}{because}"


def _sentence_of_pause_by_hand(mentor: Any) -> str:
    return f"Paused by a coordinator: {mentor.pause_reason}"


def _sentence_of_departure(mentor: Any) -> str:
    assert mentor.left_at is not None
    return f"Left on {moments.in_words(clock.local_date(mentor.left_at))}: {mentor.left_reason}"


NIGHTLY_RUN = PauseCause(
    name="job",
    label="by the nightly run",
    condition=Q(auto_pause_applied=True),
    began="applied_at",
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
    began="revoked_at",
    applies=lambda certification: certification.revoked_at is not None,
    sentence=lambda certification: (
        f"Certification {certification.certification_type_id} {was_revoked(certification)}"
    ),
    remedy="Lifting the revocation, or a new certification that is not revoked.",
    step="Lifting the revocation.",
)
IS_PAUSED_BY_HAND = Q(paused_at__isnull=False)
"""``COORDINATOR.condition``, of a mentor."""
COORDINATOR = PauseCause(
    name="coordinator",
    label="by a coordinator",
    condition=Q(mentor__paused_at__isnull=False),
    began="mentor__paused_at",
    applies=lambda certification: certification.mentor.paused_at is not None,
    sentence=lambda certification: _sentence_of_pause_by_hand(certification.mentor),
    remedy="A coordinator ending the pause by hand; nothing else lifts it.",
    step="A coordinator ending the pause by hand.",
)
DEPARTURE = PauseCause(
    name="departure",
    label="has left",
    condition=Q(mentor_left=True),
    began="mentor__left_at",
    applies=lambda certification: certification.mentor.has_left,
    sentence=lambda certification: _sentence_of_departure(certification.mentor),
    remedy="A coordinator recording that the mentor is back; they are judged by the dates then.",
    step="A coordinator recording that the mentor is back.",
)
PAUSE_CAUSES = (NIGHTLY_RUN, REVOCATION, COORDINATOR, DEPARTURE)
IS_PAUSED = reduce(or_, (cause.condition for cause in PAUSE_CAUSES))
"""Of a governing certification: is its mentor paused?"""
IS_PAUSED_IN_ITSELF = reduce(
    or_, (cause.condition for cause in PAUSE_CAUSES if cause is not COORDINATOR)
)
"""By anything but a coordinator, whose pauses alone are told by the mentor?"""


def causes_of_pause(certification: Governing) -> list[PauseCause]:
    """All that keeps the mentor paused, of a governing certification; empty if nothing does."""
    return [cause for cause in PAUSE_CAUSES if cause.applies(certification)]


def pauses_without_certification(mentor: Any) -> list[str]:
    """What keeps a mentor paused who holds no certification that counts, as sentences."""
    told = [_sentence_of_departure(mentor)] if mentor.has_left else []
    return told + ([_sentence_of_pause_by_hand(mentor)] if mentor.paused_at else [])
