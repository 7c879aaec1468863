"""Mentors by the thousand: made, changed, or left as they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from certifications.models import Mentor
from certifications.services.locks import lock_mentors_in_chunks
from certifications.services.many.first_use import make_on_first_use
from certifications.services.many.naming import with_mentor_ids
from certifications.services.many.rows import MentorRow
from certifications.services.search_index import replace_search_words
from mentorcerts.lib import history
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.sheets.problems import Problems, RefusedRows
from mentorcerts.lib.sheets.row_kinds import (
    CellChange,
    Changes,
    RowKind,
    RowResult,
    Scope,
    refuse_out_of_scope,
)

TITLES = {"name": "name", "email": "e-mail"}


@dataclass
class SavedMentors:
    """What ``save_mentors`` did. Whoever is in neither was as the row says already."""

    made: set[str] = field(default_factory=set)
    changed: dict[str, list[str]] = field(default_factory=dict)
    """Mentor → what was changed, in words."""
    results: list[RowResult] = field(default_factory=list)
    """What came of each row, in their order."""
    mentor_ids: list[str] = field(default_factory=list)
    """The mentor of each of the rows."""


@transaction.atomic
def save_mentors(*, rows: Sequence[MentorRow], scope: Scope = Scope.BOTH) -> SavedMentors:
    """``save_mentor`` for each row; a mentor may be in one row only.

    A row that changes nothing writes nothing, not even history. Raises ``RefusedRows``.
    """
    problems, saved = Problems(), SavedMentors()
    rows = with_mentor_ids(rows, problems)
    _refuse_twins(rows, problems)
    saved.made = set(make_on_first_use(Mentor, "mentor_id", rows, problems))
    saved.mentor_ids = [row.mentor_id for row in rows]
    known = [row for row in rows if "mentor_id" not in problems.get(row.row, {})]
    lock_mentors_in_chunks({row.mentor_id for row in known})
    for chunk in in_chunks(known, ROWS_PER_BATCH):
        mentors = Mentor.objects.in_bulk([row.mentor_id for row in chunk])
        changed = []
        for row in chunk:
            mentor, is_new = mentors[row.mentor_id], row.mentor_id in saved.made
            changes = _changes(mentor, row)
            kind = RowKind.CHANGED if changes else RowKind.UNCHANGED
            kind = RowKind.NEW if is_new else kind
            with problems.of(row.row, "mentor_id"):
                refuse_out_of_scope(scope, what=row.mentor_id, kind=kind, changes=changes)
                if changes:
                    mentor.updated_at = timezone.now()
                    changed.append(mentor)
                    mentor.full_clean(validate_unique=False, validate_constraints=False)
            if kind is RowKind.CHANGED:
                saved.changed[mentor.pk] = _in_words(changes)
            saved.results.append(RowResult(row.row, kind, changes=() if is_new else changes))
        if changed and not problems:
            history.update_many(changed, ["name", "email", "updated_at"])
            replace_search_words(changed)
    if problems:
        raise RefusedRows(problems)
    return saved


def _refuse_twins(rows: Sequence[MentorRow], problems: Problems) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if first.setdefault(row.mentor_id, row.row) != row.row:
            message = f"{row.mentor_id} is in row {first[row.mentor_id]} already. Keep one of them."
            problems.add(row.row, "mentor_id", message)


def _changes(mentor: Mentor, row: MentorRow) -> Changes:
    """Set what the row says; returns what that changes."""
    changes = []
    for name in TITLES:
        new, old = getattr(row, name), getattr(mentor, name)
        if new is not None and new != old:
            setattr(mentor, name, new)
            changes.append(CellChange(name, old, new))
    return tuple(changes)


def _in_words(changes: Changes) -> list[str]:
    return [
        f"{TITLES[name]} from {old or '(empty)'} to {new or '(empty)'}"
        for name, old, new in changes
    ]
