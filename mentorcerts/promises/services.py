"""Make and withdraw promises: one transaction each, under the lock on the mentor."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from certifications import expiry
from certifications.models import Certification
from certifications.services.judged import Judged, judge
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
    return make_promises(
        mentor_ids=[mentor_id],
        day=day,
        note=note,
        certification_id=certification_id,
        today=today,
        now=now,
        by=by,
    ).the_one()


@transaction.atomic
def make_promises(
    *,
    mentor_ids: Collection[str],
    day: date,
    note: str,
    today: date,
    now: datetime,
    by: str,
    certification_id: str = "",
) -> Judged[Promise]:
    """``make_promise`` for each; who is refused is left as before. What is wrong for all raises."""
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
    mentors = lock_mentors(mentor_ids)
    promisable = _Promisable(mentor_ids, certification_id)

    def promise(mentor_id: str) -> Promise:
        if mentors[mentor_id].has_left:
            raise Conflict(f"{mentor_id} has left.")
        certification = promisable.certification_of(mentor_id)
        return Promise(
            mentor=mentors[mentor_id],
            certification=certification,
            expires_on=moments.utc_date(certification.expires_at),
            day=day,
            note=note,
            made_at=now,
            made_by=by[:USERNAME_LENGTH],
        )

    judged = judge(mentor_ids, lambda mentor_id: mentor_id, promise)
    promised = [each.certification_id for each in judged.done.values()]
    open_ones = Promise.objects.filter(certification_id__in=promised, ended_at=None)
    open_ones.update(ended_at=now, ended_by=by[:USERNAME_LENGTH], end=Promise.End.REPLACED)
    Promise.objects.bulk_create(judged.done.values())
    return judged


@transaction.atomic
def withdraw_promises(*, mentor_id: str, now: datetime, by: str) -> list[Promise]:
    """End the promises of a mentor that stand: reminders that have slept are due again.

    Return them as they were. Raises ``Missing``, or ``Conflict`` where none stands.
    """
    return withdraw_promises_of_many(mentor_ids=[mentor_id], now=now, by=by).the_one()


@transaction.atomic
def withdraw_promises_of_many(
    *, mentor_ids: Collection[str], now: datetime, by: str
) -> Judged[list[Promise]]:
    """``withdraw_promises`` for each; who is refused is left as before. Raises ``Missing``."""
    lock_mentors(mentor_ids)
    standing: dict[str, list[Promise]] = {mentor_id: [] for mentor_id in mentor_ids}
    for promise in Promise.objects.standing().filter(mentor__in=mentor_ids).order_by("day", "pk"):
        standing[promise.mentor_id].append(promise)

    def theirs(mentor_id: str) -> list[Promise]:
        if not standing[mentor_id]:
            raise Conflict(f"No promise of {mentor_id} stands.")
        return standing[mentor_id]

    judged = judge(mentor_ids, lambda mentor_id: mentor_id, theirs)
    withdrawn = [promise.pk for promises in judged.done.values() for promise in promises]
    Promise.objects.filter(pk__in=withdrawn).update(
        ended_at=now, ended_by=by[:USERNAME_LENGTH], end=Promise.End.WITHDRAWN
    )
    return judged


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


class _Promisable:
    """What mentors may promise something about, read at once: the one named, or what decides."""

    def __init__(self, mentor_ids: Collection[str], certification_id: str) -> None:
        own = Certification.objects.filter(mentor_id__in=mentor_ids)
        named = own.live().filter(certification_id=certification_id)
        found = (named if certification_id else own.governing()).select_related(
            "certification_type", "mentor"
        )
        self._named = certification_id
        self._found: dict[str, Certification] = {each.mentor_id: each for each in found}
        counting = Certification.objects.counting()
        pks = [each.pk for each in self._found.values()]
        self._counting = set(counting.filter(pk__in=pks).values_list("pk", flat=True))

    def certification_of(self, mentor_id: str) -> Certification:
        """Raises ``Missing``, or ``Conflict`` where there is nothing to promise about it."""
        found = self._found.get(mentor_id)
        if found is None:
            raise Missing(f"{mentor_id} has no certification {self._named}".rstrip() + ".")
        if expiry.never_expires(found.expires_at):
            raise Conflict(f"{found.certification_id} never expires.")
        if found.pk not in self._counting:
            raise Conflict(f"{found.certification_id} does not count: there is nothing to promise.")
        return found
