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
    rows = []
    for number, mentor_id in enumerate(mentor_ids):
        day = (dates or {}).get(mentor_id, new_expiry_date)
        with judged.of(mentor_id):
            certification = _to_renew(named, mentor_id, certification_id)
            rows.append(
                RenewalRow(
                    row=number,
                    mentor_id=mentor_id,
                    renewal_date=renewed_at,
                    new_expiry_date=_new_expiry(certification, day, renewed_at),
                    processed_by=by,
                    notes=notes,
                    certification_id=certification_id or None,
                )
            )
    problems = Problems()
    renew_certifications(rows=rows, refused=problems, today=today, by=by)
    after = read_stands(mentor_ids)
    for row in rows:
        if row.row in problems:
            told = [message for each in problems[row.row].values() for message in each]
            judged.refused[row.mentor_id] = ValidationError(told)
        else:
            judged.done[row.mentor_id] = _told(row, named[row.mentor_id], before, after, today)
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


def _new_expiry(certification: Certification, day: date | None, renewed_at: datetime) -> datetime:
    """The day that was given, or what the validity of its type comes to."""
    if day is not None:
        return moments.utc_midnight(day)
    if (months := certification.certification_type.validity_months) is None:
        raise ValidationError(
            f"The type {certification.certification_type_id} has no default validity: give a date."
        )
    try:
        return expiry.renewed_expiry(certification.expires_at, renewed_at, months=months)
    except OverflowError as error:
        raise ValidationError(str(error)) from None


def _told(
    row: RenewalRow, certification: Certification, before: Stands, after: Stands, today: date
) -> Did:
    was, now = expiry.in_words(certification.expires_at), expiry.in_words(row.new_expiry_date)
    question = expiry.question_of_year(row.new_expiry_date, today=today)
    kind = certification.certification_type_id
    named = f"{row.certification_id} ({kind}): " if row.certification_id else ""
    told = [
        f"{named}Expiry {was} → {now}",
        f" ({question})" if question else "",
        effect_on_pause(row.mentor_id, before, after),
        what_decides(certification, before, after),
        stays_paused_otherwise(after.mentors[row.mentor_id]),
    ]
    return Did("".join(told), in_question=bool(question))
