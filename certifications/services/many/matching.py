"""Which certification on record a row of a file is about, and what the row would change of it.

The one that ``certification_id`` names; without it the live one with the same mentor, type and
issue date. What was removed or revoked can't be changed by a file: such a row is fine as long as
it changes nothing, so that an export of everything can be imported.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from certifications.models import Certification
from certifications.public_ids import as_printed
from certifications.services.many.rows import CertificationRow, Key
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

REMOVED = "This record was removed. Take the row out of the file, or restore it there."


class Record(NamedTuple):
    """What a row is compared with."""

    pk: int
    certification_id: str
    mentor_id: str
    certification_type_id: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    deleted_at: datetime | None

    @property
    def key(self) -> Key:
        day = moments.utc_date(self.issued_at)
        return self.mentor_id, self.certification_type_id, day


def owners_of(rows: Sequence[CertificationRow]) -> dict[str, str]:
    """The mentors of the certifications that these rows name: public id → mentor."""
    owners: dict[str, str] = {}
    named = sorted({as_printed(row.certification_id) for row in rows if row.certification_id})
    for some in in_chunks(named):
        found = Certification.objects.filter(certification_id__in=some)
        owners |= dict(found.values_list("certification_id", "mentor_id"))
    return owners


def match_rows(
    rows: Sequence[CertificationRow], problems: Problems, *, locked: Collection[str], scope: Scope
) -> list[RowResult]:
    """What would come of each row, in their order; rows that are refused are left out.

    ``locked`` are the mentors who were there before the file: others have no certifications.
    """
    results: list[RowResult] = []
    first_of: dict[int, int] = {}
    for chunk in in_chunks(rows, ROWS_PER_BATCH):
        by_id, by_key = _named(chunk), _by_key(chunk, locked)
        for row in chunk:
            if scope is not Scope.CHANGE and _is_plainly_new(row, locked):
                results.append(RowResult(row.row, RowKind.NEW))
                continue
            with problems.of(row.row, "certification_id" if row.certification_id else "issued_at"):
                record = by_id.get(as_printed(row.certification_id)) or by_key.get(_key_of(row))
                if record is not None and row.certification_id:
                    _refuse_of_another_mentor(row, record, locked)
                if not _claims_agree(row, record, problems):
                    continue
                changes = _changes(row, record) if record else ()
                _refuse_untouchable(record, changes)
                kind = _kind_of(record, changes)
                what = record.certification_id if record else "a certification"
                refuse_out_of_scope(scope, what=what, kind=kind, changes=changes)
                if record and first_of.setdefault(record.pk, row.row) != row.row:
                    raise Conflict(
                        f"Row {first_of[record.pk]} is about {record.certification_id} already. "
                        "Keep one of the two."
                    )
                results.append(RowResult(row.row, kind, record and record.pk, changes))
    return results


def _is_plainly_new(row: CertificationRow, locked: Collection[str]) -> bool:
    """Whether there is nothing to compare the row with: its mentor has just been made."""
    claims = row.certification_id or row.says_removed or row.says_revoked
    return not claims and row.mentor_id not in locked


def _named(rows: Sequence[CertificationRow]) -> dict[str, Record]:
    named = {as_printed(row.certification_id) for row in rows if row.certification_id}
    if not named:
        return {}
    found = Certification.objects.filter(certification_id__in=named)
    return {record.certification_id: record for record in _records(found)}


def _by_key(rows: Sequence[CertificationRow], locked: Collection[str]) -> Mapping[Any, Record]:
    mentor_ids = {row.mentor_id for row in rows if row.mentor_id in locked}
    if not mentor_ids:
        return {}
    live = Certification.objects.live().filter(mentor_id__in=mentor_ids)
    return {record.key: record for record in _records(live)}


def _records(found: "QuerySet[Certification]") -> list[Record]:
    return [Record(*values) for values in found.values_list(*Record._fields)]


def _key_of(row: CertificationRow) -> Key | None:
    if row.issued_at is None:
        return None
    return row.mentor_id, row.certification_type, moments.utc_date(row.issued_at)


def _kind_of(record: Record | None, changes: Changes) -> RowKind:
    if record is None:
        return RowKind.NEW
    return RowKind.CHANGED if changes else RowKind.UNCHANGED


def _refuse_of_another_mentor(
    row: CertificationRow, record: Record, locked: Collection[str]
) -> None:
    if row.mentor_id and row.mentor_id != record.mentor_id:
        raise Conflict(
            f"{record.certification_id} is a certification of {record.mentor_id}, not of "
            f"{row.mentor_id}. A file can't move it to another mentor."
        )
    if record.mentor_id not in locked:
        raise Conflict(f"{record.certification_id} has just been moved. Import the file again.")


def _claims_agree(row: CertificationRow, record: Record | None, problems: Problems) -> bool:
    """Note where the file says otherwise than the record whether it is removed or revoked."""
    false = [*_false_removals(row, record), *_false_revocations(row, record)]
    for column, message in false:
        problems.add(row.row, column, message)
    return not false


def _false_removals(row: CertificationRow, record: Record | None) -> Iterator[tuple[str, str]]:
    if row.says_removed and record is None:
        yield "deleted_at", REMOVED
    elif row.says_removed and record is not None and record.deleted_at is None:
        yield "deleted_at", f"{record.certification_id} is not removed: a file can't remove it."
    elif not row.says_removed and record is not None and record.deleted_at is not None:
        yield (
            "certification_id",
            f"{record.certification_id} was removed on {_day(record.deleted_at)}. Restore it "
            "there, or empty this cell to record it anew.",
        )


def _false_revocations(row: CertificationRow, record: Record | None) -> Iterator[tuple[str, str]]:
    revoked_at = record.revoked_at if record else None
    if row.says_revoked and revoked_at is None:
        yield (
            "status",
            "A revoked certification can't come in through a file. Take the row out, or leave "
            "status empty and revoke it by hand afterwards.",
        )
    elif row.says_revoked is False and record is not None and revoked_at is not None:
        yield (
            "status",
            f"{record.certification_id} was revoked on {_day(revoked_at)}, and a file can't lift "
            "that. Empty the cell, or lift the revocation by hand.",
        )


def _refuse_untouchable(record: Record | None, changes: Changes) -> None:
    if record is None or not changes:
        return
    told = ", ".join(f"{change.column} {change}" for change in changes)
    if record.deleted_at is not None:
        raise Conflict(
            f"It would change {record.certification_id} ({told}), which was removed on "
            f"{_day(record.deleted_at)}. Restore it first."
        )
    if record.revoked_at is not None:
        raise Conflict(
            f"It would change {record.certification_id} ({told}), which was revoked on "
            f"{_day(record.revoked_at)}. Lift the revocation first, or change it by hand."
        )


def _changes(row: CertificationRow, record: Record) -> Changes:
    changes = []
    kind = row.certification_type
    if kind and kind != record.certification_type_id:
        changes.append(CellChange("certification_type", record.certification_type_id, kind))
    for name in ("issued_at", "expires_at"):
        given, recorded = getattr(row, name), getattr(record, name)
        if given is not None and differs(given, recorded):
            changes.append(CellChange(name, format_cell(recorded), format_cell(given)))
    return tuple(changes)


def _day(moment: datetime) -> str:
    return moments.in_words(clock.local_date(moment))
