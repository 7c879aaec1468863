"""What a renewal may be, and which one may still be changed or removed."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from certifications import expiry
from certifications.models import Certification
from certifications.services.dates import refuse_beginning_ahead
from mentorcerts.lib import clock, moments
from mentorcerts.lib.refusals import Conflict, Missing
from renewals.models import Renewal, public_id

DATES = ("renewal_date", "new_expiry_date")


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


def set_changes(
    renewal: Renewal, changes: Mapping[str, Any], *, newest: int | None, today: date
) -> list[str]:
    """Set what is changed, and check it; returns which dates are. Dates only of the newest.

    ``newest`` is the number of its certification's newest live renewal.
    """
    moved = [
        name
        for name in DATES
        if changes.get(name, getattr(renewal, name)) != getattr(renewal, name)
    ]
    if moved:
        must_be_newest(renewal, "change", newest=newest)
        must_carry_the_expiry(renewal)
    for name, value in changes.items():
        setattr(renewal, name, value)
    check_renewal(renewal)
    if "renewal_date" in moved:
        refuse_beginning_ahead("renewal_date", renewal.renewal_date, today=today)
    renewal.updated_at = timezone.now()
    return moved


def reason_of_move(renewal: Renewal, expires_at: datetime) -> str:
    """What the history and the lifted pause say about it."""
    return f"{renewal.renewal_id} moved the expiry to {expiry.in_words(expires_at)}"


def must_be_live(certification: Certification) -> None:
    if certification.deleted_at is not None:
        raise Conflict(f"{certification.certification_id} has been removed; restore it first.")


def must_be_newest(renewal: Renewal, verb: str, *, newest: int | None) -> None:
    """``newest`` is the number of its certification's newest live renewal."""
    must_be_live(renewal.certification)
    if newest not in (None, renewal.pk):
        newest_id = public_id(newest)
        raise Conflict(
            f"{renewal.renewal_id} is history: {newest_id} came after it. "
            f"Its dates stand; {verb} {newest_id} first."
        )


def must_carry_the_expiry(renewal: Renewal) -> None:
    certification = renewal.certification
    if certification.expires_at != renewal.new_expiry_date:
        raise Conflict(
            f"{certification.certification_id} was changed after {renewal.renewal_id} and now "
            f"expires on {expiry.in_words(certification.expires_at)}. Change the certification "
            "itself instead."
        )
