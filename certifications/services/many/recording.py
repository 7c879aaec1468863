"""New certifications by the thousand."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from certifications import expiry
from certifications.models import Certification, CertificationType, Event, Mentor
from certifications.services.certifications import default_expiry
from certifications.services.claims import apply_claimed_status
from certifications.services.conflicts import already_recorded
from certifications.services.dates import refuse_beginning_ahead
from certifications.services.events import certification_act, record_acts, tell_untold_pauses
from certifications.services.governing import recompute_governing_for_many
from certifications.services.locks import lock_mentors_in_chunks
from certifications.services.many.first_use import make_on_first_use
from certifications.services.many.rows import CertificationRow, Key, Written, key_of
from certifications.services.type_names import TypeNames, misspelt_types
from mentorcerts.lib import history, moments
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.random_ids import redraw_taken, retry_on_collision
from mentorcerts.lib.refusals import Conflict
from mentorcerts.lib.sheets.problems import Problems, RefusedRows

Reasons = dict[str, str]
"""Mentor → why their pause ends, if it does."""


@transaction.atomic
def record_certifications(
    *, rows: Sequence[CertificationRow], today: date, by: str = "", row_name: str = "Row"
) -> Written:
    """``record_certification`` for each row, in order; twins among the rows are refused too.

    Where each mentor stands is judged once, when all rows are in. ``row_name`` is what the caller
    calls a row, for the refusal of a twin.
    """
    problems, written = Problems(), Written()
    make_mentors_and_types(rows, written, problems)
    # Who has just been made holds nothing, and nobody else knows them yet.
    known = {row.mentor_id for row in rows if row.row not in problems}.difference(written.made)
    lock_mentors_in_chunks(known)
    tell_untold_pauses(known)
    reasons = record_rows(rows, written, problems, known=known, today=today, row_name=row_name)
    if problems:
        raise RefusedRows(problems)
    written.lifted = recompute_governing_for_many(reasons, today=today, by=by)
    tell_recorded(written.pks, by)
    return written


def make_mentors_and_types(
    rows: Sequence[CertificationRow], written: Written, problems: Problems
) -> None:
    """Make those that nobody knows. Rows whose mentor or type can't be one have a problem."""
    written.made = make_on_first_use(Mentor, "mentor_id", rows, problems)
    written.made_types = make_types(rows, problems)


def make_types(rows: Sequence[CertificationRow], problems: Problems) -> list[str]:
    """Make the types that nobody knows; returns their codes."""
    misspelt = misspelt_types({row.certification_type for row in rows})
    for row in rows if misspelt else ():
        if message := misspelt.get(row.certification_type):
            problems.add(row.row, "certification_type", message)
    return make_on_first_use(CertificationType, "certification_type", rows, problems)


def record_rows(
    rows: Sequence[CertificationRow],
    written: Written,
    problems: Problems,
    *,
    known: Collection[str],
    moved: Mapping[str, Key] | None = None,
    today: date,
    row_name: str = "Row",
) -> Reasons:
    """Check the rows, and write them as long as there are no problems.

    The ``known`` mentors are locked. ``moved`` are certifications whose mentor, type or issue date
    has been changed by other rows, which the database may not know (public id → what it is now).
    The caller judges where the mentors stand, and tells.
    """
    kinds = CertificationType.objects.in_bulk({row.certification_type for row in rows})
    before = TypeNames.without(written.made_types) if written.made_types else None
    seen, known, made_types = _Seen(rows, row_name), set(known), set(written.made_types)
    reasons: Reasons = {}
    for chunk in in_chunks(rows, ROWS_PER_BATCH):
        recorded = recorded_keys({row.mentor_id for row in chunk} & known, moved or {})
        fresh = []
        for row in chunk:
            with problems.of(row.row, "issued_at"):
                if before and row.expires_at is None and row.certification_type in made_types:
                    raise _validity_unknown(row.certification_type, before)
                certification = _checked(row, kinds, today)
                seen.refuse_twin(row, certification)
                if twin := recorded.get(key_of(certification)):
                    raise already_recorded(certification, twin)
                fresh.append(certification)
        if not problems:
            rivals = seen.mentors.union(mentor_id for mentor_id, _, _ in recorded)
            left = _who_left({row.mentor_id for row in chunk} & known)
            undecided = _mark_where_alone(fresh, rivals, left)
            _insert_all(fresh)
            written.pks += [certification.pk for certification in fresh]
            reasons |= {
                each.mentor_id: f"{each.certification_id} was recorded" for each in undecided
            }
    return reasons


class _Seen:
    """The rows so far, of mentors who are in more than one: others can't have a twin."""

    def __init__(self, rows: Sequence[CertificationRow], row_name: str) -> None:
        self._row_name = row_name
        times = Counter(row.mentor_id for row in rows)
        self.mentors = {mentor_id for mentor_id, number in times.items() if number > 1}
        self._rows: dict[Key, int] = {}

    def refuse_twin(self, row: CertificationRow, certification: Certification) -> None:
        if row.mentor_id not in self.mentors:
            return
        first = self._rows.setdefault(key_of(certification), row.row)
        if first != row.row:
            raise Conflict(
                f"{self._row_name} {first} records the same: {row.mentor_id}, "
                f"{row.certification_type}, issued on "
                f"{moments.in_words(key_of(certification)[2])}. Keep one of the two."
            )


def _validity_unknown(code: str, before: TypeNames) -> ValidationError:
    """Whoever leaves the date to the type has another one in mind than one that is not there."""
    told = f"Needed: there is no type {code} yet that could say how long. {before.suggestion(code)}"
    return ValidationError({"expires_at": told})


def _checked(
    row: CertificationRow, kinds: Mapping[str, CertificationType], today: date
) -> Certification:
    if row.issued_at is None:
        raise ValidationError({"issued_at": "It is empty. A new certification needs it."})
    refuse_beginning_ahead("issued_at", row.issued_at, today=today)
    kind = kinds.get(row.certification_type) or CertificationType(row.certification_type)
    expires_at = row.expires_at or default_expiry(kind, row.issued_at)
    certification = Certification(
        mentor_id=row.mentor_id,
        certification_type=kind,
        issued_at=row.issued_at,
        expires_at=expires_at,
    )
    apply_claimed_status(certification, row.status, "", today)
    certification.clean()
    return certification


def recorded_keys(mentor_ids: Collection[str], moved: Mapping[str, Key]) -> dict[Key, str]:
    """The live certifications of these mentors: key → public id."""
    return {
        moved.get(
            certification_id, (mentor_id, kind, moments.utc_date(issued_at))
        ): certification_id
        for mentor_id, kind, issued_at, certification_id in Certification.objects.live()
        .filter(mentor_id__in=mentor_ids)
        .values_list("mentor_id", "certification_type_id", "issued_at", "certification_id")
    }


def _mark_where_alone(
    fresh: Sequence[Certification], rivals: Collection[str], left: Collection[str]
) -> list[Certification]:
    """Let those govern that are all that their mentor holds; return the others."""
    for each in fresh:
        alone = each.mentor_id not in rivals
        each.is_current = alone and expiry.governing([each]) is each
        each.mentor_left = each.is_current and each.mentor_id in left
    return [each for each in fresh if not each.is_current]


def _who_left(mentor_ids: Collection[str]) -> set[str]:
    gone = Mentor.objects.filter(pk__in=mentor_ids, left_at__isnull=False)
    return set(gone.values_list("pk", flat=True))


def _insert_all(certifications: list[Certification]) -> None:
    """Save new records with their history."""
    retry_on_collision(
        lambda: history.create_many(certifications),
        lambda: redraw_taken(certifications, "certification_id"),
    )


def tell_recorded(pks: Sequence[int], by: str) -> None:
    """Write the line of each of these certifications, once all of them are in."""
    for some in in_chunks(pks, ROWS_PER_BATCH):
        recorded = Certification.objects.filter(pk__in=some).order_by("pk")
        record_acts((certification_act(Event.Type.RECORDED, each) for each in recorded), by=by)
