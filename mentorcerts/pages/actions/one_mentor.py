"""Apply an action to one mentor: call the service, and return what it did in words."""

from datetime import date

from django.core.exceptions import ValidationError

from certifications import expiry, services
from certifications.models import AutoPause, Certification, Mentor
from certifications.pause_causes import causes_of_pause
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
    was_paused = _is_paused_by_run(mentor_id)
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
    return (
        f"Expiry {before} → {after}{_effect_on_pause(mentor_id, was_paused)}"
        f"{_what_decides_now(certification)}{_stays_paused_by_hand(mentor_id)}"
    )


def apply_exemption(mentor_id: str, *, until: date, reason: str, today: date, by: str) -> str:
    mentor, was_paused = Mentor.objects.get(pk=mentor_id), _is_paused_by_run(mentor_id)
    services.exempt_mentor(mentor_id=mentor_id, until=until, reason=reason, today=today, by=by)
    instead = (
        f", instead of until {mentor.exempt_until} ({mentor.exempt_reason})"
        if mentor.is_exempt(today)
        else ""
    )
    return f"Exempt until {until}{instead}{_effect_on_pause(mentor_id, was_paused)}"


def apply_end_of_exemption(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    mentor = Mentor.objects.get(pk=mentor_id)
    services.end_exemption(mentor_id=mentor_id, reason=reason)
    due = Certification.objects.due(today).filter(mentor_id=mentor_id).exists()
    return (
        f"Exemption until {mentor.exempt_until} ended ({mentor.exempt_reason})"
        f"{'; the next run pauses the mentor' if due else ''}"
    )


def apply_pause(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    services.pause_mentor(mentor_id=mentor_id, reason=reason, by=by)
    return "Paused by hand"


def apply_resumption(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    services.resume_mentor(mentor_id=mentor_id, reason=reason)
    if _is_paused_by_run(mentor_id):
        return "Pause by hand ended; the pause by the nightly run stays"
    return "Pause by hand ended"


def apply_revocation(mentor_id: str, *, reason: str, and_pause: bool, today: date, by: str) -> str:
    """Revoke what the mentor stands on, and pause the mentor by hand as well where asked to.

    Another certification may count in its place: then the revocation alone leaves them active.
    """
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
    told = f"{certification.certification_id} revoked"
    if and_pause and Mentor.objects.get(pk=mentor_id).paused_at is None:
        services.pause_mentor(mentor_id=mentor_id, reason=reason, by=by)
        told += "; paused by hand until a coordinator ends it"
    now = _governing_certification(mentor_id)
    if not causes_of_pause(now):
        told += "; the mentor stays active"
    return told + _what_decides_now(certification)


def apply_removal(mentor_id: str, *, today: date, by: str) -> str:
    count = services.remove_mentor_certifications(mentor_id=mentor_id, today=today, by=by)
    return f"{count} certification{'s' if count > 1 else ''} removed"


def _governing_certification(mentor_id: str) -> Certification:
    governing = Certification.objects.governing().select_related("certification_type", "mentor")
    certification: Certification | None = governing.filter(mentor_id=mentor_id).first()
    if certification is None:
        raise ValidationError(f"{mentor_id} has no certification.")
    return certification


def _is_paused_by_run(mentor_id: str) -> bool:
    return AutoPause.objects.open().filter(mentor_id=mentor_id).exists()


def _effect_on_pause(mentor_id: str, was_paused: bool) -> str:
    """Say what happened to the pause by the nightly run; nothing if there was none."""
    if not was_paused:
        return ""
    if _is_paused_by_run(mentor_id):
        return "; stays paused by the nightly run"
    return "; the pause by the nightly run is lifted"


def _what_decides_now(certification: Certification) -> str:
    """Where another certification decides from now on: which one, and until when."""
    now = Certification.objects.governing().filter(mentor_id=certification.mentor_id).first()
    if now is None or now.pk == certification.pk:
        return ""
    return (
        f"; {now.certification_id} ({now.certification_type_id}) decides now, through "
        f"{moments.utc_date(now.expires_at)}"
    )


def _stays_paused_by_hand(mentor_id: str) -> str:
    mentor = Mentor.objects.get(pk=mentor_id)
    if mentor.paused_at is None:
        return ""
    return f"; stays paused by hand ({mentor.pause_reason})"
