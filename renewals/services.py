"""Renewing: the expiry date moves, and how it moved stays on record.

A renewal never shortens. The newest live renewal of a certification carries its expiry date:
change or remove it, and the date moves with it. What came before is history. Errors are those of
``certifications.services``; every function is one transaction.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from certifications import expiry
from certifications.models import Certification, Event
from certifications.services.conflicts import refuse_moved, refuse_unless_removed
from certifications.services.dates import refuse_beginning_ahead
from certifications.services.events import iso_date, record_act, tell_untold_pauses
from certifications.services.governing import (
    Standing,
    choose_governing,
    has_pause,
    live_certifications,
    live_certifications_of,
    put_pause_back,
    settle_pauses,
)
from certifications.services.locks import lock_mentors
from mentorcerts.lib import clock, history, moments
from mentorcerts.lib.refusals import Conflict, Missing
from renewals.events import renewal_act
from renewals.models import Renewal
from renewals.repetition import refuse_repetition

DATES = ("renewal_date", "new_expiry_date")

Check = Callable[[Renewal], None]
"""Called with the record under the lock, before anything is changed; raises to refuse."""


@transaction.atomic
def renew_certification(
    *,
    mentor_id: str,
    renewal_date: datetime,
    new_expiry_date: datetime,
    processed_by: str = "",
    notes: str = "",
    certification_id: str | None = None,
    today: date,
    by: str = "",
) -> Renewal:
    """Move the expiry of the mentor's governing certification, or of the one named.

    Lifts the job's pause if the mentor is valid again. One that was recorded already (a retry) is a
    ``Conflict`` that names it, and never moves another certification.
    """
    mentor = lock_mentors([mentor_id])[mentor_id]
    refuse_repetition(mentor_id, renewal_date, new_expiry_date, processed_by, certification_id)
    theirs = live_certifications_of(mentor)
    if has_pause(theirs):
        tell_untold_pauses([mentor_id])
    certification = find_renewable(theirs, mentor_id, certification_id)
    renewal = Renewal(
        certification=certification,
        renewal_date=renewal_date,
        previous_expiry_date=certification.expires_at,
        new_expiry_date=new_expiry_date,
        processed_by=processed_by,
        notes=notes,
    )
    check_renewal(renewal)
    refuse_beginning_ahead("renewal_date", renewal_date, today=today)
    history.save(renewal)
    standings = _move_expiry(renewal, new_expiry_date, today=today, by=by, live=theirs)
    record_act(renewal_act(Event.Type.RENEWED, renewal), by=by, standings=standings)
    return renewal


@transaction.atomic
def change_renewal(
    *,
    renewal: Renewal,
    changes: dict[str, Any],
    check: Check | None = None,
    today: date,
    by: str = "",
) -> Renewal:
    """Change dates, ``processed_by`` or ``notes``. Dates only of the newest: else ``Conflict``.

    Where nothing differs nothing is written. ``check`` is called with the record under the lock,
    and may refuse.
    """
    renewal = _locked(renewal, check=check)
    if all(getattr(renewal, name) == value for name, value in changes.items()):
        return renewal
    tell_untold_pauses([renewal.certification.mentor_id])
    was = renewal.new_expiry_date
    moved = [
        name
        for name in DATES
        if changes.get(name, getattr(renewal, name)) != getattr(renewal, name)
    ]
    if moved:
        _must_be_newest(renewal, "change")
        _must_carry_the_expiry(renewal)
    for name, value in changes.items():
        setattr(renewal, name, value)
    check_renewal(renewal)
    if "renewal_date" in moved:
        refuse_beginning_ahead("renewal_date", renewal.renewal_date, today=today)
    renewal.updated_at = timezone.now()
    history.save(renewal)
    if "new_expiry_date" in moved:
        _move_expiry(renewal, renewal.new_expiry_date, today=today, by=by)
    told = {} if was == renewal.new_expiry_date else {"previous_expiry_date": iso_date(was)}
    record_act(renewal_act(Event.Type.RENEWAL_CHANGED, renewal, **told), by=by)
    return renewal


@transaction.atomic
def remove_renewal(
    *,
    renewal: Renewal,
    also_corrected: bool = False,
    check: Check | None = None,
    today: date,
    by: str = "",
) -> Renewal:
    """Hide the newest renewal of a certification, and put the previous expiry date back.

    The job's pause that it lifted comes back too, if it would still be due. Where the expiry date
    has been corrected by hand since, that is a ``Conflict``, unless the person has been shown so:
    ``also_corrected``. ``check`` is called with the record under the lock, and may refuse.
    """
    renewal = _locked(renewal, check=check)
    tell_untold_pauses([renewal.certification.mentor_id])
    _must_be_newest(renewal, "remove")
    if not also_corrected:
        _must_carry_the_expiry(renewal)
    renewal.deleted_at = renewal.updated_at = timezone.now()
    history.save(renewal)
    try:
        _move_expiry(renewal, renewal.previous_expiry_date, today=today, by=by)
    except ValidationError:
        raise Conflict(
            f"The expiry date before {renewal.renewal_id}, "
            f"{expiry.in_words(renewal.previous_expiry_date)}, can't be put back: "
            f"{renewal.certification.certification_id} has since been given a later issue date."
        ) from None
    again, pause = None, renewal.lifted_pause
    # That of a mentor whose certification was moved to another one stays over.
    if pause is not None and pause.mentor_id == renewal.certification.mentor_id:
        again = put_pause_back(pause, today=today)
    act = renewal_act(
        Event.Type.RENEWAL_REMOVED,
        renewal,
        previous_expiry_date=iso_date(renewal.new_expiry_date),
        **({"log_id": again.log_id} if again else {}),
    )
    record_act(replace(act, pause_id=again.pk if again else None), by=by)
    return renewal


@transaction.atomic
def restore_renewal(
    *, renewal: Renewal, check: Check | None = None, today: date, by: str = ""
) -> Renewal:
    """Bring a removed renewal back, where the expiry date is still what it was before it."""
    renewal = _locked(renewal, removed=True, check=check)
    tell_untold_pauses([renewal.certification.mentor_id])
    _must_be_live(certification := renewal.certification)
    later = certification.renewals.live().filter(pk__gt=renewal.pk).exists()
    if later or certification.expires_at != renewal.previous_expiry_date:
        raise Conflict(
            f"{renewal.renewal_id} moved the expiry from "
            f"{expiry.in_words(renewal.previous_expiry_date)}, and "
            f"{certification.certification_id} has been changed or renewed since. "
            "Record a new renewal instead."
        )
    renewal.deleted_at, renewal.updated_at = None, timezone.now()
    history.save(renewal)
    standings = _move_expiry(renewal, renewal.new_expiry_date, today=today, by=by)
    record_act(renewal_act(Event.Type.RENEWED, renewal), by=by, standings=standings)
    return renewal


def find_renewable(
    theirs: Collection[Certification], mentor_id: str, certification_id: str | None
) -> Certification:
    """Which of a mentor's live certifications to renew: the one named, or the one that governs.

    ``Missing`` if there is none, ``Conflict`` if it was revoked.
    """
    if certification_id is None:
        certification = expiry.governing(theirs)
    else:
        named = (each for each in theirs if each.certification_id == certification_id)
        certification = next(named, None)
    if certification is None:
        what = f"certification {certification_id}" if certification_id else "certification to renew"
        raise Missing(f"{mentor_id} has no {what}.")
    if certification.revoked_at is not None:
        raise Conflict(
            f"{certification.certification_id} was revoked on "
            f"{moments.in_words(clock.local_date(certification.revoked_at))}. Lift the revocation "
            "first, or record a new certification."
        )
    return certification


def check_renewal(renewal: Renewal) -> None:
    """Raise ``ValidationError`` unless the renewal can stand as it is."""
    renewal.clean_fields(exclude=["certification"])
    for name in DATES:
        if getattr(renewal, name) < moments.utc_midnight(moments.EARLIEST):
            raise ValidationError({name: f"Dates start at {moments.EARLIEST}."})
    new = moments.utc_date(renewal.new_expiry_date)
    for name, text in (
        ("previous_expiry_date", "A renewal never shortens: it must be after the expiry date"),
        ("renewal_date", "It must be after the renewal date"),
    ):
        bound = moments.utc_date(getattr(renewal, name))
        if new <= bound:
            raise ValidationError({"new_expiry_date": f"{text}, {bound}."})


def _locked(renewal: Renewal, *, removed: bool = False, check: Check | None = None) -> Renewal:
    mentor_id = renewal.certification.mentor_id
    lock_mentors([mentor_id])
    fresh = Renewal.objects.select_related("certification", "lifted_pause").get(pk=renewal.pk)
    refuse_moved(fresh.certification, read_of=mentor_id)
    refuse_unless_removed(fresh.renewal_id, fresh.deleted_at, wanted=removed)
    if check is not None:
        check(fresh)
    return fresh


def _must_be_live(certification: Certification) -> None:
    if certification.deleted_at is not None:
        raise Conflict(f"{certification.certification_id} has been removed; restore it first.")


def _must_be_newest(renewal: Renewal, verb: str) -> None:
    certification = renewal.certification
    _must_be_live(certification)
    newest = certification.renewals.live().order_by("-pk").first()
    if newest is not None and newest.pk != renewal.pk:
        raise Conflict(
            f"{renewal.renewal_id} is history: {newest.renewal_id} came after it. "
            f"Its dates stand; {verb} {newest.renewal_id} first."
        )


def _must_carry_the_expiry(renewal: Renewal) -> None:
    certification = renewal.certification
    if certification.expires_at != renewal.new_expiry_date:
        raise Conflict(
            f"{certification.certification_id} was changed after {renewal.renewal_id} and now "
            f"expires on {expiry.in_words(certification.expires_at)}. Change the certification "
            "itself instead."
        )


def _move_expiry(
    renewal: Renewal,
    expires_at: datetime,
    *,
    today: date,
    by: str,
    live: Sequence[Certification] | None = None,
) -> Mapping[str, Standing]:
    """Move the certification's expiry date; returns where its mentor stands.

    ``live`` are the mentor's live certifications, the renewal's own among them, where they have
    been read under the lock.
    """
    certification = renewal.certification
    certification.expires_at, certification.updated_at = expires_at, timezone.now()
    certification.clean()
    reason = reason_of_move(renewal, expires_at)
    history.save(certification, reason, fields=["expires_at", "updated_at"])
    mentor_ids = [certification.mentor_id]
    theirs = live_certifications(mentor_ids) if live is None else live
    paused = has_pause(theirs)
    standings = choose_governing(theirs)
    if paused and (
        lifted := settle_pauses(mentor_ids, standings, today=today, by=by, reason=reason)
    ):
        renewal.lifted_pause = lifted[0]
        Renewal.objects.filter(pk=renewal.pk).update(lifted_pause=lifted[0])
    return standings


def reason_of_move(renewal: Renewal, expires_at: datetime) -> str:
    """What the history and the lifted pause say about it."""
    return f"{renewal.renewal_id} moved the expiry to {expiry.in_words(expires_at)}"
