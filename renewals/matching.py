"""Which renewal on record a row of a file is about, and what the row would change of it.

The one that ``renewal_id`` names; without it the live one of the same mentor that says the same in
all cells that are filled (but the notes): ``repetition`` would refuse that as recorded already.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from mentorcerts.lib import clock, moments
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.refusals import Conflict
from mentorcerts.lib.sheets.cells import format_cell
from mentorcerts.lib.sheets.problems import Problems
from mentorcerts.lib.sheets.row_kinds import (
    CellChange,
    Changes,
    RowKind,
    RowResult,
    Scope,
    differs,
    refuse_out_of_scope,
)
from renewals.models import Renewal, number_of, public_id


@dataclass(frozen=True, kw_only=True, slots=True)
class RenewalFileRow:
    """A row of a file: empty or ``None`` is an empty cell, which changes nothing.

    ``mentor_id`` may be an e-mail address. With ``renewal_id`` the other fields may be empty.
    """

    row: int
    mentor_id: str = ""
    renewal_date: datetime | None = None
    new_expiry_date: datetime | None = None
    processed_by: str | None = None
    notes: str | None = None
    certification_id: str = ""
    renewal_id: str = ""
    says_removed: bool | None = None


class Record(NamedTuple):
    """What a row is compared with."""

    pk: int
    mentor_id: str
    certification_id: str
    renewal_date: datetime
    new_expiry_date: datetime
    processed_by: str
    notes: str
    deleted_at: datetime | None


_COLUMNS = (
    "pk",
    "certification__mentor_id",
    "certification__certification_id",
    *Record._fields[3:],
)


def owners_of(rows: Sequence[RenewalFileRow]) -> dict[int, str]:
    """The mentors of the renewals that these rows name: number → mentor."""
    named = sorted({pk for row in rows if (pk := number_of(row.renewal_id)) is not None})
    owners: dict[int, str] = {}
    for some in in_chunks(named):
        found = Renewal.objects.filter(pk__in=some)
        owners |= dict(found.values_list("pk", "certification__mentor_id"))
    return owners


def match_rows(
    rows: Sequence[RenewalFileRow], problems: Problems, *, locked: Collection[str], scope: Scope
) -> list[RowResult]:
    """What would come of each row, in their order; rows that are refused are left out.

    ``locked`` are their mentors.
    """
    results: list[RowResult] = []
    first_of: dict[int, int] = {}
    new = _NewRows()
    for chunk in in_chunks(rows, ROWS_PER_BATCH):
        by_number, by_mentor = _named(chunk), _by_mentor(chunk, locked)
        for row in chunk:
            with problems.of(row.row, "renewal_id" if row.renewal_id else "renewal_date"):
                record = by_number.get(number_of(row.renewal_id) or 0)
                if record is not None:
                    _refuse_of_another(row, record, locked)
                else:
                    record = _the_same(row, by_mentor.get(row.mentor_id, ()))
                _refuse_false_claims(row, record)
                changes = _changes(row, record) if record else ()
                _refuse_removed(record, changes)
                kind = RowKind.CHANGED if changes else RowKind.UNCHANGED
                kind = kind if record else RowKind.NEW
                what = public_id(record.pk) if record else "a renewal"
                refuse_out_of_scope(scope, what=what, kind=kind, changes=changes)
                if record is None:
                    new.refuse_twin(row)
                elif first_of.setdefault(record.pk, row.row) != row.row:
                    raise Conflict(
                        f"Row {first_of[record.pk]} is about {what} already. Keep one of the two."
                    )
                results.append(RowResult(row.row, kind, record and record.pk, changes))
    return results


class _NewRows:
    """The new renewals so far: one that names no date would renew twice where another is."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, date, str], tuple[int, bool]] = {}

    def refuse_twin(self, row: RenewalFileRow) -> None:
        if row.renewal_date is None:
            return
        key = (row.mentor_id, moments.utc_date(row.renewal_date), row.certification_id)
        first, is_dated = self._rows.setdefault(key, (row.row, row.new_expiry_date is not None))
        if first != row.row and not (is_dated and row.new_expiry_date is not None):
            raise Conflict(
                f"Row {first} renews {row.mentor_id} on the same day, and one of the two names no "
                "new expiry date. Keep one of them, or write both dates."
            )


def _named(rows: Sequence[RenewalFileRow]) -> dict[int, Record]:
    numbers = {pk for row in rows if (pk := number_of(row.renewal_id)) is not None}
    found = _records(Renewal.objects.filter(pk__in=numbers)) if numbers else []
    return {record.pk: record for record in found}


def _by_mentor(
    rows: Sequence[RenewalFileRow], locked: Collection[str]
) -> Mapping[str, Sequence[Record]]:
    """The live renewals of these rows' mentors, the newest first."""
    mentor_ids = {row.mentor_id for row in rows if row.mentor_id in locked}
    by_mentor: defaultdict[str, list[Record]] = defaultdict(list)
    live = Renewal.objects.live().filter(certification__deleted_at=None)
    theirs = live.filter(certification__mentor_id__in=mentor_ids).order_by("-pk")
    for record in _records(theirs) if mentor_ids else ():
        by_mentor[record.mentor_id].append(record)
    return by_mentor


def _records(found: "QuerySet[Renewal]") -> list[Record]:
    return [Record(*values) for values in found.values_list(*_COLUMNS)]


def _the_same(row: RenewalFileRow, recorded: Sequence[Record]) -> Record | None:
    for record in recorded:
        if (
            row.renewal_date is not None
            and not differs(row.renewal_date, record.renewal_date)
            and row.certification_id in ("", record.certification_id)
            and row.processed_by in (None, record.processed_by)
            and not (row.new_expiry_date and differs(row.new_expiry_date, record.new_expiry_date))
        ):
            return record
    return None


def _refuse_of_another(row: RenewalFileRow, record: Record, locked: Collection[str]) -> None:
    renewal_id = public_id(record.pk)
    if row.mentor_id and row.mentor_id != record.mentor_id:
        raise Conflict(f"{renewal_id} is a renewal of {record.mentor_id}, not of {row.mentor_id}.")
    if row.certification_id and row.certification_id != record.certification_id:
        raise Conflict(
            f"{renewal_id} is a renewal of {record.certification_id}, not of "
            f"{row.certification_id}."
        )
    if record.mentor_id not in locked:
        raise Conflict(f"{record.certification_id} has just been moved. Import the file again.")


def _refuse_false_claims(row: RenewalFileRow, record: Record | None) -> None:
    if row.says_removed and (record is None or record.deleted_at is None):
        raise Conflict(
            f"{public_id(record.pk)} is not removed, and a file can't remove it."
            if record
            else "This record was removed. Take the row out of the file, or restore it there."
        )
    if record is not None and record.deleted_at is not None and not row.says_removed:
        raise Conflict(
            f"{public_id(record.pk)} was removed on {_day(record.deleted_at)}. Restore it there, "
            "or empty this cell to record it anew."
        )


def _refuse_removed(record: Record | None, changes: Changes) -> None:
    if record is not None and record.deleted_at is not None and changes:
        told = ", ".join(f"{change.column} {change}" for change in changes)
        raise Conflict(
            f"It would change {public_id(record.pk)} ({told}), which was removed on "
            f"{_day(record.deleted_at)}. Restore it first."
        )


def _changes(row: RenewalFileRow, record: Record) -> Changes:
    changes = []
    for name in ("renewal_date", "new_expiry_date"):
        given, recorded = getattr(row, name), getattr(record, name)
        if given is not None and differs(given, recorded):
            changes.append(CellChange(name, format_cell(recorded), format_cell(given)))
    for name in ("processed_by", "notes"):
        given, recorded = getattr(row, name), getattr(record, name)
        if given is not None and given != recorded:
            changes.append(CellChange(name, recorded, given))
    return tuple(changes)


def _day(moment: datetime) -> str:
    return moments.in_words(clock.local_date(moment))
