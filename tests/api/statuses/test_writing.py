"""The governing certification is written under a mentor's status."""

from datetime import date

import pytest

from certifications import services
from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    NEW_STATUS,
    RUN,
    STATUSES,
    change_status,
    held,
    put_or_patch,
    stand,
)
from tests.support.factories import CertificationTypeFactory
from tests.support.records import everything, recorded, renewed


# --- recording ----------------------------------------------------------------------------
def test_a_new_status_is_a_new_certification(api):
    response = api.post(STATUSES, NEW_STATUS)
    assert response.status_code == 201
    assert response.json() == NEW_STATUS | {"is_expired": False, "days_until_expiry": 731}
    assert list(response.json())[:4] == list(NEW_STATUS)
    [certification] = held(api)
    assert certification["issued_at"] == NEW_STATUS["issue_date"]
    assert certification["expires_at"] == NEW_STATUS["expiry_date"]
    assert api.post(RUN).json()["mentors_scanned"] == 1


def test_one_that_another_outlasts_would_be_no_status(api):
    recorded(kind="advanced", expires="2030-03-01")
    before = everything()
    refused(api.post(STATUSES, NEW_STATUS), 409, "conflict")
    assert everything() == before


def test_one_that_outlasts_the_others_becomes_the_status_and_lifts_the_pause(api):
    recorded()
    api.post(RUN)
    assert api.post(STATUSES, NEW_STATUS).status_code == 201
    assert (stand(api)["expiry_date"], stand(api)["paused"]) == (NEW_STATUS["expiry_date"], False)
    assert len(held(api)) == 2


def test_same_mentor_type_and_issue_date_is_a_conflict(api):
    api.post(STATUSES, NEW_STATUS)
    before = everything()
    refused(api.post(STATUSES, NEW_STATUS | {"expiry_date": "2030-01-01"}), 409, "conflict")
    assert everything() == before


def test_without_an_expiry_date_the_validity_of_the_type_decides(api):
    services.save_certification_type(
        code="peer_mentor_basic", validity_months=24, today=date(2026, 3, 26)
    )
    body = {name: value for name, value in NEW_STATUS.items() if name != "expiry_date"}
    assert api.post(STATUSES, body).json()["expiry_date"] == "2028-03-26T00:00:00Z"


@pytest.mark.parametrize("claim", ["valid", "revoked"])
def test_a_status_can_be_claimed(claim, api):
    assert api.post(STATUSES, NEW_STATUS | {"status": claim}).status_code == 201
    assert stand(api)["status"] == claim


# --- errors name the fields of this endpoint ----------------------------------------------
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expiry_date": "2026-03-26"}, "expiry_date"),
        ({"expiry_date": "2020-01-01"}, "expiry_date"),
        ({"expiry_date": "1899-12-31"}, "expiry_date"),
        ({"issue_date": "1899-12-31"}, "issue_date"),
        ({"issue_date": 20260326}, "issue_date"),
        ({"mentor_id": "a b"}, "mentor_id"),
        ({"certification_type": ""}, "certification_type"),
        ({"status": "expired"}, "status"),
        ({"expires_at": "2028-03-26"}, "expires_at"),
        ({"issued_at": "2028-03-26"}, "issued_at"),
        ({"last_renewal_date": "2026-03-26"}, "last_renewal_date"),
        ({"is_expired": False}, "is_expired"),
        ({"paused": True}, "paused"),
    ],
)
def test_a_bad_value_is_named_as_this_endpoint_calls_it(changes, field, api):
    refused(api.post(STATUSES, NEW_STATUS | changes), 400, "invalid", {field})
    assert not any(everything().values())


def test_a_missing_expiry_date_is_named_as_this_endpoint_calls_it(api):
    body = {name: value for name, value in NEW_STATUS.items() if name != "expiry_date"}
    refused(api.post(STATUSES, body), 400, "invalid", {"expiry_date"})


@pytest.mark.parametrize(("expires", "claim"), [("2026-03-01", "valid"), ("2027-03-01", "expired")])
def test_a_refused_claim_says_which_of_this_endpoints_fields_to_change(expires, claim, api):
    recorded(expires=expires)
    before = everything()
    response = api.put(f"{STATUSES}/mentor-1", {"status": claim})
    error = refused(response, 400, "invalid", {"status"})
    assert everything() == before
    assert "expires_at" not in error["message"], "an unknown field here: sending it is 400"
    assert "expiry_date" in error["message"]


# --- changing -----------------------------------------------------------------------------
@put_or_patch
def test_a_change_changes_what_it_is_given_and_nothing_else(method, api):
    recorded(issued="2024-03-01", expires="2026-03-01")
    before = stand(api)
    response = getattr(api, method)(f"{STATUSES}/mentor-1", {"expiry_date": "2027-03-01"})
    assert response.status_code == 200
    assert response.json() == {
        "mentor_id": "mentor-1",
        "certification_type": "peer_mentor_basic",
        "expiry_date": "2027-03-01T00:00:00Z",
        "is_expired": False,
        "days_until_expiry": 340,
    }
    assert stand(api) == before | {
        "expiry_date": "2027-03-01T00:00:00Z",
        "is_expired": False,
        "days_until_expiry": 340,
        "status": "valid",
    }
    assert held(api)[0]["expires_at"] == "2027-03-01T00:00:00Z"


@put_or_patch
@pytest.mark.parametrize(
    ("change", "certification_key"),
    [
        ({"certification_type": "advanced"}, "certification_type"),
        ({"issue_date": "2024-05-05T00:00:00Z"}, "issued_at"),
        ({"expiry_date": "2029-05-05T00:00:00Z"}, "expires_at"),
    ],
)
def test_each_field_can_be_changed_alone(change, certification_key, method, api):
    recorded()
    assert getattr(api, method)(f"{STATUSES}/mentor-1", change).status_code == 200
    (name, value) = next(iter(change.items()))
    assert stand(api)[name] == value
    assert held(api)[0][certification_key] == value


def test_a_later_date_lifts_the_jobs_pause(api):
    recorded()
    api.post(RUN)
    change_status(api, expiry_date="2027-03-01", updated_reason="Renewed on paper")
    assert (stand(api)["paused"], held(api)[0]["auto_pause_applied"]) == (False, False)


def test_an_earlier_date_is_found_by_the_next_run(api):
    recorded(expires="2027-03-01")
    change_status(api, expiry_date="2026-03-25")
    assert stand(api)["paused"] is False
    assert api.post(RUN).json()["auto_paused"] == 1
    assert stand(api)["paused"] is True


def test_a_change_is_one_of_the_governing_certification_only(api):
    recorded(kind="old", expires="2025-03-01")
    recorded(kind="governs", expires="2026-03-01")
    change_status(api, expiry_date="2027-03-01")
    assert {row["certification_type"]: row["expires_at"][:10] for row in held(api)} == {
        "old": "2025-03-01",
        "governs": "2027-03-01",
    }


def test_shortened_below_another_one_by_name_the_other_one_governs(api):
    recorded(kind="other", expires="2027-03-01")
    governing = recorded(kind="governs", expires="2028-03-01")
    change_status(api, expiry_date="2026-01-01", certification_id=governing.certification_id)
    assert stand(api)["certification_type"] == "other"


@put_or_patch
@pytest.mark.parametrize("kind", ["valid", "expired", "paused", "revoked", "renewed"])
def test_what_was_read_can_be_sent_back(kind, method, api):
    recorded(expires="2027-03-01" if kind == "valid" else "2026-03-01")
    if kind == "paused":
        api.post(RUN)
    if kind == "revoked":
        change_status(api, status="revoked", updated_reason="Left the programme")
    if kind == "renewed":
        renewed()
    read, certification = stand(api), held(api)
    assert getattr(api, method)(f"{STATUSES}/mentor-1", read).status_code == 200
    assert stand(api) == read
    assert held(api) == certification


@put_or_patch
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mentor_id", "mentor-2"),
        ("mentor_id", ""),
        ("mentor_id", None),
        ("is_expired", False),
        ("days_until_expiry", 0),
        ("days_until_expiry", "-25"),
        ("last_renewal_date", "2026-03-26T00:00:00Z"),
        ("paused", True),
        ("pause_reason", "On leave"),
    ],
)
def test_what_can_only_be_read_can_not_be_contradicted(name, value, method, api):
    recorded()
    before = everything()
    body = {name: value, "expiry_date": "2027-03-01"}
    refused(getattr(api, method)(f"{STATUSES}/mentor-1", body), 400, "invalid", {name})
    assert everything() == before


@put_or_patch
@pytest.mark.parametrize("name", ["expires_at", "issued_at", "mentor", "created_at"])
def test_a_change_of_an_unknown_field_is_refused(name, method, api):
    recorded()
    before = everything()
    body = {name: "2027-03-01", "expiry_date": "2027-03-01"}
    refused(getattr(api, method)(f"{STATUSES}/mentor-1", body), 400, "invalid", {name})
    assert everything() == before


def test_revoking_and_lifting_it(api):
    recorded(expires="2027-03-01")
    change_status(api, status="revoked", updated_reason="Complaint upheld")
    assert (stand(api)["status"], stand(api)["paused"]) == ("revoked", True)
    assert held(api)[0]["status"] == "revoked"
    change_status(api, status="valid")
    assert (stand(api)["status"], stand(api)["paused"]) == ("valid", False)


# --- removing -----------------------------------------------------------------------------
def test_removing_a_status_removes_all_certifications_of_the_mentor(api):
    recorded(expires="2026-03-01")
    longest = recorded(kind="advanced", expires="2027-03-01")
    recorded("mentor-2")
    response = api.delete(f"{STATUSES}/mentor-1")
    assert response.status_code == 200
    assert response.json() == {"deleted": True, "mentor_id": "mentor-1"}
    assert list(response.json()) == ["deleted", "mentor_id"]

    assert held(api) == []
    refused(api.get(f"{CERTIFICATIONS}/{longest.certification_id}"), 404, "not_found")
    for method in ("get", "put", "patch", "delete"):
        refused(getattr(api, method)(f"{STATUSES}/mentor-1"), 404, "not_found")
    assert [row["mentor_id"] for row in api.get(STATUSES).json()["data"]] == ["mentor-2"]
    assert api.post(RUN).json()["mentors_scanned"] == 1


def test_a_removed_mentor_can_come_back(api):
    recorded()
    api.post(RUN)
    api.delete(f"{STATUSES}/mentor-1")
    assert api.post(STATUSES, NEW_STATUS).status_code == 201
    assert stand(api)["paused"] is False


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_a_mentor_without_a_certification_has_no_status(method, api):
    services.save_mentor(mentor_id="mentor-1", name="Ann")
    refused(getattr(api, method)(f"{STATUSES}/mentor-1"), 404, "not_found")
    refused(getattr(api, method)(f"{STATUSES}/nobody"), 404, "not_found")


@pytest.mark.parametrize("named", [False, True])
def test_a_change_after_which_there_would_be_no_status_writes_nothing(named, api):
    CertificationTypeFactory(code="club", requirement="")
    certification = recorded()
    body = {"certification_type": "club"}
    if named:
        body["certification_id"] = certification.certification_id
    before = everything()
    answer = api.put(f"{STATUSES}/mentor-1", body)
    assert answer.status_code == 409, answer.content
    assert "would have no status, so nothing was changed" in answer.json()["error"]["message"]
    assert everything() == before


def test_a_new_status_that_is_on_record_only_is_none(api):
    CertificationTypeFactory(code="club", requirement="")
    answer = api.post(
        STATUSES,
        {
            "mentor_id": "mentor-1",
            "certification_type": "club",
            "issue_date": "2026-01-01",
            "expiry_date": "2028-01-01",
        },
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")
    assert "on record only" in answer.json()["error"]["message"]
