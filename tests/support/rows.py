"""Rows of spreadsheets as services take them."""

from typing import Any

from certifications.services import many
from certifications.services.many import CertificationRow
from renewals.many import RenewalRow, renew_certifications
from tests.support.dates import TODAY, at


def certification_row(number: int = 2, **fields: Any) -> CertificationRow:
    given = {
        "mentor_id": "mentor-042",
        "certification_type": "peer_mentor_basic",
        "issued_at": at("2026-01-01"),
        "expires_at": at("2028-01-01"),
    }
    return CertificationRow(row=number, **(given | fields))


def renewal_row(number: int = 2, **fields: Any) -> RenewalRow:
    given = {
        "mentor_id": "mentor-042",
        "renewal_date": at("2026-03-20"),
        "new_expiry_date": at("2028-03-20"),
    }
    return RenewalRow(row=number, **(given | fields))


def record_rows(*rows: CertificationRow) -> many.Written:
    return many.record_certifications(rows=rows, today=TODAY, by="kim")


def renew_rows(*rows: RenewalRow) -> many.Written:
    return renew_certifications(rows=rows, today=TODAY, by="kim")


def problems_of(refusal: Any) -> dict[int, dict[str, list[str]]]:
    return refusal.value.problems
