"""Record, change, remove and restore certifications.

Keyword-only, one transaction, mentor locked first. Dates are aware datetimes whose UTC calendar
date counts; ``today`` is the programme's calendar date, read by the caller; ``by`` names who
asked, for the record. Bad values raise Django's ``ValidationError`` (by field), what can't be
found ``Missing``, what stands in the way ``Conflict``; then nothing has been written.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from certifications import expiry
from certifications.models import Certification, CertificationType, Event
from certifications.services.claims import apply_claimed_status
from certifications.services.conflicts import (
    another_governs,
    refuse_moved,
    refuse_twin,
    refuse_unless_removed,
    would_not_govern,
)
from certifications.services.dates import refuse_beginning_ahead
from certifications.services.events import (
    certification_act,
    change_act,
    facts,
    record_act,
    record_acts,
    tell_untold_pauses,
)
from certifications.services.first_use import get_or_make_type
from certifications.services.governing import (
    Standing,
    choose_governing,
    has_pause,
    live_certifications,
    live_certifications_of,
    recompute_governing,
    settle_pauses,
)
from certifications.services.locks import lock_mentors, lock_or_make_mentor
from certifications.services.mentors import drop_exemption
from certifications.services.reasons import checked_reason
from mentorcerts.lib import history, moments
from mentorcerts.lib.random_ids import redraw_taken, retry_on_collision
from mentorcerts.lib.refusals import Missing

Check = Callable[[Certification], None]
"""Called with the record under the lock, before anything is changed; raises to refuse."""


def record_certification(
    *,
    mentor_id: str,
    certification_type: str,
    issued_at: datetime,
    expires_at: datetime | None = None,
    status: str | None = None,
    must_govern: bool = False,
    today: date,
    by: str = "",
) -> Certification:
    """Record that a mentor holds a certification; mentor and type are made on first use.

    Without ``expires_at`` the type's validity decides. ``status`` is a claim to check (see
    ``update_certification``). With ``must_govern`` a certification that another one outlasts
    is refused: it would not be the mentor's status.
    """
    certification = Certification(
        mentor_id=mentor_id, certification_type_id=certification_type, issued_at=issued_at
    )
    retry_on_collision(
        lambda: _record(certification, expires_at, status, must_govern, today, by),
        lambda: redraw_taken([certification], "certification_id"),
    )
    return certification


def _record(
    certification: Certification,
    expires_at: datetime | None,
    status: str | None,
    must_govern: bool,
    today: date,
    by: str,
) -> None:
    mentor_id = certification.mentor_id
    refuse_beginning_ahead("issued_at", certification.issued_at, today=today)
    certification.mentor, is_new = lock_or_make_mentor(mentor_id)
    kind = get_or_make_type(certification.certification_type_id, "certification_type")
    certification.certification_type = kind
    certification.expires_at = expires_at or default_expiry(kind, certification.issued_at)
    apply_claimed_status(certification, status, "", today)
    certification.clean()
    theirs = [] if is_new else live_certifications_of(certification.mentor)
    refuse_twin(certification, theirs)
    paused = has_pause(theirs)
    if paused:
        tell_untold_pauses([mentor_id])
    standings = choose_governing([*theirs, certification])
    history.save(certification)
    if paused:
        because = f"{certification.certification_id} was recorded"
        settle_pauses([mentor_id], standings, today=today, by=by, reason=because)
    if must_govern and not certification.is_current:
        standing = standings.get(mentor_id)
        raise would_not_govern(certification, standing.governing if standing else None)
    act = certification_act(Event.Type.RECORDED, certification)
    record_act(act, by=by, standings=standings)


@transaction.atomic
def update_certification(
    *,
    certification: Certification,
    changes: dict[str, Any],
    status: str | None = None,
    lift_revocation: bool = False,
    must_govern: bool = False,
    reason: str = "",
    check: Check | None = None,
    today: date,
    by: str = "",
) -> Certification:
    """Change ``issued_at``, ``expires_at`` or ``certification_type`` (a code) of a record.

    ``status`` is a claim: ``revoked`` revokes, ``valid`` lifts a revocation and must agree with
    the dates that result, ``expired`` must agree with them. ``lift_revocation`` lifts one whatever
    the dates say. The job's pause is lifted if the change leaves the mentor with a certification
    that has not run out. Where nothing differs nothing is written: a reason alone is no difference.

    With ``must_govern`` a change after which another one would govern is refused. ``check`` is
    called with the record under the lock, before anything is changed, and may refuse.
    """
    certification, reason = _locked(certification, check=check), checked_reason(reason)
    before, issued_at = facts(certification), certification.issued_at
    changes = dict(changes)
    if code := changes.pop("certification_type", None):
        certification.certification_type = get_or_make_type(code, "certification_type")
    for field in ("issued_at", "expires_at"):
        setattr(certification, field, changes.pop(field, getattr(certification, field)))
    if changes:
        raise TypeError(f"not fields of a certification: {', '.join(changes)}")
    if certification.issued_at != issued_at:
        refuse_beginning_ahead("issued_at", certification.issued_at, today=today)
    if lift_revocation:
        certification.revoked_at, certification.revocation_reason = None, ""
    apply_claimed_status(certification, status, reason, today)
    if facts(certification) == before:
        return certification
    tell_untold_pauses([certification.mentor_id])
    certification.clean()
    certification.updated_reason = reason
    ends = expiry.in_words(certification.expires_at)
    now = "never expires now" if ends == "never" else f"now expires on {ends}"
    because = reason or f"{certification.certification_id} {now}"
    standings = _save_among_theirs(certification, reason, because, today=today, by=by)
    if must_govern and not certification.is_current:
        raise another_governs(certification)
    record_act(change_act(certification, before, reason=reason), by=by, standings=standings)
    return certification


@transaction.atomic
def remove_certification(
    *, certification: Certification, check: Check | None = None, today: date, by: str = ""
) -> Certification:
    """Hide a record everywhere, and keep it: ``deleted_at`` tells when.

    ``check`` is called with the record under the lock, and may refuse.
    """
    certification = _locked(certification, check=check)
    tell_untold_pauses([certification.mentor_id])
    _remove([certification], certification.mentor_id, today=today, by=by)
    return certification


@transaction.atomic
def remove_mentor_certifications(
    *, mentor_id: str, check: Check | None = None, today: date, by: str = ""
) -> int:
    """Remove all live certifications of a mentor; returns how many. ``Missing`` if none.

    ``check`` is called with the one that governs under the lock, and may refuse.
    """
    lock_mentors([mentor_id])
    tell_untold_pauses([mentor_id])
    theirs = live_certifications([mentor_id])
    governing = expiry.governing(theirs)
    if governing is None:
        raise Missing(f"{mentor_id} has no certification.")
    if check is not None:
        check(governing)
    _remove(theirs, mentor_id, today=today, by=by)
    return len(theirs)


@transaction.atomic
def restore_certification(
    *, certification: Certification, check: Check | None = None, today: date, by: str = ""
) -> Certification:
    """Bring a removed record back. ``Conflict`` if it is live, or a live one has taken its place.

    ``check`` is called with the record under the lock, and may refuse.
    """
    certification = _locked(certification, removed=True, check=check)
    tell_untold_pauses([certification.mentor_id])
    certification.deleted_at = None
    because = f"{certification.certification_id} was restored"
    standings = _save_among_theirs(certification, "restored", because, today=today, by=by)
    act = certification_act(Event.Type.RESTORED, certification)
    record_act(act, by=by, standings=standings)
    return certification


def _save_among_theirs(
    certification: Certification, reason: str, lift_reason: str, *, today: date, by: str
) -> Mapping[str, Standing]:
    """Save a changed record, unless it has a twin, and let what governs follow.

    Returns where its mentor stands.
    """
    mentor_id = certification.mentor_id
    others = [each for each in live_certifications([mentor_id]) if each.pk != certification.pk]
    refuse_twin(certification, others)
    certification.updated_at = timezone.now()
    history.save(certification, reason)
    standings = choose_governing([*others, certification])
    settle_pauses([mentor_id], standings, today=today, by=by, reason=lift_reason)
    return standings


def default_expiry(kind: CertificationType, issued_at: datetime) -> datetime:
    """When one expires that was issued without an expiry date. ``ValidationError`` if unknown."""
    if kind.validity_months is None:
        raise ValidationError(
            {"expires_at": f"Needed: the type {kind.code} has no default validity."}
        )
    try:
        return moments.add_months(issued_at, kind.validity_months)
    except OverflowError as error:
        raise ValidationError({"issued_at": str(error)}) from None


def _locked(
    certification: Certification, *, removed: bool = False, check: Check | None = None
) -> Certification:
    """The record as it is now, its mentor's row locked; ``Missing`` if it has been removed.

    ``Conflict`` if it is not ``removed``, or has been moved to another mentor since it was read.
    """
    lock_mentors([certification.mentor_id])
    records = Certification.objects.select_related("certification_type", "mentor")
    fresh: Certification = records.get(pk=certification.pk)
    refuse_moved(fresh, read_of=certification.mentor_id)
    refuse_unless_removed(fresh.certification_id, fresh.deleted_at, wanted=removed)
    if check is not None:
        check(fresh)
    return fresh


def _remove(certifications: list[Certification], mentor_id: str, *, today: date, by: str) -> None:
    for certification in certifications:
        certification.deleted_at = certification.updated_at = timezone.now()
        certification.is_current = certification.mentor_left = False
        certification.auto_pause_applied = False
        certification.auto_pause_applied_at = None
        history.save(certification, "removed")
    recompute_governing([mentor_id], today=today, by=by, reason="The certification was removed")
    record_acts((certification_act(Event.Type.REMOVED, each) for each in certifications), by=by)
    if not Certification.objects.governing().filter(mentor_id=mentor_id).exists():
        drop_exemption(mentor_id, "its certifications were removed", by=by)
