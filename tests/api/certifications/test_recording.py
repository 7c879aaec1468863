"""Recording what mentors hold, over the API: fields, times, duplicates."""

import re
from datetime import date

import pytest

from certifications import services
from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    NEW_CERTIFICATION,
    RUN,
    address_of,
    detail,
    put_or_patch,
    stand,
)
from tests.support.records import everything, recorded


# --- recording ----------------------------------------------------------------------------
def test_what_is_recorded_is_seen_everywhere(api):
    response = api.post(CERTIFICATIONS, NEW_CERTIFICATION)
    assert response.status_code == 201
    made = response.json()
    assert list(made) == [
        "certification_id",
        "mentor_id",
        "certification_type",
        "issued_at",
        "expires_at",
        "status",
        "auto_pause_applied",
        "created_at",
    ]
    assert re.fullmatch(r"cert_[0-9A-HJKMNP-TV-Z]{8}", made["certification_id"])
    assert made | NEW_CERTIFICATION == made
    assert (made["status"], made["auto_pause_applied"]) == ("valid", False)
    assert made["created_at"].startswith("2026-03-26T01:00:0")

    when = {"created_at": made.pop("created_at")}
    assert api.get(CERTIFICATIONS).json()["data"] == [made]
    assert api.get(f"{CERTIFICATIONS}/{made['certification_id']}").json() == made | {
        "auto_pause_applied_at": None,
        "revoked_at": None,
        "revocation_reason": "",
        **when,
        "updated_at": when["created_at"],
    }
    assert stand(api) == {
        "mentor_id": "mentor-1",
        "certification_type": "peer_mentor_basic",
        "issue_date": NEW_CERTIFICATION["issued_at"],
        "expiry_date": NEW_CERTIFICATION["expires_at"],
        "is_expired": False,
        "days_until_expiry": 731,
        "last_renewal_date": NEW_CERTIFICATION["issued_at"],
        "status": "valid",
        "paused": False,
        "pause_reason": None,
    }
    assert api.post(RUN).json()["mentors_scanned"] == 1


def test_one_recorded_as_expired_is_paused_by_the_next_run(api):
    made = api.post(
        CERTIFICATIONS, NEW_CERTIFICATION | {"issued_at": "2024-03-01", "expires_at": "2026-03-25"}
    )
    assert made.json()["status"] == "expired"
    assert stand(api)["paused"] is False, "only the job pauses"
    assert api.post(RUN).json()["auto_paused"] == 1
    assert stand(api)["paused"] is True


def test_without_an_expiry_date_the_validity_of_the_type_decides(api):
    services.save_certification_type(
        code="peer_mentor_basic", validity_months=24, today=date(2026, 3, 26)
    )
    body = NEW_CERTIFICATION | {"issued_at": "2024-02-29T10:30:00Z"}
    del body["expires_at"]
    assert api.post(CERTIFICATIONS, body).json()["expires_at"] == "2026-02-28T10:30:00Z"


def test_without_an_expiry_date_and_a_validity_it_is_refused(api):
    body = {name: value for name, value in NEW_CERTIFICATION.items() if name != "expires_at"}
    refused(api.post(CERTIFICATIONS, body), 400, "invalid", {"expires_at"})
    assert not any(everything().values()), "neither mentor nor type has been left behind"


def test_a_validity_beyond_the_last_date_is_refused(api):
    services.save_certification_type(
        code="peer_mentor_basic", validity_months=1200, today=date(2026, 3, 26)
    )
    body = {**NEW_CERTIFICATION, "issued_at": "9950-01-01"}
    del body["expires_at"]
    refused(api.post(CERTIFICATIONS, body), 400, "invalid", {"issued_at"})


@pytest.mark.parametrize(
    ("claim", "expires_at"),
    [("valid", "2026-03-26"), ("valid", "2028-03-26"), ("expired", "2026-03-25")],
)
def test_a_status_that_agrees_with_the_dates_is_accepted(claim, expires_at, api):
    body = NEW_CERTIFICATION | {
        "issued_at": "2024-03-01",
        "expires_at": expires_at,
        "status": claim,
    }
    response = api.post(CERTIFICATIONS, body)
    assert (response.status_code, response.json()["status"]) == (201, claim)


@pytest.mark.parametrize(
    ("claim", "expires_at"),
    [("valid", "2026-03-25"), ("expired", "2026-03-26"), ("expired", "2028-03-26")],
)
def test_a_status_that_contradicts_the_dates_is_refused(claim, expires_at, api):
    body = NEW_CERTIFICATION | {
        "issued_at": "2024-03-01",
        "expires_at": expires_at,
        "status": claim,
    }
    error = refused(api.post(CERTIFICATIONS, body), 400, "invalid", {"status"})
    assert "expires_at" in error["message"], "it says which field to change"
    assert not any(everything().values())


def test_one_can_be_recorded_as_revoked(api):
    assert (
        api.post(CERTIFICATIONS, NEW_CERTIFICATION | {"status": "revoked"}).json()["status"]
        == "revoked"
    )
    assert (stand(api)["status"], stand(api)["paused"]) == ("revoked", True)


@pytest.mark.parametrize("name", ["mentor_id", "certification_type", "issued_at"])
def test_what_is_required_is_named(name, api):
    body = {key: value for key, value in NEW_CERTIFICATION.items() if key != name}
    refused(api.post(CERTIFICATIONS, body), 400, "invalid", {name})


@pytest.mark.parametrize(
    "name",
    ["certification_id", "auto_pause_applied", "created_at", "deleted_at", "mentorId", "id", "pk"],
)
def test_a_field_that_it_does_not_know_is_refused(name, api):
    refused(api.post(CERTIFICATIONS, NEW_CERTIFICATION | {name: "x"}), 400, "invalid", {name})
    assert not any(everything().values())


@pytest.mark.parametrize("expires_at", ["2026-03-26", "2026-03-25", "1999-12-31"])
def test_it_has_to_expire_after_it_was_issued(expires_at, api):
    body = NEW_CERTIFICATION | {"expires_at": expires_at}
    refused(api.post(CERTIFICATIONS, body), 400, "invalid", {"expires_at"})


# --- times --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("2028-03-26", "2028-03-26T00:00:00Z"),
        ("2028-03-26T08:30:15Z", "2028-03-26T08:30:15Z"),
        ("2028-03-26t08:30:15z", "2028-03-26T08:30:15Z"),
        ("2028-03-26 08:30:15Z", "2028-03-26T08:30:15Z"),
        ("2028-03-26T08:30:15", "2028-03-26T08:30:15Z"),
        ("2028-03-26T08:30", "2028-03-26T08:30:00Z"),
        ("2028-03-26T08:30Z", "2028-03-26T08:30:00Z"),
        ("2028-03-26T08:30:15.999Z", "2028-03-26T08:30:15Z"),
        ("2028-03-26T08:30:15.123456789Z", "2028-03-26T08:30:15Z"),
        ("2028-03-26T00:30:00+02:00", "2028-03-25T22:30:00Z"),
        ("2028-03-26T23:30:00-0130", "2028-03-27T01:00:00Z"),
        ("2028-02-29T00:00:00+00:00", "2028-02-29T00:00:00Z"),
        ("9999-12-31", "9999-12-31T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_times_are_read_with_offsets_and_told_in_utc(sent, stored, api):
    response = api.post(CERTIFICATIONS, NEW_CERTIFICATION | {"expires_at": sent})
    assert response.status_code == 201, response.content
    made = response.json()
    assert made["expires_at"] == stored
    assert api.get(f"{CERTIFICATIONS}/{made['certification_id']}").json()["expires_at"] == stored
    assert stand(api)["expiry_date"] == stored


def test_the_oldest_date_is_the_first_of_1900(api):
    assert (
        api.post(CERTIFICATIONS, NEW_CERTIFICATION | {"issued_at": "1900-01-01"}).status_code == 201
    )
    for too_old in ("1899-12-31", "1900-01-01T00:00:00+00:01", "0001-01-01"):
        response = api.post(CERTIFICATIONS, NEW_CERTIFICATION | {"issued_at": too_old})
        refused(response, 400, "invalid", {"issued_at"})


def test_the_utc_date_decides_and_never_the_time_of_day(api, on):
    certification = recorded(expires="2026-03-26T00:00:01")
    on("2026-03-26", "23:59:59")
    assert detail(api, certification)["status"] == "valid"
    on("2026-03-27", "00:00:00")
    assert detail(api, certification)["status"] == "expired"


# --- duplicates ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "issued_at", ["2026-03-26", "2026-03-26T23:59:59Z", "2026-03-27T01:00:00+02:00"]
)
def test_same_mentor_type_and_issue_date_is_a_conflict(issued_at, api):
    first = api.post(CERTIFICATIONS, NEW_CERTIFICATION).json()
    before = everything()
    error = refused(
        api.post(CERTIFICATIONS, NEW_CERTIFICATION | {"issued_at": issued_at}), 409, "conflict"
    )
    assert error["details"] == {"certification_id": first["certification_id"]}
    assert everything() == before


@pytest.mark.parametrize(
    "other",
    [{"mentor_id": "mentor-2"}, {"certification_type": "advanced"}, {"issued_at": "2026-03-25"}],
)
def test_another_mentor_type_or_issue_date_is_no_conflict(other, api):
    api.post(CERTIFICATIONS, NEW_CERTIFICATION)
    assert api.post(CERTIFICATIONS, NEW_CERTIFICATION | other).status_code == 201


def test_a_removed_one_is_in_nobodys_way(api):
    first = api.post(CERTIFICATIONS, NEW_CERTIFICATION).json()
    api.delete(f"{CERTIFICATIONS}/{first['certification_id']}")
    assert api.post(CERTIFICATIONS, NEW_CERTIFICATION).status_code == 201


@put_or_patch
@pytest.mark.parametrize(
    ("kind", "issued", "change"),
    [
        ("peer_mentor_basic", "2025-03-01", {"issued_at": "2024-03-01"}),
        ("advanced", "2024-03-01", {"certification_type": "peer_mentor_basic"}),
    ],
)
def test_a_change_into_a_duplicate_is_a_conflict(kind, issued, change, method, api):
    recorded(kind="peer_mentor_basic", issued="2024-03-01")
    other = recorded(kind=kind, issued=issued)
    before = everything()
    refused(getattr(api, method)(address_of(other), change), 409, "conflict")
    assert everything() == before
