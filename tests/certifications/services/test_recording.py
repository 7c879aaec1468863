"""What is recorded, as what, and what is refused; the claim that a status is."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from certifications import services
from certifications.models import Certification, CertificationType, Mentor
from mentorcerts.lib import identifiers
from mentorcerts.lib.refusals import Conflict
from tests.support.dates import TODAY, at
from tests.support.factories import (
    CertificationTypeFactory,
    MentorFactory,
)
from tests.support.records import everything, refuses
from tests.support.services import ADVANCED, BASIC, record, update

pytestmark = pytest.mark.django_db


# --- recording ----------------------------------------------------------------------------
def test_recording_keeps_the_moments_as_given():
    certification = record(
        issued_at=at("2024-03-26T09:15:00"), expires_at=at("2026-09-26T18:00:00")
    )
    certification.refresh_from_db()
    assert certification.issued_at == at("2024-03-26T09:15:00")
    assert certification.expires_at == at("2026-09-26T18:00:00")
    assert certification.is_current
    assert not certification.auto_pause_applied
    assert identifiers.IDENTIFIER.fullmatch(certification.certification_id)
    assert certification.certification_id.startswith("cert_")


def test_mentor_and_type_are_made_on_first_use_and_found_afterwards():
    record()
    record(issued_at=at("2025-03-26"))
    assert Mentor.objects.get().mentor_id == "mentor-042"
    kind = CertificationType.objects.get()
    assert (kind.code, kind.validity_months, kind.grace_days) == (BASIC, None, 0)


def test_the_records_of_known_mentors_and_types_stay_as_they_are():
    MentorFactory(mentor_id="mentor-042", name="Ada Abebe")
    CertificationTypeFactory(code=BASIC, name="Peer mentor, basic", grace_days=7)
    before = everything()
    record()
    after = everything()
    assert after["Mentor"] == before["Mentor"]
    assert after["CertificationType"] == before["CertificationType"]


@pytest.mark.parametrize("field", ["mentor_id", "certification_type"])
@pytest.mark.parametrize(
    "value", ["", "two words", "a/b", "tab\t", "nul\x00", "é", "m" * 65, "m\n", ".", ".."]
)
def test_what_is_no_identifier_is_refused_by_its_field(field, value):
    with refuses(ValidationError) as refusal:
        record(**{field: value})
    assert list(refusal.value.message_dict) == [field]


def test_without_an_expiry_date_the_types_validity_decides():
    CertificationTypeFactory(code=BASIC, validity_months=24)
    certification = record(issued_at=at("2024-02-29"), expires_at=None)
    assert certification.expires_at == at("2026-02-28")


def test_without_expiry_date_and_validity_it_is_refused():
    with refuses(ValidationError, "no default validity") as refusal:
        record(expires_at=None)
    assert list(refusal.value.message_dict) == ["expires_at"]


def test_a_validity_that_leads_beyond_the_year_9999_is_refused():
    CertificationTypeFactory(code=BASIC, validity_months=24)
    with refuses(ValidationError, "beyond 9999-12-31") as refusal:
        record(issued_at=at("9998-03-26"), expires_at=None, today=date(9998, 3, 26))
    assert list(refusal.value.message_dict) == ["issued_at"]


@pytest.mark.parametrize(
    ("field", "dates"),
    [
        ("issued_at", {"issued_at": at("1899-12-31")}),
        ("expires_at", {"issued_at": at("2026-01-01"), "expires_at": at("1026-01-01")}),
        ("expires_at", {"issued_at": at("2026-03-26"), "expires_at": at("2026-03-25")}),
        ("expires_at", {"issued_at": at("2026-03-26"), "expires_at": at("2026-03-26")}),
    ],
)
def test_dates_that_make_no_sense_are_refused_by_their_field(field, dates):
    with refuses(ValidationError) as refusal:
        record(**dates)
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("issued", "expires"),
    [("00:00:00", "00:00:00"), ("00:00:00", "23:59:59"), ("23:59:59", "00:00:00")],
)
def test_expiring_on_the_day_of_issue_is_refused_whatever_the_times(issued, expires):
    with refuses(ValidationError) as refusal:
        record(issued_at=at(f"2026-03-26T{issued}"), expires_at=at(f"2026-03-26T{expires}"))
    assert list(refusal.value.message_dict) == ["expires_at"]


def test_the_earliest_and_the_latest_dates_are_recorded():
    certification = record(issued_at=at("1900-01-01"), expires_at=at("9999-12-31T23:59:59"))
    certification.refresh_from_db()
    assert certification.issued_at == at("1900-01-01")
    assert certification.expires_at == at("9999-12-31T23:59:59")


def test_must_govern_refuses_one_that_another_outlasts():
    governing = record(expires_at=at("2028-09-26"))
    with refuses(
        Conflict, rf"{governing.certification_id} is the status of .*\(through 26 Sep 2028\)"
    ):
        record(certification_type=ADVANCED, must_govern=True)


def test_must_govern_says_why_another_one_is_the_status():
    CertificationTypeFactory(code="check", requirement="check")
    CertificationTypeFactory(code="club", requirement="")
    check = record(certification_type="check", expires_at=at("2027-03-26"))
    with refuses(Conflict, "check has to be met as well, and it ends earlier .26 Mar 2027"):
        record(expires_at=at("2028-09-26"), must_govern=True)
    with refuses(Conflict, "club is on record only"):
        record(certification_type="club", must_govern=True)
    update(check, status="revoked")
    with refuses(Conflict, "it is revoked, and check has to be met as well"):
        record(expires_at=at("2028-09-26"), must_govern=True)


def test_must_govern_says_that_a_revoked_one_is_no_status_beside_another():
    governing = record(expires_at=at("2027-09-26"))
    with refuses(Conflict, f"{governing.certification_id} is the status .*: this one would be rev"):
        record(certification_type=ADVANCED, status="revoked", must_govern=True)


def test_must_govern_makes_nothing_on_first_use_when_it_refuses():
    record(expires_at=at("2028-09-26"))
    with refuses(Conflict):
        record(certification_type="brand_new", must_govern=True)
    assert not CertificationType.objects.filter(code="brand_new").exists()


def test_must_govern_takes_one_that_governs():
    record()
    assert record(
        certification_type=ADVANCED, expires_at=at("2028-09-26"), must_govern=True
    ).is_current


def test_must_govern_takes_a_first_one_even_if_it_has_expired():
    assert record(expires_at=at("2026-03-01"), must_govern=True).is_current


# --- the claim that a status is -----------------------------------------------------------
@pytest.mark.parametrize(
    ("expires", "claim"),
    [
        ("2026-03-26", "valid"),
        ("2026-03-26T00:00:00", "valid"),
        ("2026-03-25T23:59:59", "expired"),
        ("2026-03-01", "expired"),
        ("2026-03-01", None),
        ("2026-09-26", None),
    ],
)
def test_a_status_that_agrees_with_the_dates_is_taken(expires, claim):
    assert record(expires_at=at(expires), status=claim).revoked_at is None
    assert update(Certification.objects.get(), status=claim).revoked_at is None


@pytest.mark.parametrize(
    ("expires", "claim", "advice"),
    [
        ("2026-03-25T23:59:59", "valid", "Send a later expires_at with it."),
        ("2026-03-26", "expired", "Leave status out, or change expires_at or the revocation."),
        ("2026-09-26", "expired", "Leave status out, or change expires_at or the revocation."),
    ],
)
def test_a_status_that_contradicts_the_dates_is_refused_with_advice(expires, claim, advice):
    with refuses(ValidationError) as refusal:
        record(expires_at=at(expires), status=claim)
    (message,) = refusal.value.message_dict["status"]
    assert message.startswith(f"It can't be {claim}: the record is ")
    assert message.endswith(advice)
    certification = record(expires_at=at(expires))
    with refuses(ValidationError):
        update(certification, status=claim)


@pytest.mark.parametrize("expires", ["2026-03-01", "2026-09-26"])
def test_recording_as_revoked_revokes(expires):
    certification = record(expires_at=at(expires), status="revoked")
    assert certification.revoked_at is not None
    assert certification.revocation_reason == ""
    assert certification.is_current


def test_revoking_keeps_the_reason():
    certification = update(record(), status="revoked", reason="Complaint upheld")
    assert certification.revoked_at is not None
    assert certification.revocation_reason == "Complaint upheld"
    assert certification.updated_reason == "Complaint upheld"


def test_revoking_again_keeps_the_first_moment_and_reason():
    first = update(record(), status="revoked", reason="Complaint upheld")
    again = update(first, status="revoked", reason="Something else")
    assert again.revoked_at == first.revoked_at
    assert again.revocation_reason == "Complaint upheld"


def test_valid_lifts_a_revocation():
    certification = update(record(status="revoked"), status="valid", reason="Appeal won")
    assert certification.revoked_at is None
    assert certification.revocation_reason == ""


def test_valid_does_not_lift_a_revocation_where_the_dates_have_run_out():
    certification = record(expires_at=at("2026-03-01"), status="revoked")
    with refuses(ValidationError, "Send a later expires_at with it"):
        update(certification, status="valid")


def test_valid_lifts_a_revocation_together_with_a_later_expiry_date():
    certification = record(expires_at=at("2026-03-01"), status="revoked")
    certification = update(certification, status="valid", expires_at=at("2027-03-01"))
    assert certification.revoked_at is None
    assert certification.expires_at == at("2027-03-01")


@pytest.mark.parametrize("expires", ["2026-03-01", "2026-09-26"])
def test_a_revocation_can_be_lifted_whatever_the_dates_say(expires):
    certification = update(record(expires_at=at(expires)), status="revoked", reason="Complaint")
    lifted = services.update_certification(
        certification=certification, changes={}, lift_revocation=True, today=TODAY
    )
    assert (lifted.revoked_at, lifted.revocation_reason) == (None, "")
    assert lifted.expires_at == at(expires)


def test_a_revoked_one_is_not_expired_even_if_its_dates_have_run_out():
    certification = record(expires_at=at("2026-03-01"), status="revoked")
    with refuses(ValidationError, "the record is revoked"):
        update(certification, status="expired")


def test_without_a_claim_a_revocation_stands():
    certification = update(record(status="revoked"), expires_at=at("2028-09-26"))
    assert certification.revoked_at is not None


def test_a_status_is_checked_against_the_dates_that_result():
    certification = record()
    with refuses(ValidationError):
        update(certification, status="valid", expires_at=at("2026-03-25"))
    assert update(certification, status="expired", expires_at=at("2026-03-25")).expires_at == at(
        "2026-03-25"
    )
