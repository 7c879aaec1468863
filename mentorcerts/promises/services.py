"""Make and withdraw promises: one transaction each, under the lock on the mentor."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from certifications import expiry
from certifications.models import Certification, Mentor
from certifications.services.locks import lock_mentors
from mentorcerts.lib import moments
from mentorcerts.lib.lengths import REASON_LENGTH, USERNAME_LENGTH
from mentorcerts.lib.refusals import Conflict, Missing
from mentorcerts.promises.models import Promise

MOST_DAYS_AHEAD = 120
"""A promise of next year is none: an exemption or another date says it better."""


@transaction.atomic
def make_promise(
    *,
    mentor_id: str,
    day: date,
    note: str,
    today: date,
    now: datetime,
    by: str,
    certification_id: str = "",
) -> Promise:
    """Note what a mentor will do by ``day`` about a certification; by default the one that decides.

    It takes the place of an earlier promise about the same one. Raises ``Missing`` for an unknown
    mentor or certification, ``ValidationError`` for a day that has passed or is more than 120 days
    ahead and for an empty note, ``Conflict`` where there is nothing to promise.
    """
    if not today <= day <= today + timedelta(days=MOST_DAYS_AHEAD):
        last = today + timedelta(days=MOST_DAYS_AHEAD)
        raise ValidationError(
            {
                "day": f"Choose a day from today, {moments.in_words(today)}, through "
                f"{moments.in_words(last)}."
            }
        )
    note = note.strip()
    if not note or len(note) > REASON_LENGTH:
        text = f"Write what was promised, in {REASON_LENGTH} characters at most."
        raise ValidationError({"note": text})
    mentor = lock_mentors([mentor_id])[mentor_id]
    if mentor.has_left:
        raise Conflict(f"{mentor_id} has left.")
    certification = _certification(mentor, certification_id)
    open_ones = Promise.objects.filter(certification=certification, ended_at=None)
    open_ones.update(ended_at=now, ended_by=by[:USERNAME_LENGTH], end=Promise.End.REPLACED)
    return Promise.objects.create(
        mentor=mentor,
        certification=certification,
        expires_on=moments.utc_date(certification.expires_at),
        day=day,
        note=note,
        made_at=now,
        made_by=by[:USERNAME_LENGTH],
    )


@transaction.atomic
def withdraw_promises(*, mentor_id: str, now: datetime, by: str) -> list[Promise]:
    """End the promises of a mentor that stand: reminders that have slept are due again.

    Return them as they were. Raises ``Missing``, or ``Conflict`` where none stands.
    """
    lock_mentors([mentor_id])
    standing = list(Promise.objects.standing().filter(mentor=mentor_id).order_by("day", "pk"))
    if not standing:
        raise Conflict(f"No promise of {mentor_id} stands.")
    Promise.objects.filter(pk__in=[promise.pk for promise in standing]).update(
        ended_at=now, ended_by=by[:USERNAME_LENGTH], end=Promise.End.WITHDRAWN
    )
    return standing


@transaction.atomic
def reopen_promises(
    *,
    ended: Collection[int],
    instead_of: Collection[int] = (),
    now: datetime,
    by: str,
) -> None:
    """Let promises stand again that were ended (keys), in the place of others that are withdrawn.

    Any number of them, in two statements. The caller has their mentors locked and has judged that
    nobody has promised anything else about the same certifications.
    """
    Promise.objects.filter(pk__in=instead_of, ended_at=None).update(
        ended_at=now, ended_by=by[:USERNAME_LENGTH], end=Promise.End.WITHDRAWN
    )
    Promise.objects.filter(pk__in=ended).update(ended_at=None, ended_by="", end="")


def follow_move(moved: Certification, *, from_id: str, by: str, now: datetime) -> list[str]:
    """``registry.followers_of_moves``: end what the wrong mentor has promised about it.

    Nobody knows whether the right one would promise the same: it is asked again.
    """
    open_ones = Promise.objects.filter(certification=moved, mentor=from_id, ended_at=None)
    days = list(open_ones.values_list("day", flat=True))
    open_ones.update(ended_at=now, ended_by=by[:USERNAME_LENGTH], end=Promise.End.WITHDRAWN)
    return [f"The promise of {from_id} by {day} ends." for day in days]


def _certification(mentor: Mentor, certification_id: str) -> Certification:
    own = Certification.objects.filter(mentor=mentor).select_related("certification_type", "mentor")
    named = own.live().filter(certification_id=certification_id)
    found: Certification | None = (named if certification_id else own.governing()).first()
    if found is None:
        raise Missing(f"{mentor.pk} has no certification {certification_id}".rstrip() + ".")
    if expiry.never_expires(found.expires_at):
        raise Conflict(f"{found.certification_id} never expires.")
    if not Certification.objects.counting().filter(pk=found.pk).exists():
        raise Conflict(f"{found.certification_id} does not count: there is nothing to promise.")
    return found
