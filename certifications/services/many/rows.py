"""Rows as the services for sets of rows take them, and what those services did."""

from dataclasses import dataclass, field
from datetime import date, datetime

from certifications.models import Certification
from mentorcerts.lib import moments
from mentorcerts.lib.sheets.row_kinds import RowKind, RowResult


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificationRow:
    """The arguments of ``services.record_certification``, and which record the row is about.

    ``mentor_id`` may be an e-mail address. With ``certification_id`` the other fields may be empty:
    they stay as they are. ``status`` is what is claimed of a new one; ``says_revoked`` and
    ``says_removed`` are what the row claims of the record. ``None`` claims nothing.
    """

    row: int
    mentor_id: str = ""
    certification_type: str = ""
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    certification_id: str = ""
    status: str | None = None
    says_revoked: bool | None = None
    says_removed: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MentorRow:
    """The arguments of ``services.save_mentor``; ``None`` leaves what is recorded.

    ``mentor_id`` may be an e-mail address.
    """

    row: int
    mentor_id: str
    name: str | None = None
    email: str | None = None


@dataclass
class Written:
    """What a bulk service did."""

    pks: list[int] = field(default_factory=list)
    """The new records, in the order of the rows."""
    made: list[str] = field(default_factory=list)
    """Mentors that were made on first use."""
    made_types: list[str] = field(default_factory=list)
    """Types that were."""
    touched: set[str] = field(default_factory=set)
    """Mentors who were there before, of what is new or changed: of services that change as well."""
    lifted: list[str] = field(default_factory=list)
    """Mentors whose pause by the job was lifted."""
    results: list[RowResult] = field(default_factory=list)
    """What came of each row, in their order: of services that change as well."""

    def name_new_records(self) -> None:
        """Give the results of new rows the keys of their records."""
        fresh = iter(self.pks)
        for result in self.results:
            if result.kind is RowKind.NEW:
                result.pk = next(fresh)


Key = tuple[str, str, date]
"""Mentor, type and issue date: what two live certifications may not share."""


def key_of(certification: Certification) -> Key:
    return (
        certification.mentor_id,
        certification.certification_type_id,
        moments.utc_date(certification.issued_at),
    )
