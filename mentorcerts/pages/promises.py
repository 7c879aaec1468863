"""Promises on a mentor's page, and the exemption that each of them offers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from certifications.models import Mentor
from mentorcerts.pages.actions.definitions import ACTIONS
from mentorcerts.promises.models import Promise


@dataclass(frozen=True)
class ShownPromise:
    """A promise that stands."""

    promise: Promise
    is_broken: bool
    exemption: str
    """The page of an exemption until then; empty where that makes no sense, or may not be."""


def shown_promises(
    user: Any, mentor: Mentor, standing: Iterable[Promise], *, today: date
) -> list[ShownPromise]:
    """What this mentor has promised, the earliest first. ``standing``: the promises that stand."""
    may_exempt = user.has_perm(ACTIONS["exempt"].permission)
    return [
        ShownPromise(
            promise,
            is_broken=promise.day < today,
            exemption=_exemption(promise, mentor, today) if may_exempt else "",
        )
        for promise in sorted(standing, key=attrgetter("day", "pk"))
    ]


def _exemption(promise: Promise, mentor: Mentor, today: date) -> str:
    exempt_long_enough = mentor.exempt_until is not None and mentor.exempt_until >= promise.day
    if promise.day < today or exempt_long_enough or mentor.has_left:
        return ""
    return f"{ACTIONS['exempt'].page_for_mentor(mentor.pk)}&{urlencode({'promise': promise.pk})}"
