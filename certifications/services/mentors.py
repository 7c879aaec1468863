"""Change mentors, pause and resume them by hand, exempt them, record that they left."""

from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from certifications.models import Event, Mentor
from certifications.services.events import (
    iso_date,
    mentor_act,
    record_act,
    tell_untold_pauses,
)
from certifications.services.governing import recompute_governing
from certifications.services.locks import lock_mentors, lock_or_make_mentor
from certifications.services.reasons import required_reason
from certifications.services.search_index import replace_search_words
from mentorcerts.lib import history, moments
from mentorcerts.lib.lengths import NOTES_LENGTH
from mentorcerts.lib.refusals import Conflict

Check = Callable[[Mentor], None]
"""Called with the mentor under the lock, before anything is changed; raises to refuse."""


@transaction.atomic
def save_mentor(
    *,
    mentor_id: str,
    name: str = "",
    email: str = "",
    check: Check | None = None,
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
    history.save(mentor)
    replace_search_words([mentor])
    return mentor


@transaction.atomic
def pause_mentor(*, mentor_id: str, reason: str, check: Check | None = None, by: str) -> Mentor:
    """A coordinator's own pause. Nothing lifts it but ``resume_mentor``."""
    mentor = _locked(mentor_id, check)
    if mentor.paused_at is not None:
        raise Conflict(f"{mentor_id} is already paused by {mentor.paused_by}.")
    mentor.paused_at, mentor.paused_by = timezone.now(), by
    mentor.pause_reason = required_reason(reason)
    _save_mentor(mentor, reason)
    act = mentor_act(
        Event.Type.PAUSED, mentor, reason=mentor.pause_reason, cause=Event.Cause.BY_HAND
    )
    record_act(act, by=by)
    return mentor


@transaction.atomic
def resume_mentor(
    *, mentor_id: str, reason: str = "", check: Check | None = None, by: str = ""
) -> Mentor:
    """End the coordinator's pause. The job's own pause, if any, stays."""
    mentor = _locked(mentor_id, check)
    if mentor.paused_at is None:
        raise Conflict(f"{mentor_id} is not paused by hand.")
    mentor.paused_at, mentor.paused_by, mentor.pause_reason = None, "", ""
    _save_mentor(mentor, reason)
    cause = Event.Cause.BY_HAND
    record_act(mentor_act(Event.Type.RESUMED, mentor, reason=reason, cause=cause), by=by)
    return mentor


@transaction.atomic
def exempt_mentor(
    *,
    mentor_id: str,
    until: date,
    reason: str,
    check: Check | None = None,
    today: date,
    by: str,
) -> Mentor:
    """Keep the job away through ``until``, and lift its pause now."""
    if until < today:
        raise ValidationError(
            {"exempt_until": f"It must not lie before today, {moments.in_words(today)}."}
        )
    mentor = _locked(mentor_id, check)
    if mentor.has_left:
        raise Conflict(f"{mentor_id} has left; that they are back has to be recorded first.")
    reason = required_reason(reason)
    told = {"exempt_until": iso_date(until), **_previous_exemption(mentor)}
    mentor.exempt_until, mentor.exempt_reason = until, reason
    _save_mentor(mentor, reason)
    recompute_governing([mentor_id], today=today, by=by, reason=f"Exempt until {until}: {reason}")
    record_act(mentor_act(Event.Type.EXEMPTED, mentor, reason=reason, **told), by=by)
    return mentor


@transaction.atomic
def end_exemption(
    *, mentor_id: str, reason: str = "", check: Check | None = None, by: str = ""
) -> Mentor:
    """From now on the job treats them like everybody else; it is not run for them here."""
    mentor = _locked(mentor_id, check)
    if mentor.exempt_until is None:
        raise Conflict(f"{mentor_id} has no exemption.")
    return _end_exemption(mentor, reason, by=by)


@transaction.atomic
def record_departure(
    *, mentor_id: str, reason: str, check: Check | None = None, today: date, by: str
) -> Mentor:
    """The mentor has left: paused, and out of all that is about active mentors, until they return.

    An exemption ends with it. Pauses stay as they are. ``Conflict`` if they have left already.
    """
    mentor = _locked(mentor_id, check)
    if mentor.has_left:
        raise Conflict(f"{mentor_id} has left already: {mentor.left_reason}")
    mentor.left_at, mentor.left_by, mentor.left_reason = (
        timezone.now(),
        by,
        required_reason(reason),
    )
    told = _previous_exemption(mentor)
    mentor.exempt_until, mentor.exempt_reason = None, ""
    _save_mentor(mentor, reason)
    recompute_governing([mentor_id], today=today, by=by, reason=f"Left: {reason}")
    record_act(mentor_act(Event.Type.LEFT, mentor, reason=mentor.left_reason, **told), by=by)
    return mentor


@transaction.atomic
def record_return(
    *, mentor_id: str, reason: str = "", check: Check | None = None, today: date, by: str
) -> Mentor:
    """The mentor is back, and judged by the dates. ``Conflict`` if they have not left."""
    mentor = _locked(mentor_id, check)
    if not mentor.has_left:
        raise Conflict(f"{mentor_id} has not left.")
    mentor.left_at, mentor.left_by, mentor.left_reason = None, "", ""
    _save_mentor(mentor, reason)
    recompute_governing([mentor_id], today=today, by=by, reason=reason or "Is back")
    record_act(mentor_act(Event.Type.RETURNED, mentor, reason=reason), by=by)
    return mentor


@transaction.atomic
def add_note(*, mentor_id: str, text: str, by: str) -> Mentor:
    """Keep a note on a mentor in their timeline. It is never told outside.

    ``ValidationError`` if it is empty or longer than 2,000 characters.
    """
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Write something."})
    if len(text) > NOTES_LENGTH:
        raise ValidationError({"text": f"Use {NOTES_LENGTH:,} characters at most."})
    mentor = _locked(mentor_id)
    record_act(mentor_act(Event.Type.NOTED, mentor, reason=text), by=by)
    return mentor


def drop_exemption(mentor_id: str, reason: str, *, by: str = "") -> None:
    """End the exemption, if there is one, of a mentor who stands nowhere any more.

    It would be invisible. The caller holds the lock.
    """
    mentor = Mentor.objects.get(pk=mentor_id)
    if mentor.exempt_until is not None:
        _end_exemption(mentor, reason, by=by)


def _end_exemption(mentor: Mentor, reason: str, *, by: str = "") -> Mentor:
    told = _previous_exemption(mentor)
    mentor.exempt_until, mentor.exempt_reason = None, ""
    _save_mentor(mentor, reason)
    record_act(mentor_act(Event.Type.EXEMPTION_ENDED, mentor, reason=reason, **told), by=by)
    return mentor


def _previous_exemption(mentor: Mentor) -> dict[str, str]:
    """What a line tells of the exemption that an act replaces or ends; empty if there is none."""
    until = mentor.exempt_until
    return {} if until is None else {"previous_exempt_until": iso_date(until)}


def _locked(mentor_id: str, check: Check | None = None) -> Mentor:
    """The mentor's row, locked; the log is up to date with them. Raises ``Missing``."""
    mentor = lock_mentors([mentor_id])[mentor_id]
    if check is not None:
        check(mentor)
    tell_untold_pauses([mentor_id])
    return mentor


def _save_mentor(mentor: Mentor, reason: str = "") -> Mentor:
    mentor.updated_at = timezone.now()
    mentor.clean_fields(exclude=["mentor_id"])  # that of an old record may be . or ..
    return history.save(mentor, reason)
