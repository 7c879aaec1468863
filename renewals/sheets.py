"""Renewals as a spreadsheet."""

from typing import Any

from django.db.models import QuerySet

from certifications.sheets import also, counted, not_removed
from mentorcerts.lib.sheets.cells import read_text, written
from mentorcerts.lib.sheets.dates import read_date
from mentorcerts.lib.sheets.tables import SHOWN_ROWS, Column, Outcome, Shown, Table
from renewals import many
from renewals.models import Renewal


class RenewalTable(Table):
    title = "renewals"

    mentor_id = Column(
        "certification__mentor_id",
        read=read_text,
        required=True,
        note="Whose certification is renewed.",
    )
    renewal_date = Column(
        "renewal_date", read=read_date, required=True, note="When the renewal was granted."
    )
    new_expiry_date = Column(
        "new_expiry_date",
        read=read_date,
        required=True,
        note="It must be after the present expiry date, and after the renewal date.",
    )
    processed_by = Column("processed_by", read=read_text, note="Empty: you.")
    notes = Column("notes", read=read_text, empty="", note="Up to 2,000 characters.")
    certification_id = Column(
        "certification__certification_id",
        read=read_text,
        note="Empty: the one that counts for the mentor today.",
    )
    certification_type = Column("certification__certification_type_id")
    previous_expiry_date = Column("previous_expiry_date")
    renewal_id = Column("renewal_id")
    mentor_name = Column("certification__mentor__name")
    deleted_at = Column("deleted_at", read=not_removed)

    def exported(self, records: QuerySet[Renewal]) -> QuerySet[Renewal]:
        # Oldest first: that is the order in which they can be read in again.
        return records.select_related("certification__mentor").order_by("pk")

    def row(self, number: int, values: dict[str, Any]) -> many.RenewalRow:
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
        records = Renewal.objects.select_related("certification").in_bulk(done.pks[:SHOWN_ROWS])
        lifted = set(done.lifted)
        shown = []
        for row, pk in zip(rows, done.pks[:SHOWN_ROWS], strict=False):
            record = records[pk]
            cells = [
                row.mentor_id,
                record.certification.certification_id,
                written(record.renewal_date),
                written(record.previous_expiry_date),
                written(record.new_expiry_date),
                record.processed_by,
            ]
            effect = "Ends the pause by the expiry job." if row.mentor_id in lifted else ""
            shown.append(Shown(row.row, "new", cells, effect))
        return Outcome(
            [
                "mentor_id",
                "certification_id",
                "renewal_date",
                "expiry_before",
                "new_expiry_date",
                "processed_by",
            ],
            shown,
            [f"{counted(len(done.pks), 'renewal')} recorded.", *also(done)],
        )
