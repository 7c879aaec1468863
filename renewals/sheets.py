"""Renewals as a spreadsheet."""

from typing import Any, ClassVar

from django.db.models import QuerySet

from certifications.import_outcomes import (
    kinds_in_words,
    look_at_records,
    shown_first,
    side_effects,
    unknown_ids_in_question,
    with_changes,
    years_in_question,
)
from certifications.mentor_sheets import MENTOR_NAMES
from certifications.public_ids import as_printed
from certifications.services.many import Written
from certifications.sheets import says_removed
from mentorcerts.lib.sheets.cells import Cell, format_cell, read_text
from mentorcerts.lib.sheets.dates import read_date
from mentorcerts.lib.sheets.row_kinds import RowKind, RowResult
from mentorcerts.lib.sheets.tables import (
    Column,
    ImportTable,
    Outcome,
    PreviewRow,
)
from renewals.matching import RenewalFileRow
from renewals.models import Renewal
from renewals.saving import save_renewals


class RenewalTable(ImportTable[RenewalFileRow]):
    title = "renewals"
    identified_by = "renewal_id"
    other_names: ClassVar[dict[str, str]] = MENTOR_NAMES | {
        "renewed": "renewal_date",
        "date": "renewal_date",
        "new expiry": "new_expiry_date",
        "expires": "new_expiry_date",
        "valid through": "new_expiry_date",
        "valid until": "new_expiry_date",
        "by": "processed_by",
        "note": "notes",
    }
    examples: ClassVar[dict[str, str]] = {
        "mentor_id": "mentor-042",
        "renewal_date": "2026-03-26",
        "new_expiry_date": "2029-03-26",
        "processed_by": "kim",
        "notes": "Refresher course on 20 March",
        "certification_id": "cert_03PQ7SY1",
        "renewal_id": "renewal-0041",
    }

    mentor_id = Column(
        "certification__mentor_id",
        reader=read_text,
        imported=True,
        required=True,
        help_text="Whose certification is renewed: the mentor's id, or e-mail address.",
    )
    renewal_date = Column(
        "renewal_date",
        reader=read_date,
        imported=True,
        required=True,
        help_text="When the renewal was granted.",
        heading="Renewed on",
    )
    new_expiry_date = Column(
        "new_expiry_date",
        reader=read_date,
        imported=True,
        help_text="It must be after the present expiry date, and after the renewal date. Empty: "
        "the type's validity, counted from the old expiry date where it has not passed, else from "
        "the renewal date.",
        heading="Expiry after",
    )
    processed_by = Column(
        "processed_by",
        reader=read_text,
        imported=True,
        emptied="",
        help_text="Empty: you, of a new one.",
    )
    notes = Column(
        "notes", reader=read_text, imported=True, emptied="", help_text="Up to 2,000 characters."
    )
    certification_id = Column(
        "certification__certification_id",
        reader=read_text,
        imported=True,
        help_text="Empty: the one that counts for the mentor today.",
    )
    certification_type = Column("certification__certification_type_id", heading="Type")
    type_name = Column("certification__certification_type__name")
    previous_expiry_date = Column("previous_expiry_date", heading="Expiry before")
    renewal_id = Column(
        "renewal_id",
        reader=read_text,
        imported=True,
        help_text="Of one on record, as an export has it: whatever else the row says is changed. "
        "Empty: the mentor's that says the same, or else a new one.",
    )
    mentor_name = Column("certification__mentor__name", heading="Name")
    deleted_at = Column("deleted_at", reader=says_removed, heading="Removed at", moment=True)

    def prepare_export(self, records: QuerySet[Renewal]) -> QuerySet[Renewal]:
        # Oldest first: that is the order in which they can be imported again.
        related = ("certification__mentor", "certification__certification_type")
        return records.select_related(*related).order_by("pk")

    def make_row(self, number: int, values: dict[str, Any]) -> RenewalFileRow:
        certification_id = values.get("certification_id")
        return RenewalFileRow(
            row=number,
            mentor_id=values.get("mentor_id") or "",
            renewal_date=values.get("renewal_date"),
            new_expiry_date=values.get("new_expiry_date"),
            processed_by=values.get("processed_by"),
            notes=values.get("notes"),
            certification_id=as_printed(certification_id) if certification_id else "",
            renewal_id=values.get("renewal_id") or "",
            says_removed=values.get("deleted_at"),
        )

    def write(self, rows: list[RenewalFileRow]) -> Outcome:
        done = save_renewals(rows=rows, scope=self.scope, today=self.today, by=self.by)
        facts, far_ahead = look_at_records(
            done,
            Renewal,
            "certification__certification_id",
            "previous_expiry_date",
            end="new_expiry_date",
            today=self.today,
        )
        new = {result.row for result in done.results if result.kind is RowKind.NEW}
        unknown = [row.row for row in rows if row.renewal_id and row.row in new]
        return Outcome(
            [
                "mentor_id",
                "certification_id",
                "renewal_date",
                "expiry_before",
                "new_expiry_date",
                "processed_by",
                "notes",
                "renewal_id",
            ],
            self._previewed(done),
            [*kinds_in_words(done.results, "renewal", added="recorded"), *side_effects(done)],
            [
                *unknown_ids_in_question(unknown, "renewal_id", "renewal"),
                *years_in_question(far_ahead),
            ],
            facts,
        )

    def _previewed(self, done: Written) -> list[PreviewRow]:
        shown = shown_first(done.results, self.previewed)
        renewals = Renewal.objects.select_related("certification")
        records = renewals.in_bulk([result.pk for result in shown])
        lifted = set(done.lifted)
        previewed = []
        for result in shown:
            record = records[result.pk]
            mentor_id = record.certification.mentor_id
            cells = with_changes(_cells_of(record, result), result.changes)
            is_lifted = mentor_id in lifted and result.kind is not RowKind.UNCHANGED
            effect = "Ends the pause by the nightly run." if is_lifted else ""
            previewed.append(PreviewRow(result.row, result.kind, cells, effect))
        return previewed


def _cells_of(record: Renewal, result: RowResult) -> dict[str, Cell]:
    return {
        "mentor_id": record.certification.mentor_id,
        "certification_id": record.certification.certification_id,
        "renewal_date": format_cell(record.renewal_date),
        "expiry_before": format_cell(record.previous_expiry_date),
        "new_expiry_date": format_cell(record.new_expiry_date),
        "processed_by": record.processed_by,
        "notes": record.notes,
        # A new one is given another when it is confirmed.
        "renewal_id": None if result.kind is RowKind.NEW else record.renewal_id,
    }
