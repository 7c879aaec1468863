"""What an action does to all of its mentors together, in a sentence."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.template.defaultfilters import date as formatted

from certifications import expiry
from certifications.models import AutoPause, Certification, Mentor
from mentorcerts.lib import moments
from mentorcerts.lib.admin.outcomes import ActionOutcome
from statuses.models import CertificationStatus


class _Stand(NamedTuple):
    """What an action may change of its mentors."""

    expiry_dates: dict[int, datetime]
    """By certification."""
    paused_by_run: set[str]


def summary_of(mentors: Sequence[Mentor], done: str) -> Callable[[ActionOutcome], str]:
    """Look at the mentors before an action; return what sums it up after it.

    ``done`` says what was done to each, such as ``renewed``. To be called in one transaction with
    the action: a preview is rolled back.
    """
    ids = [mentor.pk for mentor in mentors]
    before = _stand_of(ids)

    def summary(outcome: ActionOutcome) -> str:
        after = _stand_of(ids)
        told = [f"{len(outcome.done):,} {done}"]
        told += _lifted(len(before.paused_by_run - after.paused_by_run))
        told += _moved(before.expiry_dates, after.expiry_dates)
        if outcome.refused:
            told.append(f"{len(outcome.refused):,} left as before")
        return f"{', '.join(told)}.{_active(outcome) if outcome.done else ''}"

    return summary


def _stand_of(mentor_ids: list[str]) -> _Stand:
    certifications = Certification.objects.live().filter(mentor__in=mentor_ids)
    paused = AutoPause.objects.open().filter(mentor__in=mentor_ids)
    return _Stand(
        dict(certifications.values_list("pk", "expires_at")),
        set(paused.values_list("mentor_id", flat=True)),
    )


def _lifted(number: int) -> list[str]:
    return [f"{number:,} pause{'' if number == 1 else 's'} lifted"] if number else []


def _moved(before: dict[int, datetime], after: dict[int, datetime]) -> list[str]:
    """From when to when the certifications last whose dates have changed."""
    moved = sorted(ends for pk, ends in after.items() if pk in before and before[pk] != ends)
    if not moved:
        return []
    first, last = _in_words(moved[0]), _in_words(moved[-1])
    return [f"valid through {first}" if first == last else f"valid through {first} to {last}"]


def _in_words(ends: datetime) -> str:
    return "never" if expiry.never_expires(ends) else formatted(moments.utc_date(ends), "j M Y")


def _active(outcome: ActionOutcome) -> str:
    """How many of them may be matched now, and how many may not."""
    statuses = CertificationStatus.objects.filter(mentor__in=[each.pk for each, _ in outcome.done])
    active = statuses.not_paused().count()
    return f" Active: {active:,}, paused: {len(outcome.done) - active:,}."
