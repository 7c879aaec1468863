"""How far a renewal reaches that names no date: by the type's validity."""

from datetime import datetime

from django.core.exceptions import ValidationError

from certifications import expiry
from certifications.models import Certification


def expiry_by_type(certification: Certification, renewal_date: datetime) -> datetime:
    """The new expiry date of a renewal that was granted without one: ``expiry.renewed_expiry``.

    ``ValidationError`` (on ``new_expiry_date``) where the type has no validity, or it is too long.
    """
    kind = certification.certification_type
    if kind.validity_months is None:
        raise ValidationError(
            {"new_expiry_date": f"The type {kind.code} has no default validity: give a date."}
        )
    try:
        return expiry.renewed_expiry(
            certification.expires_at, renewal_date, months=kind.validity_months
        )
    except OverflowError as error:
        raise ValidationError({"new_expiry_date": f"{error}."}) from None
