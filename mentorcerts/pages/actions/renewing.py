"""Renew many mentors at once: by the validity of each one's type, to one day, or to one each."""

from collections.abc import Collection, Mapping, Sequence
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
    renewed_at = moments.utc_midnight(renewal_date)
    moved: dict[str, datetime] = {}
    for mentor_id in mentor_ids:
        day = (dates or {}).get(mentor_id, new_expiry_date)
        with judged.of(mentor_id):
            certification = _to_renew(named, mentor_id, certification_id)
            moved[mentor_id] = (
                moments.utc_midnight(day)
                if day is not None
                else expiry_by_type(certification, renewed_at)
            )
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
    after = read_stands(mentor_ids)
    for number, (mentor_id, expires_at) in enumerate(moved.items()):
        if number in problems:
            told = [message for each in problems[number].values() for message in each]
            judged.refused[mentor_id] = ValidationError(told)
        else:
            judged.done[mentor_id] = _told(
                named[mentor_id],
                expires_at,
                before,
                after,
                is_named=bool(certification_id),
                today=today,
            )
    return judged


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
    is_named: bool,
    today: date,
) -> Did:
    """``certification``: as it was; ``expires_at``: what its expiry was moved to."""
    was, now = expiry.in_words(certification.expires_at), expiry.in_words(expires_at)
    question = expiry.question_of_year(expires_at, today=today)
    kind = certification.certification_type_id
    named = f"{certification.certification_id} ({kind}): " if is_named else ""
    told = [
        f"{named}Expiry {was} → {now}",
        f" ({question})" if question else "",
        effect_on_pause(certification.mentor_id, before, after),
        what_decides(certification, before, after),
        stays_paused_otherwise(after.mentors[certification.mentor_id]),
    ]
    return Did("".join(told), in_question=bool(question))
