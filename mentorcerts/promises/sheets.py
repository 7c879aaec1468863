"""Promises as a spreadsheet. It is for reading: nothing is imported."""

from datetime import date

from django.db.models import QuerySet

from mentorcerts.lib.sheets.tables import Column, Table
from mentorcerts.promises.models import Promise


def _end(promise: Promise, *, today: date) -> str:
    return promise.get_end_display()


class PromiseTable(Table):
    title = "promises"

    mentor_id = Column("mentor_id")
    name = Column("mentor__name")
    email = Column("mentor__email", heading="E-mail")
    certification_id = Column("certification__certification_id", heading="Certification")
    certification_type = Column("certification__certification_type_id", heading="Type")
    type_name = Column("certification__certification_type__name")
    day = Column("day", heading="By")
    note = Column("note")
    made_at = Column("made_at", moment=True)
    made_by = Column("made_by")
    end = Column(computed=_end)
    ended_at = Column("ended_at", moment=True)
    ended_by = Column("ended_by")

    def prepare_export(self, records: QuerySet[Promise]) -> QuerySet[Promise]:
        return records.select_related("mentor", "certification__certification_type")
