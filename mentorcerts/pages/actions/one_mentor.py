"""Apply an action to one mentor: call the service, and return what it did in words."""

from datetime import date

from django.core.exceptions import ValidationError

from certifications import expiry, services
from certifications.models import Certification
from mentorcerts.lib import moments
from renewals.services import renew_certification


def apply_renewal(
    mentor_id: str,
    *,
    renewal_date: date,
    new_expiry_date: date | None,
    notes: str,
    today: date,
    by: str,
) -> str:
    certification = _governing_certification(mentor_id)
    renewed_at = moments.utc_midnight(renewal_date)
    if new_expiry_date is not None:
        expires_at = moments.utc_midnight(new_expiry_date)
    elif (months := certification.certification_type.validity_months) is not None:
        expires_at = expiry.renewed_expiry(certification.expires_at, renewed_at, months=months)
    else:
        raise ValidationError(
            f"The type {certification.certification_type_id} has no default validity: give a date."
        )
    renew_certification(
        mentor_id=mentor_id,
        renewal_date=renewed_at,
        new_expiry_date=expires_at,
        processed_by=by,
        notes=notes,
        today=today,
        by=by,
    )
    before, after = moments.utc_date(certification.expires_at), moments.utc_date(expires_at)
    return f"Expiry {before} → {after}{_effect_on_pause(certification)}"


def apply_exemption(mentor_id: str, *, until: date, reason: str, today: date, by: str) -> str:
    certification = Certification.objects.governing().filter(mentor_id=mentor_id).first()
    services.exempt_mentor(mentor_id=mentor_id, until=until, reason=reason, today=today, by=by)
    return f"Exempt until {until}{_effect_on_pause(certification)}"


def apply_pause(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    services.pause_mentor(mentor_id=mentor_id, reason=reason, by=by)
    return "Paused by hand"


def apply_resumption(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    services.resume_mentor(mentor_id=mentor_id, reason=reason)
    certification = Certification.objects.governing().filter(mentor_id=mentor_id).first()
    if certification is not None and certification.auto_pause_applied:
        return "Pause by hand ended; the pause by the nightly run stays"
    return "Pause by hand ended"


def apply_revocation(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    certification = _governing_certification(mentor_id)
    if certification.revoked_at is not None:
        raise ValidationError(f"{certification.certification_id} is revoked already.")
    services.update_certification(
        certification=certification,
        changes={},
        status=expiry.REVOKED,
        reason=reason,
        today=today,
        by=by,
    )
    return f"{certification.certification_id} revoked"


def apply_removal(mentor_id: str, *, today: date, by: str) -> str:
    count = services.remove_mentor_certifications(mentor_id=mentor_id, today=today, by=by)
    return f"{count} certification{'s' if count > 1 else ''} removed"


def _governing_certification(mentor_id: str) -> Certification:
    governing = Certification.objects.governing().select_related("certification_type")
    certification: Certification | None = governing.filter(mentor_id=mentor_id).first()
    if certification is None:
        raise ValidationError(f"{mentor_id} has no certification.")
    return certification


def _effect_on_pause(before: Certification | None) -> str:
    """Say what happened to the pause by the nightly run; nothing if there was none.

    ``before`` is the governing certification as it was before the action.
    """
    if before is None or not before.auto_pause_applied:
        return ""
    still = Certification.objects.get(pk=before.pk).auto_pause_applied
    if still:
        return "; stays paused by the nightly run"
    return "; the pause by the nightly run is lifted"
