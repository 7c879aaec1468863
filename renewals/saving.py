"""A file of renewals: what is new is granted, what differs is changed, at once."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from certifications.models import Mentor
from certifications.services.events import tell_untold_pauses
from certifications.services.first_use import existing_keys
from certifications.services.locks import lock_mentors_in_chunks
from certifications.services.many import Written, with_mentor_ids
from mentorcerts.lib.sheets.problems import Problems, RefusedRows
from mentorcerts.lib.sheets.row_kinds import RowKind, Scope
from renewals.many import RenewalRow, renew_certifications
from renewals.many_changes import change_rows, settle
from renewals.matching import RenewalFileRow, match_rows, owners_of
from renewals.models import number_of


@transaction.atomic
def save_renewals(
    *, rows: Sequence[RenewalFileRow], scope: Scope = Scope.BOTH, today: date, by: str = ""
) -> Written:
    """``renew_certification`` or ``change_renewal`` for each row that says something new.

    A row that changes nothing writes nothing. What is changed is changed first. A new renewal that
    names nobody was processed by ``by``. Raises ``RefusedRows``; ``scope`` refuses rows that add,
    or that change.
    """
    problems, written = Problems(), Written()
    rows = with_mentor_ids(rows, problems)
    owners = owners_of(rows)
    rows = _whole(rows, owners, problems)
    known = existing_keys(Mentor, {row.mentor_id for row in rows} | {*owners.values()})
    lock_mentors_in_chunks(known)
    written.results = match_rows(rows, problems, locked=known, scope=scope)
    by_number = {row.row: row for row in rows}
    different = [
        (by_number[result.row], result.pk)
        for result in written.results
        if result.kind is RowKind.CHANGED and result.pk is not None
    ]
    tell_untold_pauses({owners.get(pk) or row.mentor_id for row, pk in different})
    changed = change_rows(different, problems, today=today)
    lifted = [] if problems else settle(changed, today=today, by=by)
    new = [
        _new_row(by_number[result.row], by)
        for result in written.results
        if result.kind is RowKind.NEW
    ]
    try:
        done = renew_certifications(rows=new, today=today, by=by)
    except RefusedRows as refusal:
        problems.add_all(refusal.problems)
        done = Written()
    if problems:
        raise RefusedRows(problems)
    written.pks, written.lifted = done.pks, [*lifted, *done.lifted]
    written.name_new_records()
    return written


def _new_row(row: RenewalFileRow, by: str) -> RenewalRow:
    assert row.renewal_date is not None  # it is no whole row without
    return RenewalRow(
        row=row.row,
        mentor_id=row.mentor_id,
        renewal_date=row.renewal_date,
        new_expiry_date=row.new_expiry_date,
        processed_by=by if row.processed_by is None else row.processed_by,
        notes=row.notes or "",
        certification_id=row.certification_id or None,
    )


def _whole(
    rows: Sequence[RenewalFileRow], owners: dict[int, str], problems: Problems
) -> list[RenewalFileRow]:
    """The rows that name a renewal on record, or say all that a new one needs."""
    whole = []
    for row in rows:
        if number_of(row.renewal_id) in owners or (row.mentor_id and row.renewal_date is not None):
            whole.append(row)
        else:
            problems.add(row.row, "renewal_id", _unknown(row.renewal_id))
    return whole


def _unknown(renewal_id: str) -> str:
    if renewal_id:
        return f"There is no renewal {renewal_id} on record."
    return "It is empty. A new renewal needs mentor_id and renewal_date."
