"""Revoke a certification, or lift a revocation, as an act of its own."""

from datetime import date

from django.db import transaction

from certifications import expiry
from certifications.models import Certification
from certifications.services.certifications import Check, update_certification
from certifications.services.conflicts import refuse_revoked
from certifications.services.reasons import required_reason
from mentorcerts.lib.refusals import Conflict


@transaction.atomic
def revoke_certification(
    *,
    certification: Certification,
    reason: str,
    check: Check | None = None,
    today: date,
    by: str = "",
) -> Certification:
    """Revoke it. ``Conflict`` if it is revoked already, ``ValidationError`` without a reason.

    ``check`` is called with the record under the lock, and may refuse.
    """

    def check_first(record: Certification) -> None:
        if check is not None:
            check(record)
        refuse_revoked(record)

    return update_certification(
        certification=certification,
        changes={},
        status=expiry.REVOKED,
        reason=required_reason(reason),
        check=check_first,
        today=today,
        by=by,
    )


@transaction.atomic
def reinstate_certification(
    *,
    certification: Certification,
    reason: str,
    check: Check | None = None,
    today: date,
    by: str = "",
) -> Certification:
    """Lift its revocation, whatever its dates say; they decide from then on.

    ``Conflict`` if it is not revoked, ``ValidationError`` without a reason. ``check`` is called
    with the record under the lock, and may refuse.
    """

    def check_first(record: Certification) -> None:
        if check is not None:
            check(record)
        if record.revoked_at is None:
            raise Conflict(f"{record.certification_id} is not revoked.")

    return update_certification(
        certification=certification,
        changes={},
        lift_revocation=True,
        reason=required_reason(reason),
        check=check_first,
        today=today,
        by=by,
    )
