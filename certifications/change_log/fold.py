"""Fold the change log: where mentors stand as the log tells it, and as the tables have it."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, QuerySet

from certifications.models import Certification, Event
from certifications.services.events import (
    Act,
    record_acts,
    stands_of,
    tell_untold_pauses,
    untold_pauses,
)
from certifications.services.locks import lock_mentors_in_chunks
from mentorcerts.lib.chunks import in_chunks
from mentorcerts.lib.snapshot import one_snapshot


@dataclass(frozen=True)
class Differences:
    """Ids of mentors, sorted: paused in the one and not in the other."""

    only_in_log: list[str]
    only_in_tables: list[str]
    otherwise: list[str] = field(default_factory=list)
    """Paused in neither: active in the one, and without a stand in the other."""

    def __bool__(self) -> bool:
        return len(self) > 0

    def __len__(self) -> int:
        return len(self.mentor_ids)

    @property
    def mentor_ids(self) -> list[str]:
        """All of them."""
        return [*self.only_in_log, *self.only_in_tables, *self.otherwise]


def compare_with_log() -> Differences:
    """Whether replaying the log gives the stands of the tables, in one snapshot.

    Who was active or without a stand when the log began, and has no line since, is in step.
    """
    with one_snapshot():
        told, are = paused_by_log(), paused_mentors()
        otherwise = _told_as_not_paused() - told - are
    return Differences(sorted(told - are), sorted(are - told), sorted(otherwise))


def paused_by_log() -> set[str]:
    """The mentors whose last line says that they are paused.

    The job's pauses that have no line yet count as told: they are rows, and will be.
    """
    untold = untold_pauses().filter(lifted_at=None)
    return set(_last_lines().filter(paused=True).values_list("mentor_id", flat=True)) | set(
        untold.values_list("mentor_id", flat=True)
    )


def paused_mentors() -> set[str]:
    """Who is paused, of all who have a stand."""
    return set(Certification.objects.paused().values_list("mentor_id", flat=True))


def _last_lines() -> "QuerySet[Event]":
    last = Event.objects.filter(mentor__isnull=False).order_by().values("mentor")
    return Event.objects.filter(pk__in=last.annotate(last=Max("pk")).values("last")).order_by()


def _told_as_not_paused() -> set[str]:
    """Who is active as the log tells it and has no stand, or the other way round."""
    standing = Certification.objects.governing().values("mentor_id")
    without = _last_lines().filter(paused=False).exclude(mentor_id__in=standing)
    active = _last_lines().filter(paused=None, mentor_id__in=standing)
    return set(without.values_list("mentor_id", flat=True)) | set(
        active.values_list("mentor_id", flat=True)
    )


@transaction.atomic
def correct_log(differences: Differences) -> int:
    """Write a line for each of these mentors with where they stand now; return how many.

    For differences that something has made which writes past the services, such as the old version
    during an upgrade.
    """
    mentor_ids = differences.mentor_ids
    lock_mentors_in_chunks(mentor_ids)
    tell_untold_pauses(mentor_ids)
    for some in in_chunks(mentor_ids):
        stands = stands_of(some)
        record_acts(
            Act(
                type=Event.Type.PAUSED if stands.get(mentor_id) else Event.Type.RESUMED,
                mentor_id=mentor_id,
                data={"cause": Event.Cause.CORRECTED},
            )
            for mentor_id in some
        )
    return len(mentor_ids)
