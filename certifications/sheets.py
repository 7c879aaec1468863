"""Certifications as a spreadsheet."""

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet

from certifications import expiry
from certifications.import_outcomes import (
    ids_in_question,
    kinds_in_words,
    look_at_records,
    shown_first,
    side_effects,
    unknown_ids_in_question,
    with_changes,
    years_in_question,
)
from certifications.mentor_sheets import MENTOR_NAMES
from certifications.models import Certification
from certifications.revocations import told_of_revocations
from certifications.services import many
from certifications.services.type_names import TypeNames
from mentorcerts.lib.sheets.cells import Cell, format_cell, read_text
from mentorcerts.lib.sheets.dates import read_date
from mentorcerts.lib.sheets.row_kinds import RowKind, RowResult
from mentorcerts.lib.sheets.tables import (
    Column,
    ImportTable,
    Outcome,
    PreviewRow,
)


def says_removed(cell: object) -> bool:
    """What a filled cell of ``deleted_at`` claims of the record."""
    return True


def says_revoked(cell: object) -> bool:
    """Whether a status says so. What an export says of other statuses is not read."""
    return str(cell).strip().lower() == expiry.REVOKED


class CertificationTable(ImportTable[many.CertificationRow]):
    title = "certifications"
    identified_by = "certification_id"
    other_names: ClassVar[dict[str, str]] = MENTOR_NAMES | {
        "certificate": "certification_type",
        "issued on": "issued_at",
        "issue date": "issued_at",
        "expires on": "expires_at",
        "expiry": "expires_at",
        "expiry date": "expires_at",
        "valid through": "expires_at",
        "valid until": "expires_at",
    }
    examples: ClassVar[dict[str, str]] = {
        "mentor_id": "mentor-042",
        "certification_type": "peer_mentor_basic",
        "issued_at": "2026-03-26",
        "expires_at": "2029-03-26",
        "certification_id": "cert_03PQ7SY1",
    }

    mentor_id = Column(
        "mentor_id",
        reader=read_text,
        imported=True,
        required=True,
        help_text="Whose it is: the mentor's id, or e-mail address. An id that nobody knows yet "
        "makes a mentor.",
    )
    certification_type = Column(
        "certification_type_id",
        reader=read_text,
        imported=True,
        required=True,
        help_text="The type's code or name. A type that nobody knows yet is made.",
        heading="Type",
    )
    issued_at = Column(
        "issued_at",
        reader=read_date,
        imported=True,
        required=True,
        help_text="The issue date.",
        heading="Issued",
    )
    expires_at = Column(
        "expires_at",
        reader=read_date,
        imported=True,
        help_text="Valid through this date. Empty: of a new one the type's validity from the issue "
        "date; of a known one it stays.",
        heading="Expires",
    )
    certification_id = Column(
        "certification_id",
        reader=read_text,
        imported=True,
        help_text="Of one on record, as an export has it: whatever else the row says is changed. "
        "Empty: the mentor's with this type and issue date, or else a new one.",
    )
    type_name = Column("certification_type__name")
    mentor_name = Column("mentor__name", heading="Name")
    status = Column(computed=expiry.status_of, reader=says_revoked)
    is_current = Column("is_current", heading="Counts")
    auto_pause_applied = Column("auto_pause_applied", heading="Paused by run")
    auto_pause_applied_at = Column("auto_pause_applied_at", heading="Paused by run at", moment=True)
    revoked_at = Column("revoked_at", moment=True)
    revocation_reason = Column("revocation_reason")
    deleted_at = Column("deleted_at", reader=says_removed, heading="Removed at", moment=True)

    def prepare_export(self, records: QuerySet[Certification]) -> QuerySet[Certification]:
        # Oldest first: imported again in this order, the same one governs where dates are equal.
        return records.select_related("mentor", "certification_type").order_by("pk")

    def make_row(self, number: int, values: dict[str, Any]) -> many.CertificationRow:
        kind = values.get("certification_type")
        return many.CertificationRow(
            row=number,
            mentor_id=values.get("mentor_id") or "",
            certification_type=self._code_of(kind) if kind else "",
            issued_at=values.get("issued_at"),
            expires_at=values.get("expires_at"),
            certification_id=values.get("certification_id") or "",
            says_revoked=values.get("status"),
            says_removed=values.get("deleted_at"),
        )

    @cached_property
    def _types(self) -> TypeNames:
        """As they were before the file."""
        return TypeNames()

    def _code_of(self, text: str) -> str:
        """The code of the type that the cell means: its displayed name is understood as well."""
        meant = self._types.meant_by(text)
        return meant[0] if len(meant) == 1 else text

    def write(self, rows: list[many.CertificationRow]) -> Outcome:
        types = self._types
        done = many.save_certifications(rows=rows, scope=self.scope, today=self.today, by=self.by)
        facts, far_ahead = look_at_records(
            done, Certification, "mentor_id", "is_current", end="expires_at", today=self.today
        )
        revocations = told_of_revocations(done.touched)
        facts.add_all([sorted(done.made_types), sorted(revocations.items())])
        return Outcome(
            ["mentor_id", "certification_type", "issued_at", "expires_at", "certification_id"],
            self._previewed(done),
            [
                *kinds_in_words(done.results, "certification", added="recorded"),
                *side_effects(done),
            ],
            [
                *(_question_of_type(code, types) for code in done.made_types),
                *ids_in_question(done.made),
                *unknown_ids_in_question(
                    _new_with_an_id(rows, done), "certification_id", "certification"
                ),
                *years_in_question(far_ahead),
            ],
            facts,
        )

    def _previewed(self, done: many.Written) -> list[PreviewRow]:
        shown = shown_first(done.results, self.previewed)
        records = Certification.objects.in_bulk([result.pk for result in shown])
        made, lifted = set(done.made), set(done.lifted)
        written = [result for result in shown if result.kind is not RowKind.UNCHANGED]
        revoked = told_of_revocations({records[result.pk].mentor_id for result in written})
        previewed = []
        for result in shown:
            record = records[result.pk]
            effects = [
                expiry.status_of(record, today=self.today).capitalize() + ".",
                "Makes the mentor." if record.mentor_id in made else "",
                "" if record.is_current else "Another one decides where the mentor stands.",
                "Ends the pause by the nightly run." if record.mentor_id in lifted else "",
                revoked.get(record.mentor_id, ""),
            ]
            effect = "" if result not in written else " ".join(filter(None, effects))
            cells = with_changes(_cells_of(record, result), result.changes)
            previewed.append(PreviewRow(result.row, result.kind, cells, effect))
        return previewed


def _cells_of(record: Certification, result: RowResult) -> dict[str, Cell]:
    is_new = result.kind is RowKind.NEW
    return {
        "mentor_id": record.mentor_id,
        "certification_type": record.certification_type_id,
        "issued_at": format_cell(record.issued_at),
        "expires_at": format_cell(record.expires_at),
        # A new one is given another when it is confirmed.
        "certification_id": None if is_new else record.certification_id,
    }


def _new_with_an_id(rows: list[many.CertificationRow], done: many.Written) -> list[int]:
    with_an_id = {row.row for row in rows if row.certification_id}
    new = (result.row for result in done.results if result.kind is RowKind.NEW)
    return [row for row in new if row in with_an_id]


def _question_of_type(code: str, known: TypeNames) -> str:
    return f"1 new type would be made: {code}. {known.suggestion(code)}"
