"""Change mentors, pause and resume them by hand, exempt them, record that they left."""

from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from certifications.models import Mentor
from certifications.services.governing import recompute_governing
from certifications.services.locks import lock_mentors, lock_or_make_mentor
from certifications.services.reasons import required_reason
from mentorcerts.lib import history
from mentorcerts.lib.refusals import Conflict


@transaction.atomic
def save_mentor(
    *,
    mentor_id: str,
    name: str = "",
    email: str = "",
    check: Callable[[Mentor], None] | None = None,
) -> Mentor:
    """Make a mentor, or change name and address of one; writes nothing if nothing differs.

    ``check`` is called with a known mentor under the lock, before anything is changed, and may
    refuse.
    """
    mentor, is_new = lock_or_make_mentor(mentor_id)
    if check is not None and not is_new:
        check(mentor)
    if not is_new and (mentor.name, mentor.email) == (name, email):
        return mentor
    mentor.name, mentor.email, mentor.updated_at = name, email, timezone.now()
    mentor.full_clean(validate_unique=False, validate_constraints=False)
    return history.save(mentor)


@transaction.atomic
def pause_mentor(*, mentor_id: str, reason: str, by: str) -> Mentor:
    """A coordinator's own pause. Nothing lifts it but ``resume_mentor``."""
    mentor = lock_mentors([mentor_id])[mentor_id]
    if mentor.paused_at is not None:
        raise Conflict(f"{mentor_id} is already paused by {mentor.paused_by}.")
    mentor.paused_at, mentor.paused_by = timezone.now(), by
    mentor.pause_reason = required_reason(reason)
    return _save_mentor(mentor, reason)


@transaction.atomic
def resume_mentor(*, mentor_id: str, reason: str = "") -> Mentor:
    """End the coordinator's pause. The job's own pause, if any, stays."""
    mentor = lock_mentors([mentor_id])[mentor_id]
    if mentor.paused_at is None:
        raise Conflict(f"{mentor_id} is not paused by hand.")
    mentor.paused_at, mentor.paused_by, mentor.pause_reason = None, "", ""
    return _save_mentor(mentor, reason)


@transaction.atomic
def exempt_mentor(*, mentor_id: str, until: date, reason: str, today: date, by: str) -> Mentor:
    """Keep the job away through ``until``, and lift its pause now."""
    if until < today:
        raise ValidationError({"exempt_until": f"It must not lie before today, {today}."})
    mentor = lock_mentors([mentor_id])[mentor_id]
    if mentor.has_left:
        raise Conflict(f"{mentor_id} has left; that they are back has to be recorded first.")
    reason = required_reason(reason)
    mentor.exempt_until, mentor.exempt_reason = until, reason
    _save_mentor(mentor, reason)
    recompute_governing([mentor_id], today=today, by=by, reason=f"Exempt until {until}: {reason}")
    return mentor


@transaction.atomic
def end_exemption(*, mentor_id: str, reason: str = "") -> Mentor:
    """From now on the job treats them like everybody else; it is not run for them here."""
    mentor = lock_mentors([mentor_id])[mentor_id]
    if mentor.exempt_until is None:
        raise Conflict(f"{mentor_id} has no exemption.")
    mentor.exempt_until, mentor.exempt_reason = None, ""
    return _save_mentor(mentor, reason)


@transaction.atomic
def record_departure(*, mentor_id: str, reason: str, today: date, by: str) -> Mentor:
    """The mentor has left: paused, and out of all that is about active mentors, until they return.

    An exemption ends with it. Pauses stay as they are. ``Conflict`` if they have left already.
    """
    mentor = lock_mentors([mentor_id])[mentor_id]
    if mentor.has_left:
        raise Conflict(f"{mentor_id} has left already: {mentor.left_reason}")
    mentor.left_at, mentor.left_by, mentor.left_reason = (
        timezone.now(),
        by,
        required_reason(reason),
    )
    mentor.exempt_until, mentor.exempt_reason = None, ""
    _save_mentor(mentor, reason)
    recompute_governing([mentor_id], today=today, by=by, reason=f"Left: {reason}")
    return mentor


@transaction.atomic
def record_return(*, mentor_id: str, reason: str = "", today: date, by: str) -> Mentor:
    """The mentor is back, and judged by the dates. ``Conflict`` if they have not left."""
    mentor = lock_mentors([mentor_id])[mentor_id]
    if not mentor.has_left:
        raise Conflict(f"{mentor_id} has not left.")
    mentor.left_at, mentor.left_by, mentor.left_reason = None, "", ""
    _save_mentor(mentor, reason)
    recompute_governing([mentor_id], today=today, by=by, reason=reason or "Is back")
    return mentor


def drop_exemption(mentor_id: str, reason: str) -> None:
    """End the exemption, if there is one, of a mentor who stands nowhere any more.

    It would be invisible. The caller holds the lock.
    """
    mentor = Mentor.objects.get(pk=mentor_id)
    if mentor.exempt_until is not None:
        mentor.exempt_until, mentor.exempt_reason = None, ""
        _save_mentor(mentor, reason)


def _save_mentor(mentor: Mentor, reason: str = "") -> Mentor:
    mentor.updated_at = timezone.now()
    mentor.clean_fields()
    return history.save(mentor, reason)
