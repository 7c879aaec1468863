"""A file of certifications: what is new is recorded, what differs is changed, at once.

``matching`` says which record a row is about. What is changed is changed first, in the order of the
rows; then what is new is recorded.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from certifications.models import Mentor
from certifications.public_ids import as_printed
from certifications.services.events import tell_untold_pauses
from certifications.services.governing import recompute_governing_for_many
from certifications.services.locks import lock_mentors_in_chunks
from certifications.services.many.changing import change_rows, tell_changed
from certifications.services.many.first_use import make_on_first_use
from certifications.services.many.matching import match_rows, owners_of
from certifications.services.many.naming import with_mentor_ids
from certifications.services.many.recording import make_types, record_rows, tell_recorded
from certifications.services.many.rows import CertificationRow, Written
from mentorcerts.lib.sheets.problems import Problems, RefusedRows
from mentorcerts.lib.sheets.row_kinds import RowKind, Scope


@transaction.atomic
def save_certifications(
    *, rows: Sequence[CertificationRow], scope: Scope = Scope.BOTH, today: date, by: str = ""
) -> Written:
    """``record_certification`` or ``update_certification`` for each row that says something new.

    A row that changes nothing writes nothing. Where each mentor stands is judged once, when all
    rows are in. Raises ``RefusedRows``; ``scope`` refuses rows that add, or that change.
    """
    problems, written = Problems(), Written()
    rows = with_mentor_ids(rows, problems)
    owners = owners_of(rows)
    rows = _whole(rows, owners, problems)
    nameless = [row for row in rows if not _is_named(row, owners)]
    written.made = make_on_first_use(Mentor, "mentor_id", nameless, problems)
    # Who has just been made holds nothing, and nobody else knows them yet.
    known = {row.mentor_id for row in nameless if row.row not in problems} | {*owners.values()}
    known -= {*written.made}
    lock_mentors_in_chunks(known)
    written.results = match_rows(rows, problems, locked=known, scope=scope)
    _write(rows, written, problems, owners=owners, known=known, today=today, by=by)
    return written


def _write(
    rows: Sequence[CertificationRow],
    written: Written,
    problems: Problems,
    *,
    owners: dict[str, str],
    known: set[str],
    today: date,
    by: str,
) -> None:
    """Change and record what the results say. Raises ``RefusedRows``."""
    by_number = {row.row: row for row in rows}
    new, different = [], []
    for result in written.results:
        if result.kind is RowKind.NEW:
            new.append(by_number[result.row])
        elif result.kind is RowKind.CHANGED and result.pk is not None:
            different.append((by_number[result.row], result.pk))
    typed = [*new, *(row for row, _ in different if row.certification_type)]
    written.made_types = make_types(typed, problems)
    written.touched = known & (
        {row.mentor_id for row in new}
        | {owners.get(as_printed(row.certification_id), row.mentor_id) for row, _ in different}
    )
    tell_untold_pauses(written.touched)
    changed = change_rows(different, problems, today=today)
    reasons = record_rows(new, written, problems, known=known, moved=changed.moved, today=today)
    if problems:
        raise RefusedRows(problems)
    written.lifted = recompute_governing_for_many(changed.reasons | reasons, today=today, by=by)
    tell_changed(changed.before, by)
    tell_recorded(written.pks, by)
    written.name_new_records()


def _whole(
    rows: Sequence[CertificationRow], owners: dict[str, str], problems: Problems
) -> list[CertificationRow]:
    """The rows that name a certification on record, or say all that a new one needs."""
    whole = []
    for row in rows:
        is_full = row.mentor_id and row.certification_type and row.issued_at is not None
        if is_full or _is_named(row, owners):
            whole.append(row)
        else:
            problems.add(row.row, "certification_id", _unknown(row.certification_id))
    return whole


def _is_named(row: CertificationRow, owners: dict[str, str]) -> bool:
    return bool(row.certification_id) and as_printed(row.certification_id) in owners


def _unknown(certification_id: str) -> str:
    if certification_id:
        return f"There is no certification {certification_id} on record."
    return "It is empty. A new certification needs mentor_id, certification_type and issued_at."
