"""Renewals as a spreadsheet."""

from typing import Any

from django.db.models import QuerySet

from certifications.services.many import Written
from certifications.sheets import (
    counted,
    facts_of,
    refuse_removed,
    side_effects,
    years_in_question,
)
from mentorcerts.lib.sheets.cells import format_cell, read_text
from mentorcerts.lib.sheets.dates import read_date
from mentorcerts.lib.sheets.tables import (
    PREVIEW_ROWS,
    Column,
    ImportTable,
    Outcome,
    PreviewRow,
    RowKind,
)
from renewals import many
from renewals.models import Renewal


class RenewalTable(ImportTable[many.RenewalRow]):
    title = "renewals"

    mentor_id = Column(
        "certification__mentor_id",
        reader=read_text,
        imported=True,
        required=True,
        help_text="Whose certification is renewed.",
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
        required=True,
        help_text="It must be after the present expiry date, and after the renewal date.",
        heading="Expiry after",
    )
    processed_by = Column("processed_by", reader=read_text, imported=True, help_text="Empty: you.")
    notes = Column(
        "notes", reader=read_text, imported=True, empty="", help_text="Up to 2,000 characters."
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
    renewal_id = Column("renewal_id")
    mentor_name = Column("certification__mentor__name", heading="Name")
    deleted_at = Column("deleted_at", reader=refuse_removed, heading="Removed at", moment=True)

    def prepare_export(self, records: QuerySet[Renewal]) -> QuerySet[Renewal]:
        # Oldest first: that is the order in which they can be imported again.
        related = ("certification__mentor", "certification__certification_type")
        return records.select_related(*related).order_by("pk")

    def make_row(self, number: int, values: dict[str, Any]) -> many.RenewalRow:
        return many.RenewalRow(
            row=number,
            mentor_id=values["mentor_id"],
            renewal_date=values["renewal_date"],
            new_expiry_date=values["new_expiry_date"],
            processed_by=values.get("processed_by") or self.by,
            notes=values.get("notes", ""),
            certification_id=values.get("certification_id"),
        )

    def write(self, rows: list[many.RenewalRow]) -> Outcome:
        done = many.renew_certifications(rows=rows, today=self.today, by=self.by)
        return Outcome(
            [
                "mentor_id",
                "certification_id",
                "renewal_date",
                "expiry_before",
                "new_expiry_date",
                "processed_by",
            ],
            self._previewed(rows, done),
            [f"{counted(len(done.pks), 'renewal')} recorded.", *side_effects(done)],
            years_in_question([(row.row, row.new_expiry_date) for row in rows], today=self.today),
            facts_of(
                done,
                Renewal,
                "certification__certification_id",
                "previous_expiry_date",
                "new_expiry_date",
            ),
        )

    def _previewed(self, rows: list[many.RenewalRow], done: Written) -> list[PreviewRow]:
        records = Renewal.objects.select_related("certification").in_bulk(done.pks[:PREVIEW_ROWS])
        lifted = set(done.lifted)
        previewed = []
        for row, pk in zip(rows, done.pks[:PREVIEW_ROWS], strict=False):
            record = records[pk]
            cells = [
                row.mentor_id,
                record.certification.certification_id,
                format_cell(record.renewal_date),
                format_cell(record.previous_expiry_date),
                format_cell(record.new_expiry_date),
                record.processed_by,
            ]
            effect = "Ends the pause by the nightly run." if row.mentor_id in lifted else ""
            previewed.append(PreviewRow(row.row, RowKind.NEW, cells, effect))
        return previewed
