"""Make and change types of certification."""

from collections.abc import Callable
from datetime import date

from django.db import transaction

from certifications.models import AutoPause, CertificationType
from certifications.services.first_use import get_or_make
from certifications.services.governing import recompute_governing
from certifications.services.locks import lock_mentors_in_chunks
from mentorcerts.lib import history
from mentorcerts.lib.chunks import in_chunks


@transaction.atomic
def save_certification_type(
    *,
    code: str,
    name: str = "",
    validity_months: int | None = None,
    grace_days: int = 0,
    check: Callable[[CertificationType], None] | None = None,
    today: date,
    by: str = "",
) -> CertificationType:
    """Make or change a type. A longer grace lifts the job's pauses that it covers.

    ``check`` is called with the type under its lock, before anything is changed, and may refuse.
    """
    kind = get_or_make(CertificationType, code, "code")
    # The job locks the types before it judges by their grace: either it sees the new grace,
    # or we see its pauses.
    kind = CertificationType.objects.select_for_update(no_key=True).get(pk=kind.pk)
    if check is not None:
        check(kind)
    if (kind.name, kind.validity_months, kind.grace_days) == (name, validity_months, grace_days):
        return kind
    kind.name, kind.validity_months, kind.grace_days = name, validity_months, grace_days
    kind.full_clean(validate_unique=False, validate_constraints=False)
    history.save(kind)
    paused = list(
        AutoPause.objects.open()
        .filter(certification__certification_type=kind)
        .values_list("mentor_id", flat=True)
    )
    reason = f"The grace of {code} is now {grace_days} days"
    lock_mentors_in_chunks(paused)
    for part in in_chunks(paused):
        recompute_governing(part, today=today, by=by, reason=reason)
    return kind
