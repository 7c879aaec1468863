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
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from certifications.ids import new_certification_id
from certifications.models import AutoPause, Certification, CertificationType, Mentor
from certifications.services.certifications import COLLISION_TRIES, already_recorded, default_expiry
from certifications.services.governing import give_way, recompute_governing
from certifications.services.locks import lock_all
from certifications.services.saving import check_key
from mentorcerts.lib import history, moments
from mentorcerts.lib.chunks import in_chunks
from mentorcerts.lib.refusals import Conflict, messages_by_field
from mentorcerts.lib.sheets.problems import Problems, RefusedRows

ROWS_PER_BATCH = 1000


"""Records that are made and written at a time: thousands of them would fill the memory."""


M = TypeVar("M", Mentor, CertificationType)


R = TypeVar("R", Mentor, AutoPause)


@dataclass
class Written:
    """What a bulk service did."""

    pks: list[int] = field(default_factory=list)
    """The records, in the order of the rows."""
    made: list[str] = field(default_factory=list)
    """Mentors that were made on first use."""
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


@transaction.atomic
def record_certifications(
    *, rows: Sequence[CertificationRow], today: date, by: str = ""
) -> Written:
    """``record_certification`` for each row, in order; twins among the rows are refused too.

    Where each mentor stands is judged once, when all rows are in.
    """
    problems = Problems()
    made = _made_on_first_use(Mentor, "mentor_id", rows, problems)
    _made_on_first_use(CertificationType, "certification_type", rows, problems)
    kinds = CertificationType.objects.in_bulk({row.certification_type for row in rows})
    # Who has just been made holds nothing, and nobody else knows them yet.
    known = {row.mentor_id for row in rows if row.row not in problems}.difference(made)
    lock_all(known)
    written, seen = Written(made=made), _Seen(rows)
    reasons: dict[str, str] = {}
    for chunk in in_chunks(rows, ROWS_PER_BATCH):
        recorded = _recorded({row.mentor_id for row in chunk} & known)
        fresh = []
        for row in chunk:
            with problems.of(row.row, "issued_at"):
                certification = _checked(row, kinds)
                seen.refuse_twin(row, certification)
                if twin := recorded.get(_key(certification)):
                    raise already_recorded(certification, twin)
                fresh.append(certification)
        if not problems:
            rivals = seen.mentors.union(mentor_id for mentor_id, _, _ in recorded)
            undecided = [each for each in fresh if not _governs_alone(each, rivals)]
            _insert_all(fresh)
            written.pks += [certification.pk for certification in fresh]
            reasons |= {
                each.mentor_id: f"{each.certification_id} was recorded" for each in undecided
            }
    if problems:
        raise RefusedRows(problems)
    written.lifted = recompute_governing_for_many(reasons, today=today, by=by)
    return written


def _governs_alone(certification: Certification, rivals: Collection[str]) -> bool:
    """Whether it is all that its mentor holds; then it governs as soon as it is recorded."""
    return certification.mentor_id not in rivals and give_way(certification, ())


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

    def __init__(self, rows: Sequence[CertificationRow]) -> None:
        times = Counter(row.mentor_id for row in rows)
        self.mentors = {mentor_id for mentor_id, number in times.items() if number > 1}
        self._rows: dict[Key, int] = {}

    def refuse_twin(self, row: CertificationRow, certification: Certification) -> None:
        if row.mentor_id not in self.mentors:
            return
        first = self._rows.setdefault(_key(certification), row.row)
        if first != row.row:
            raise Conflict(
                f"Row {first} records the same: {row.mentor_id}, {row.certification_type}, issued "
                f"on {moments.utc_date(row.issued_at)}. Keep one of the two."
            )


def _checked(row: CertificationRow, kinds: Mapping[str, CertificationType]) -> Certification:
    expires_at = row.expires_at
    if expires_at is None:
        kind = kinds.get(row.certification_type) or CertificationType(row.certification_type)
        expires_at = default_expiry(kind, row.issued_at)
    certification = Certification(
        mentor_id=row.mentor_id,
        certification_type_id=row.certification_type,
        issued_at=row.issued_at,
        expires_at=expires_at,
    )
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


def _insert_all(certifications: list[Certification]) -> None:
    """Save new records with their history; random ids that are taken are drawn again."""
    for _ in range(COLLISION_TRIES):
        try:
            with transaction.atomic():
                create(Certification, certifications)
            return
        except IntegrityError:
            if not _draw_again(certifications):
                raise
    raise RuntimeError(f"{COLLISION_TRIES} random ids in a row were taken")


def _draw_again(certifications: list[Certification]) -> bool:
    """Give new ids to those whose id is taken. Returns whether there were any."""
    ids = [certification.certification_id for certification in certifications]
    taken = set(
        Certification.objects.filter(certification_id__in=ids).values_list(
            "certification_id", flat=True
        )
    )
    collided = False
    for certification in certifications:
        # What the failed statement left behind.
        certification.pk, certification._state.adding = None, True
        if certification.certification_id in taken:
            certification.certification_id, collided = new_certification_id(), True
        taken.add(certification.certification_id)
    return collided


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
    lock_all({row.mentor_id for row in known})
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
            _update_all(changed, Mentor, ["name", "email", "updated_at"])
            history.keep(changed, history.CHANGED)
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


def recompute_governing_for_many(reasons: Mapping[str, str], *, today: date, by: str) -> list[str]:
    """``recompute_governing`` for any number of mentors (mentor → why).

    Returns whose pause was lifted.
    """
    lifted = []
    for chunk in in_chunks(list(reasons)):
        pauses = AutoPause.objects.open().filter(mentor_id__in=chunk)
        before = list(pauses.values_list("pk", flat=True))
        recompute_governing(chunk, today=today, by=by, reason="Imported")
        if not before:
            continue
        over = list(AutoPause.objects.filter(pk__in=before, lifted_at__isnull=False))
        for pause in over:
            pause.lift_reason = reasons[pause.mentor_id][:500]
        _update_all(over, AutoPause, ["lift_reason"])
        lifted += [pause.mentor_id for pause in over]
    return lifted


def _update_all(records: list[R], model: type[R], fields: list[str]) -> None:
    """Update these fields of records that are there and locked; other fields stay untouched."""
    # Inserting what is there updates it, in a fraction of the time of bulk_update.
    model.objects.bulk_create(
        records, update_conflicts=True, unique_fields=[model._meta.pk.name], update_fields=fields
    )


def create(model: type[models.Model], records: Sequence[models.Model]) -> None:
    """Insert new records, with their history."""
    model._base_manager.bulk_create(records)
    history.keep(records, history.MADE)


def existing(model: type[M], keys: Collection[str]) -> set[str]:
    """Which of these mentors or types there are."""
    return {
        key
        for chunk in in_chunks(list(keys))
        for key in model.objects.filter(pk__in=chunk).values_list("pk", flat=True)
    }


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
    for key in keys - existing(model, keys):
        try:
            check_key(model, key, column)
        except ValidationError as error:
            impossible[key] = error
    for row in rows if impossible else ():
        if error_of := impossible.get(getattr(row, column)):
            problems.add_all({row.row: messages_by_field(error_of)})
    keys -= impossible.keys()
    return _insert_missing(model, keys)


def _insert_missing(model: type[M], keys: set[str]) -> list[str]:
    for _ in range(COLLISION_TRIES):
        # Sorted: two imports that make the same ones wait for each other, not in a circle.
        missing = sorted(keys - existing(model, keys))
        try:
            with transaction.atomic():
                for chunk in in_chunks(missing, ROWS_PER_BATCH):
                    create(model, [model(pk=key) for key in chunk])
            return missing
        except IntegrityError:
            continue  # somebody else has just made one of them
    raise RuntimeError(f"{model.__name__} records appeared {COLLISION_TRIES} times in a row")
