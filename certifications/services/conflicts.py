"""What stands in the way of a certification, in words: another one of its mentor's."""

from collections.abc import Iterable
from datetime import datetime

from certifications import expiry
from certifications.models import Certification
from mentorcerts.lib import moments
from mentorcerts.lib.refusals import Conflict, Missing


def already_recorded(certification: Certification, twin_id: str) -> Conflict:
    """What is said where a live one has the same mentor, type and issue date."""
    return Conflict(
        f"{twin_id} is already recorded for {certification.mentor_id}, "
        f"{certification.certification_type_id}, issued on "
        f"{expiry.in_words(certification.issued_at)}. Change that one, or remove it first.",
        certification_id=twin_id,
    )


def refuse_twin(certification: Certification, others: Iterable[Certification]) -> None:
    """Raise ``Conflict`` where one of ``others``, of the same mentor, is the same one."""
    day = moments.utc_date(certification.issued_at)
    for each in others:
        if (
            each.certification_type_id == certification.certification_type_id
            and moments.utc_date(each.issued_at) == day
        ):
            raise already_recorded(certification, each.certification_id)


def refuse_unless_removed(public_id: str, deleted_at: datetime | None, *, wanted: bool) -> None:
    """Raise ``Missing`` where a removed record was to be live, ``Conflict`` where a live one was to
    be removed."""
    if wanted and deleted_at is None:
        raise Conflict(f"{public_id} is not removed.")
    if deleted_at is not None and not wanted:
        raise Missing(f"{public_id} has been removed.")


def refuse_moved(certification: Certification, *, read_of: str) -> None:
    """Raise ``Conflict`` where it is not this mentor's any more, whose row has been locked.

    The lock on another one would be out of order: who asks again finds the right one.
    """
    if certification.mentor_id != read_of:
        raise Conflict(
            f"{certification.certification_id} has just been moved from {read_of} to "
            f"{certification.mentor_id}. Look again.",
            certification_id=certification.certification_id,
        )


def would_not_govern(certification: Certification, governing: Certification | None) -> Conflict:
    """What is said to who records a status that would not be the mentor's, and why it would not."""
    mentor_id, kind = certification.mentor_id, certification.certification_type
    instead = "record this one with POST /api/v1/certifications"
    if governing is None or not kind.requirement:
        return Conflict(
            f"{kind.code} is on record only: it would not be the status of {mentor_id}. Choose "
            f"another type, or {instead}.",
            field="certification_type",
        )
    day = expiry.in_words(governing.expires_at)
    if governing.requirement == kind.requirement:
        because = (
            "this one would be revoked"
            if certification.revoked_at is not None and governing.revoked_at is None
            else f"it lasts longer (through {day})"
        )
    elif governing.revoked_at is not None:
        because = f"it is revoked, and {governing.requirement} has to be met as well"
    else:
        because = f"{governing.requirement} has to be met as well, and it ends earlier ({day})"
    return Conflict(
        f"{governing.certification_id} is the status of {mentor_id}: {because}. Change that one, "
        f"or {instead}.",
        governing_certification_id=governing.certification_id,
    )


def another_governs(certification: Certification) -> Conflict:
    """What is said where after a change another one would govern, or none. Asks the database."""
    mentor_id = certification.mentor_id
    governing = Certification.objects.governing().filter(mentor_id=mentor_id).first()
    if governing is None:
        return Conflict(
            f"{certification.certification_type_id} is on record only: after this change "
            f"{mentor_id} would have no status, so nothing was changed. Choose another type.",
            certification_id=certification.certification_id,
            field="certification_type",
        )
    return Conflict(
        f"After this change {governing.certification_id} would be the mentor's status, not "
        f"{certification.certification_id}, so nothing was changed. Send certification_id "
        f"{certification.certification_id} with it to change that one all the same; to prolong, "
        "POST /certification-renewals.",
        certification_id=certification.certification_id,
        governing_certification_id=governing.certification_id,
        field="certification_id",
    )


def refuse_revoked(certification: Certification) -> None:
    """Raise ``Conflict`` if it is revoked already."""
    if certification.revoked_at is not None:
        raise Conflict(f"{certification.certification_id} is revoked already.")
