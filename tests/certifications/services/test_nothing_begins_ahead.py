"""What nobody holds yet must not count: issue and renewal dates may not be still to come.

``TODAY`` is 2026-03-26; one day ahead is taken, because zones differ.
"""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from certifications import services
from certifications.models import Certification
from certifications.services import many
from mentorcerts import checks
from mentorcerts.lib.sheets.problems import RefusedRows
from renewals.many import RenewalRow, renew_certifications
from renewals.models import Renewal
from renewals.services import change_renewal
from tests.support.api import (
    CERTIFICATIONS,
    NEW_CERTIFICATION,
    NEW_RENEWAL,
    NEW_STATUS,
    RENEWALS,
    STATUSES,
    address_of,
)
from tests.support.dates import TODAY, at
from tests.support.records import recorded, refuses, renewed

pytestmark = pytest.mark.django_db

TOMORROW, LATER = "2026-03-27", "2026-03-28"


def test_one_day_ahead_is_taken():
    assert recorded(issued=TOMORROW, expires="2028-01-01").is_current
    recorded("mentor-2")
    assert renewed("mentor-2", granted=TOMORROW).renewal_date == at(TOMORROW)


def test_a_paused_mentor_does_not_go_on_for_what_begins_later():
    """Case B4."""
    recorded()
    with refuses(ValidationError, match="28 Mar 2026 has not come yet") as refusal:
        recorded(kind="advanced", issued=LATER, expires="2029-03-28")
    assert list(refusal.value.message_dict) == ["issued_at"]


def test_a_renewal_is_not_granted_ahead():
    """Case B5."""
    recorded()
    with refuses(ValidationError, match="has not come yet") as refusal:
        renewed(granted="2072-02-01", until="2075-02-01")
    assert list(refusal.value.message_dict) == ["renewal_date"]


def test_no_date_is_moved_ahead():
    certification = recorded()
    with refuses(ValidationError):
        services.update_certification(
            certification=certification,
            changes={"issued_at": at(LATER), "expires_at": at("2029-01-01")},
            today=TODAY,
        )
    renewal = renewed()
    with refuses(ValidationError):
        change_renewal(renewal=renewal, changes={"renewal_date": at(LATER)}, today=TODAY)


def test_one_that_is_stored_may_be_sent_back_and_changed_otherwise():
    certification, renewal = recorded(), renewed()
    Certification.objects.update(issued_at=at("2027-01-01"), expires_at=at("2030-01-01"))
    Renewal.objects.update(renewal_date=at("2027-01-01"), new_expiry_date=at("2030-01-01"))
    certification.refresh_from_db()
    renewal.refresh_from_db()
    changes = {"issued_at": certification.issued_at, "expires_at": at("2030-06-01")}
    services.update_certification(certification=certification, changes=changes, today=TODAY)
    Certification.objects.update(expires_at=at("2030-01-01"))
    changes = {"renewal_date": renewal.renewal_date, "new_expiry_date": at("2031-01-01")}
    change_renewal(renewal=renewal, changes=changes, today=TODAY)
    assert Certification.objects.get().expires_at == at("2031-01-01")


def test_rows_of_a_file_are_refused_by_their_column():
    recorded()
    row = many.CertificationRow(
        row=2,
        mentor_id="mentor-1",
        certification_type="advanced",
        issued_at=at(LATER),
        expires_at=at("2029-01-01"),
    )
    with refuses(RefusedRows) as refusal:
        many.record_certifications(rows=[row], today=TODAY)
    assert list(refusal.value.problems[2]) == ["issued_at"]
    renewal = RenewalRow(
        row=3, mentor_id="mentor-1", renewal_date=at(LATER), new_expiry_date=at("2029-01-01")
    )
    with refuses(RefusedRows) as refusal:
        renew_certifications(rows=[renewal], today=TODAY)
    assert list(refusal.value.problems[3]) == ["renewal_date"]


@pytest.mark.parametrize(
    ("path", "body", "name"),
    [
        (CERTIFICATIONS, NEW_CERTIFICATION, "issued_at"),
        (STATUSES, NEW_STATUS, "issue_date"),
        (RENEWALS, NEW_RENEWAL, "renewal_date"),
    ],
)
def test_the_api_names_the_field(path, body, name, api, on):
    on(TODAY)
    recorded("mentor-1", kind="trainer")
    answer = api.post(path, {**body, name: LATER})
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == [name]


def test_put_of_what_is_stored_ahead_is_taken(api, on):
    on(TODAY)
    certification = recorded()
    Certification.objects.update(issued_at=at("2027-01-01"), expires_at=at("2030-01-01"))
    address = address_of(certification)
    shown = api.get(address).json()
    assert api.put(address, shown, format="json").status_code == 200


def test_what_was_recorded_ahead_before_that_was_refused_is_listed(on, capsys):
    on(TODAY)
    certification, renewal = recorded(), renewed()
    recorded("mentor-2", issued="2026-03-27", expires="2028-01-01")
    assert checks.nothing_begins_ahead(databases=["default"]) == []
    Certification.objects.filter(mentor_id="mentor-1").update(
        issued_at=at(LATER), expires_at=at("2030-01-01")
    )
    Renewal.objects.update(renewal_date=at(LATER), new_expiry_date=at("2030-01-01"))
    call_command("check", databases=["default"])
    told = capsys.readouterr().err
    assert "W004" in told
    assert f"{certification.certification_id}, {renewal.renewal_id}." in told
