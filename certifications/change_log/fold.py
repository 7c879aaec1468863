"""Fold the change log: who is paused as the log tells it, and as the tables have it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from certifications.models import Certification, Event
from certifications.services.events import Act, record_acts, tell_untold_pauses, untold_pauses
from certifications.services.locks import lock_mentors_in_chunks
from mentorcerts.lib.snapshot import one_snapshot


@dataclass(frozen=True)
class Differences:
    """Ids of mentors, sorted: paused in the one and not in the other."""

    only_in_log: list[str]
    only_in_tables: list[str]

    def __bool__(self) -> bool:
        return bool(self.only_in_log or self.only_in_tables)

    def __len__(self) -> int:
        return len(self.only_in_log) + len(self.only_in_tables)


def compare_with_log() -> Differences:
    """Whether replaying the log gives the paused mentors of the tables, in one snapshot."""
    with one_snapshot():
        told, are = paused_by_log(), paused_mentors()
    return Differences(sorted(told - are), sorted(are - told))


def paused_by_log() -> set[str]:
    """Whose last line says that they are paused.

    The job's pauses that have no line yet count as told: they are rows, and will be.
    """
    last = Event.objects.filter(mentor__isnull=False).order_by().values("mentor")
    paused = Event.objects.filter(pk__in=last.annotate(last=Max("pk")).values("last"), paused=True)
    untold = untold_pauses().filter(lifted_at=None)
    return set(paused.values_list("mentor_id", flat=True)) | set(
        untold.values_list("mentor_id", flat=True)
    )


def paused_mentors() -> set[str]:
    """Who is paused, of all who have a stand."""
    return set(Certification.objects.paused().values_list("mentor_id", flat=True))


@transaction.atomic
def correct_log(differences: Differences) -> int:
    """Write a line for each of these mentors with where they stand now; return how many.

    For differences that something has made which writes past the services, such as the old version
    during an upgrade.
    """
    mentor_ids = [*differences.only_in_log, *differences.only_in_tables]
    lock_mentors_in_chunks(mentor_ids)
    tell_untold_pauses(mentor_ids)
    acts = [
        Act(
            type=Event.Type.RESUMED if mentor_id in differences.only_in_log else Event.Type.PAUSED,
            mentor_id=mentor_id,
            data={"cause": Event.Cause.CORRECTED},
        )
        for mentor_id in mentor_ids
    ]
    record_acts(acts)
    return len(acts)
