"""Certifications and mentors by the thousand: the services for sets of rows.

Same rules, one transaction, and a number of statements that does not grow with every row. All rows
are checked before anything is refused: ``RefusedRows`` lists every bad row with its columns, and
then nothing has been written. ``row`` is the number by which the caller knows a row.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from certifications import expiry
from certifications.models import Certification, CertificationType, Event, Mentor
from certifications.services.certifications import default_expiry
from certifications.services.claims import apply_claimed_status
from certifications.services.conflicts import already_recorded
from certifications.services.dates import refuse_beginning_ahead
from certifications.services.events import certification_act, record_acts, tell_untold_pauses
from certifications.services.first_use import check_key, existing_keys, make_missing
from certifications.services.governing import recompute_governing_for_many
from certifications.services.locks import lock_mentors_in_chunks
from certifications.services.search_index import replace_search_words
from certifications.services.type_names import misspelt_types
from mentorcerts.lib import history, moments
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.random_ids import redraw_taken, retry_on_collision
from mentorcerts.lib.refusals import Conflict, messages_by_field
from mentorcerts.lib.sheets.problems import Problems, RefusedRows

M = TypeVar("M", Mentor, CertificationType)


@dataclass
class Written:
    """What a bulk service did."""

    pks: list[int] = field(default_factory=list)
    """The records, in the order of the rows."""
    made: list[str] = field(default_factory=list)
    """Mentors that were made on first use."""
    made_types: list[str] = field(default_factory=list)
    """Types that were."""
    lifted: list[str] = field(default_factory=list)
    """Mentors whose pause by the job was lifted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificationRow:
    """The arguments of ``services.record_certification``."""

    row: int
    mentor_id: str
    certification_type: str
    issued_at: datetime
    expires_at: datetime | None = None
    status: str | None = None


@transaction.atomic
def record_certifications(
    *, rows: Sequence[CertificationRow], today: date, by: str = "", row_name: str = "Row"
) -> Written:
    """``record_certification`` for each row, in order; twins among the rows are refused too.

    Where each mentor stands is judged once, when all rows are in. ``row_name`` is what the caller
    calls a row, for the refusal of a twin.
    """
    problems = Problems()
    made = _made_on_first_use(Mentor, "mentor_id", rows, problems)
    misspelt = misspelt_types({row.certification_type for row in rows})
    for row in rows if misspelt else ():
        if message := misspelt.get(row.certification_type):
            problems.add(row.row, "certification_type", message)
    made_types = _made_on_first_use(CertificationType, "certification_type", rows, problems)
    kinds = CertificationType.objects.in_bulk({row.certification_type for row in rows})
    # Who has just been made holds nothing, and nobody else knows them yet.
    known = {row.mentor_id for row in rows if row.row not in problems}.difference(made)
    lock_mentors_in_chunks(known)
    tell_untold_pauses(known)
    written, seen = Written(made=made, made_types=made_types), _Seen(rows, row_name)
    reasons: dict[str, str] = {}
    for chunk in in_chunks(rows, ROWS_PER_BATCH):
        recorded = _recorded({row.mentor_id for row in chunk} & known)
        fresh = []
        for row in chunk:
            with problems.of(row.row, "issued_at"):
                certification = _checked(row, kinds, today)
                seen.refuse_twin(row, certification)
                if twin := recorded.get(_key(certification)):
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
    if problems:
        raise RefusedRows(problems)
    written.lifted = recompute_governing_for_many(reasons, today=today, by=by)
    _record_events(written.pks, by)
    return written


Key = tuple[str, str, date]
"""Mentor, type and issue date: what two live certifications may not share."""


def _key(certification: Certification) -> Key:
    return (
        certification.mentor_id,
        certification.certification_type_id,
        moments.utc_date(certification.issued_at),
    )


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
        first = self._rows.setdefault(_key(certification), row.row)
        if first != row.row:
            raise Conflict(
                f"{self._row_name} {first} records the same: {row.mentor_id}, "
                f"{row.certification_type}, issued on "
                f"{moments.in_words(moments.utc_date(row.issued_at))}. Keep one of the two."
            )


def _checked(
    row: CertificationRow, kinds: Mapping[str, CertificationType], today: date
) -> Certification:
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


def _recorded(mentor_ids: Collection[str]) -> dict[Key, str]:
    """The live certifications of these mentors: key → public id."""
    return {
        (mentor_id, kind, moments.utc_date(issued_at)): certification_id
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


def _record_events(pks: Sequence[int], by: str) -> None:
    """Write the line of each of these certifications, once all of them are in."""
    for some in in_chunks(pks, ROWS_PER_BATCH):
        recorded = Certification.objects.filter(pk__in=some).order_by("pk")
        record_acts((certification_act(Event.Type.RECORDED, each) for each in recorded), by=by)


@dataclass(frozen=True, kw_only=True, slots=True)
class MentorRow:
    """The arguments of ``services.save_mentor``; ``None`` leaves what is recorded."""

    row: int
    mentor_id: str
    name: str | None = None
    email: str | None = None


@dataclass
class SavedMentors:
    """What ``save_mentors`` did. Whoever is in neither was as the row says already."""

    made: set[str] = field(default_factory=set)
    changed: dict[str, list[str]] = field(default_factory=dict)
    """Mentor → what was changed, in words."""


@transaction.atomic
def save_mentors(*, rows: Sequence[MentorRow]) -> SavedMentors:
    """``save_mentor`` for each row; a mentor may be in one row only.

    A row that changes nothing writes nothing, not even history.
    """
    problems, saved = Problems(), SavedMentors()
    _refuse_twins(rows, problems)
    saved.made = set(_made_on_first_use(Mentor, "mentor_id", rows, problems))
    known = [row for row in rows if "mentor_id" not in problems.get(row.row, {})]
    lock_mentors_in_chunks({row.mentor_id for row in known})
    for chunk in in_chunks(known, ROWS_PER_BATCH):
        mentors = Mentor.objects.in_bulk([row.mentor_id for row in chunk])
        changed = []
        for row in chunk:
            mentor = mentors[row.mentor_id]
            changes = _changes(mentor, row)
            if changes:
                mentor.updated_at = timezone.now()
                saved.changed[mentor.pk] = changes
                changed.append(mentor)
                with problems.of(row.row):
                    mentor.full_clean(validate_unique=False, validate_constraints=False)
        if changed and not problems:
            history.update_many(changed, ["name", "email", "updated_at"])
            replace_search_words(changed)
    if problems:
        raise RefusedRows(problems)
    for mentor_id in saved.made:
        saved.changed.pop(mentor_id, None)
    return saved


def _refuse_twins(rows: Sequence[MentorRow], problems: Problems) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if first.setdefault(row.mentor_id, row.row) != row.row:
            message = f"{row.mentor_id} is in row {first[row.mentor_id]} already. Keep one of them."
            problems.add(row.row, "mentor_id", message)


def _changes(mentor: Mentor, row: MentorRow) -> list[str]:
    """Set what the row says; returns what that changes, in words."""
    changes = []
    for name, title in (("name", "name"), ("email", "e-mail")):
        new, old = getattr(row, name), getattr(mentor, name)
        if new is not None and new != old:
            setattr(mentor, name, new)
            changes.append(f"{title} from {old or '(empty)'} to {new or '(empty)'}")
    return changes


def _made_on_first_use(
    model: type[M],
    column: str,
    rows: Sequence[CertificationRow] | Sequence[MentorRow],
    problems: Problems,
) -> list[str]:
    """Make the mentors or types that the rows name and nobody knows; returns their keys.

    Rows whose key can't be one are noted in ``problems``.
    """
    keys = {getattr(row, column) for row in rows}
    impossible = {}
    for key in keys - existing_keys(model, keys):
        try:
            check_key(model, key, column)
        except ValidationError as error:
            impossible[key] = error
    for row in rows if impossible else ():
        if error_of := impossible.get(getattr(row, column)):
            problems.add_all({row.row: messages_by_field(error_of)})
    return make_missing(model, keys - impossible.keys())
