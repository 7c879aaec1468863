"""Renew many mentors at once: by the validity of each one's type, to one day, or to one each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.core.exceptions import ValidationError

from certifications import expiry
from certifications.models import Certification, Mentor
from certifications.services.judged import Judged
from mentorcerts.lib import moments
from mentorcerts.lib.admin.outcomes import Did
from mentorcerts.lib.sheets.problems import Problems
from mentorcerts.pages.actions.stands import (
    Stands,
    effect_on_pause,
    read_stands,
    stays_paused_otherwise,
    what_decides,
)
from renewals.many import RenewalRow, renew_certifications
from renewals.validity import expiry_by_type


def apply_renewal(
    mentors: Sequence[Mentor],
    *,
    renewal_date: date,
    new_expiry_date: date | None,
    notes: str,
    certification_id: str = "",
    dates: Mapping[str, date] | None = None,
    today: date,
    by: str,
) -> Judged[Did]:
    """Renew the certification that decides for each, or the one named.

    ``dates``: the new expiry dates of single mentors, by id, whatever is said of all.
    """
    mentor_ids = [mentor.pk for mentor in mentors]
    before, judged = read_stands(mentor_ids), Judged[Did]()
    named = _named(mentor_ids, certification_id) if certification_id else before.governing
    moved: dict[str, datetime] = {}
    renewed_at = moments.utc_midnight(renewal_date)
    for mentor_id in mentor_ids:
        day = (dates or {}).get(mentor_id, new_expiry_date)
        with judged.of(mentor_id):
            certification = _to_renew(named, mentor_id, certification_id)
            moved[mentor_id] = (
                moments.utc_midnight(day)
                if day is not None
                else expiry_by_type(certification, renewed_at)
            )
    refused = _renew(moved, renewed_at, notes, certification_id, today=today, by=by)
    judged.refused |= refused
    after = read_stands(mentor_ids, mentors=before.mentors)
    for mentor_id, expires_at in moved.items():
        if mentor_id not in refused:
            told = _told(named[mentor_id], expires_at, before, after, today=today)
            judged.done[mentor_id] = told
    if certification_id:
        return judged.mapped(lambda mentor_id, did: _naming(named[mentor_id], did))
    return judged


def _renew(
    moved: Mapping[str, datetime],
    renewed_at: datetime,
    notes: str,
    certification_id: str,
    *,
    today: date,
    by: str,
) -> dict[str, ValidationError]:
    """Move the expiry of each of these mentors; returns who is refused, and why."""
    rows = [
        RenewalRow(
            row=number,
            mentor_id=mentor_id,
            renewal_date=renewed_at,
            new_expiry_date=expires_at,
            processed_by=by,
            notes=notes,
            certification_id=certification_id or None,
        )
        for number, (mentor_id, expires_at) in enumerate(moved.items())
    ]
    problems = Problems()
    renew_certifications(rows=rows, refused=problems, today=today, by=by)
    return {
        row.mentor_id: ValidationError(
            [message for each in problems[row.row].values() for message in each]
        )
        for row in rows
        if row.row in problems
    }


def _named(mentor_ids: Collection[str], certification_id: str) -> dict[str, Certification]:
    live = Certification.objects.live().select_related("certification_type")
    theirs = live.filter(mentor_id__in=mentor_ids, certification_id=certification_id)
    return {each.mentor_id: each for each in theirs}


def _to_renew(
    named: Mapping[str, Certification], mentor_id: str, certification_id: str
) -> Certification:
    if (certification := named.get(mentor_id)) is not None:
        return certification
    if certification_id:
        raise ValidationError(f"{mentor_id} holds no certification {certification_id}.")
    raise ValidationError(f"{mentor_id} has no certification that counts.")


def _told(
    certification: Certification,
    expires_at: datetime,
    before: Stands,
    after: Stands,
    *,
    today: date,
) -> Did:
    """``certification``: as it was; ``expires_at``: what its expiry was moved to."""
    was, now = expiry.in_words(certification.expires_at), expiry.in_words(expires_at)
    question = expiry.question_of_year(expires_at, today=today)
    told = [
        f"Expiry {was} → {now}",
        f" ({question})" if question else "",
        effect_on_pause(certification.mentor_id, before, after),
        what_decides(certification, before, after),
        stays_paused_otherwise(after.mentors[certification.mentor_id]),
    ]
    return Did("".join(told), in_question=bool(question))


def _naming(certification: Certification, did: Did) -> Did:
    """Where one is renewed that was named, and not the one that decides."""
    kind = certification.certification_type_id
    return replace(did, sentence=f"{certification.certification_id} ({kind}): {did.sentence}")
