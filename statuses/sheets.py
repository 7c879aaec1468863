"""Where mentors stand, as a spreadsheet. It is for reading: nothing is imported."""

from datetime import date

from django.db.models import QuerySet

from certifications import expiry
from mentorcerts.lib import moments
from mentorcerts.lib.sheets.tables import Column, Table
from statuses.models import CertificationStatus


def _days_until_expiry(record: CertificationStatus, *, today: date) -> int | None:
    """None where it never expires."""
    if expiry.never_expires(record.expires_at):
        return None
    return expiry.days_until_expiry(record.expires_at, today=today)


def _pause_reason(record: CertificationStatus, *, today: date) -> str:
    return moments.dates_in_words(record.pause_reason or "")


class StatusTable(Table):
    title = "mentor statuses"

    mentor_id = Column("mentor_id")
    name = Column("mentor__name")
    email = Column("mentor__email", heading="E-mail")
    certification_type = Column("certification_type_id", heading="Type")
    type_name = Column("certification_type__name")
    certification_id = Column("certification_id")
    issued_at = Column("issued_at", heading="Issued")
    expires_at = Column("expires_at", heading="Expires")
    days_until_expiry = Column(computed=_days_until_expiry, heading="Days left")
    status = Column(computed=expiry.status_of)
    paused = Column("is_paused")
    pause_reason = Column(computed=_pause_reason)
    exempt_until = Column("mentor__exempt_until")
    left_at = Column("mentor__left_at", moment=True)

    def prepare_export(
        self, records: QuerySet[CertificationStatus]
    ) -> QuerySet[CertificationStatus]:
        return records.select_related("mentor", "certification_type")
