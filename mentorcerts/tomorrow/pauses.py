"""Whom the run of a day would pause."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from certifications.job.next_run import next_run_day
from certifications.job.run import RunPreview, preview_run
from certifications.models import Certification
from mentorcerts.lib import moments


@dataclass(frozen=True, kw_only=True)
class PausesOfDay:
    """A run as it would be."""

    preview: RunPreview | None
    """``None`` where no run is due by then."""
    due: "QuerySet[Certification]"
    """Who would be paused; nobody where it would be held."""
    shown: "list[Certification]"

    @property
    def is_held(self) -> bool:
        """Whether the safety limit would hold the run."""
        return self.preview is not None and self.preview.exceeds_safety_limit

    @property
    def number(self) -> int:
        """How many would be paused."""
        return 0 if self.preview is None or self.is_held else self.preview.expired_found

    def listed(self, most: int | None) -> "PausesOfDay":
        """The same with the first so many of them read, or all."""
        return replace(self, shown=list(self.due[:most]))

    def as_json(self) -> dict[str, Any] | None:
        """Numbers, and the pauses that are listed."""
        if self.preview is None:
            return None
        return {
            "mentors_scanned": self.preview.mentors_scanned,
            "due": self.preview.expired_found,
            "skipped_exempt": self.preview.skipped_exempt,
            "held": self.is_held,
            "pauses": [
                {
                    "mentor_id": each.mentor_id,
                    "certification_id": each.certification_id,
                    "certification_type": each.certification_type_id,
                    "expiry_date": moments.utc_date(each.expires_at).isoformat(),
                }
                for each in self.shown
            ],
        }


def pauses_of_day(day: date, *, today: date) -> PausesOfDay:
    """The run of that day: who becomes due on it, or of the next run, whoever is due by then."""
    first = next_run_day(today=today)
    everybody = Certification.objects.select_related("mentor", "certification_type")
    due = everybody.due(day).order_by("expires_at", "pk")
    if day < first:
        return PausesOfDay(preview=None, due=due.none(), shown=[])
    found = preview_run(as_of=day)
    if day > first:  # who is due the night before is paused by then
        before = Certification.objects.due(day - timedelta(days=1))
        due = due.exclude(pk__in=before.values("pk"))
        found = replace(found, expired_found=due.count())
    pauses = PausesOfDay(preview=found, due=due, shown=[])
    return replace(pauses, due=due.none()) if pauses.is_held else pauses
