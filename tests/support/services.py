"""The services of certifications and renewals, called as of ``TODAY`` about mentor-042."""

from datetime import date

from certifications import services
from certifications.models import Certification, Mentor
from renewals.models import Renewal
from renewals.services import change_renewal, renew_certification
from tests.support.dates import TODAY, at

BASIC, ADVANCED = "peer_mentor_basic", "peer_mentor_advanced"


def record(**changes) -> Certification:
    return services.record_certification(
        **{
            "mentor_id": "mentor-042",
            "certification_type": BASIC,
            "issued_at": at("2024-03-26"),
            "expires_at": at("2026-09-26"),
            "today": TODAY,
        }
        | changes
    )


def update(certification: Certification, *, status=None, reason="", **changes) -> Certification:
    return services.update_certification(
        certification=certification, changes=changes, status=status, reason=reason, today=TODAY
    )


def exempt(until: date, *, reason: str = "Ill") -> Mentor:
    return services.exempt_mentor(
        mentor_id="mentor-042", until=until, reason=reason, today=TODAY, by="coordinator"
    )


def renew(to: str, **changes) -> Renewal:
    return renew_certification(
        **{
            "mentor_id": "mentor-042",
            "renewal_date": at("2026-03-26"),
            "new_expiry_date": at(to),
            "today": TODAY,
        }
        | changes
    )


def change(renewal: Renewal, **changes) -> Renewal:
    return change_renewal(renewal=renewal, changes=changes, today=TODAY, by="coordinator")


def assert_expires(certification: Certification, on: str) -> None:
    certification.refresh_from_db()
    assert certification.expires_at == at(on)
