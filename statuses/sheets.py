"""Where mentors stand, as a spreadsheet. It is for reading: nothing is imported."""

from django.db.models import QuerySet

from certifications import expiry
from mentorcerts.lib.sheets.tables import Column, Table
from statuses.models import CertificationStatus


class StatusTable(Table):
    title = "mentor statuses"

    mentor_id = Column("mentor_id")
    name = Column("mentor__name")
    email = Column("mentor__email")
    certification_type = Column("certification_type_id")
    certification_id = Column("certification_id")
    issued_at = Column("issued_at")
    expires_at = Column("expires_at")
    days_until_expiry = Column()
    status = Column()
    paused = Column("is_paused")
    pause_reason = Column("pause_reason")
    exempt_until = Column("mentor__exempt_until")

    def dehydrate_days_until_expiry(self, record: CertificationStatus) -> int:
        return expiry.days_until_expiry(record.expires_at, today=self.today)

    def dehydrate_status(self, record: CertificationStatus) -> str:
        return expiry.status_of(record, today=self.today)

    def exported(self, records: QuerySet[CertificationStatus]) -> QuerySet[CertificationStatus]:
        return records.select_related("mentor")
