"""Where mentors stand, as a spreadsheet. It is for reading: nothing is imported."""

from datetime import date

from django.db.models import QuerySet

from certifications import expiry
from mentorcerts.lib.sheets.tables import Column, Table
from statuses.models import CertificationStatus


def _days_until_expiry(record: CertificationStatus, *, today: date) -> int:
    return expiry.days_until_expiry(record.expires_at, today=today)


class StatusTable(Table):
    title = "mentor statuses"

    mentor_id = Column("mentor_id")
    name = Column("mentor__name")
    email = Column("mentor__email")
    certification_type = Column("certification_type_id")
    certification_id = Column("certification_id")
    issued_at = Column("issued_at")
    expires_at = Column("expires_at")
    days_until_expiry = Column(computed=_days_until_expiry)
    status = Column(computed=expiry.status_of)
    paused = Column("is_paused")
    pause_reason = Column("pause_reason")
    exempt_until = Column("mentor__exempt_until")
    left_at = Column("mentor__left_at")

    def prepare_export(
        self, records: QuerySet[CertificationStatus]
    ) -> QuerySet[CertificationStatus]:
        return records.select_related("mentor")
