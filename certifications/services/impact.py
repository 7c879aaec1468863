"""What new rules of a certification type would do, before they are saved."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from certifications import expiry
from certifications.models import AutoPause, Certification
from certifications.services.types import save_certification_type


@dataclass(frozen=True)
class TypeImpact:
    """What new rules of a type would do: numbers of mentors."""

    paused_next_before: int
    paused_next_after: int
    resumed_now: int


def type_impact(
    *, code: str, name: str, validity_months: int | None, grace_days: int, today: date
) -> TypeImpact:
    """Try ``save_certification_type``, count, and take it back: the count is what it would do.

    The next run is the one of tomorrow's date.
    """
    tomorrow = expiry.day_after(today) or today

    def counts() -> tuple[int, int]:
        due = Certification.objects.due(tomorrow).count()
        return due, AutoPause.objects.open().count()

    with transaction.atomic():
        due_before, open_before = counts()
        save_certification_type(
            code=code,
            name=name,
            validity_months=validity_months,
            grace_days=grace_days,
            today=today,
        )
        due_after, open_after = counts()
        transaction.set_rollback(True)
    return TypeImpact(due_before, due_after, open_before - open_after)
