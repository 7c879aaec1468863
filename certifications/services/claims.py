"""Check the status that a caller sends against the certification's dates, and apply it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from certifications import expiry
from certifications.models import Certification
from mentorcerts.lib import moments


def apply_claimed_status(
    certification: Certification, claim: str | None, reason: str, today: date
) -> None:
    """Revoke it or lift its revocation; ``ValidationError`` where the dates say otherwise."""
    if claim == expiry.REVOKED:
        if certification.revoked_at is None:
            certification.revoked_at = timezone.now()
            certification.revocation_reason = reason
        return
    if claim == expiry.VALID:
        certification.revoked_at, certification.revocation_reason = None, ""
    found = expiry.status_of(certification, today=today)
    if claim is None or claim == found:
        return
    through = moments.utc_date(certification.expires_at)
    raise ValidationError(
        {
            "status": f"It can't be {claim}: the record is {found}, expiring on {through}. "
            + (
                "Send a later expires_at with it."
                if claim == expiry.VALID
                else "Leave status out, or change expires_at or the revocation."
            )
        }
    )
