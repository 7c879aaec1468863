"""Where each mentor stands, over the API: the governing certification, read and written."""

from datetime import date

import pytest

from certifications import services
from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    RENEWALS,
    RUN,
    STATUSES,
    explained,
    put_or_patch,
    stand,
)
from tests.support.records import everything, recorded, renewed

NEW = {
    "mentor_id": "mentor-1",
    "certification_type": "peer_mentor_basic",
    "issue_date": "2026-03-26T00:00:00Z",
    "expiry_date": "2028-03-26T00:00:00Z",
}


def changed(api, **changes):
    response = api.put(f"{STATUSES}/mentor-1", changes)
    assert response.status_code == 200, response.content
    return response.json()


def held(api, mentor_id="mentor-1"):
    """The certifications of a mentor, as their own list tells them."""
    return api.get(CERTIFICATIONS, {"mentor_id": mentor_id}).json()["data"]


# --- reading ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "left", "is_expired", "status"),
    [
        ("2024-03-01", 730, False, "valid"),
        ("2026-02-28", 1, False, "valid"),
        ("2026-03-01", 0, False, "valid"),
        ("2026-03-02", -1, True, "expired"),
        ("2026-03-26", -25, True, "expired"),
    ],
)
def test_a_mentor_is_valid_through_the_expiry_date(day, left, is_expired, status, api, on):
    recorded(issued="2024-03-01", expires="2026-03-01")
    on(day, "23:59:59")
    read = stand(api)
    assert (read["days_until_expiry"], read["is_expired"], read["status"]) == (
        left,
        is_expired,
        status,
    )
    [row] = api.get(STATUSES).json()["data"]
    assert (row["days_until_expiry"], row["is_expired"]) == (left, is_expired)
    [certification] = held(api)
    assert certification["status"] == status


@pytest.mark.parametrize(
    ("zone", "is_expired"),
    [("Pacific/Auckland", True), ("UTC", False), ("America/Los_Angeles", False)],
)
def test_today_is_the_date_in_the_programmes_time_zone(zone, is_expired, api, on, settings):
    recorded(expires="2026-03-01")
    settings.MENTORCERTS_TIME_ZONE = zone
    on("2026-03-01", "12:00:00")  # one in the morning of 2 March in Auckland
    assert stand(api)["is_expired"] is is_expired
    assert api.get(STATUSES, {"is_expired": "true"}).json()["pagination"]["total"] == is_expired
    assert api.post(RUN).json()["auto_paused"] == is_expired


def test_a_mentor_has_one_status_however_many_certifications(api):
    recorded(expires="2026-03-01")
    recorded(kind="advanced", expires="2027-03-01")
    recorded(kind="trainer", expires="2025-03-01")
    [row] = api.get(STATUSES).json()["data"]
    assert list(row) == [
        "mentor_id",
        "certification_type",
        "issue_date",
        "expiry_date",
        "is_expired",
        "days_until_expiry",
    ]
    assert row["certification_type"] == "advanced"
    assert len(held(api)) == 3


def test_one_status_tells_more_after_the_contracts_keys(api):
    recorded()
    assert list(stand(api)) == [
        "mentor_id",
        "certification_type",
        "issue_date",
        "expiry_date",
        "is_expired",
        "days_until_expiry",
        "last_renewal_date",
        "status",
        "paused",
        "pause_reason",
    ]


def test_the_last_renewal_date_is_that_of_the_newest_renewal_or_the_issue_date(api):
    recorded(issued="2024-03-01", expires="2026-03-01")
    assert stand(api)["last_renewal_date"] == "2024-03-01T00:00:00Z"
    renewed(granted="2026-03-10", until="2027-03-10")
    assert stand(api)["last_renewal_date"] == "2026-03-10T00:00:00Z"
    newest = renewed(granted="2026-03-05", until="2028-03-10")
    assert stand(api)["last_renewal_date"] == "2026-03-05T00:00:00Z"
    api.delete(f"{RENEWALS}/{newest.renewal_id}")
    assert stand(api)["last_renewal_date"] == "2026-03-10T00:00:00Z"


# --- paused, and why ------------------------------------------------------------------------
def test_nobody_is_paused_for_no_reason(api):
    recorded()
    assert (stand(api)["paused"], stand(api)["pause_reason"]) == (False, None)


def test_the_jobs_pause_is_told_in_the_words_of_its_log(api):
    recorded()
    api.post(RUN)
    assert stand(api)["paused"] is True
    assert stand(api)["pause_reason"] == "Certification peer_mentor_basic expired on 2026-03-01"


def test_all_that_keeps_a_mentor_paused_is_told(api):
    recorded()
    api.post(RUN)
    services.pause_mentor(mentor_id="mentor-1", reason="On leave", by="coordinator-7")
    changed(api, status="revoked", updated_reason="Complaint upheld")
    reason = stand(api)["pause_reason"]
    assert "expired on 2026-03-01" in reason
    assert "was revoked on 2026-03-26: Complaint upheld" in reason
    assert "Paused by a coordinator: On leave" in reason


def test_only_a_coordinator_lifts_a_coordinators_pause(api):
    recorded()
    api.post(RUN)
    services.pause_mentor(mentor_id="mentor-1", reason="On leave", by="coordinator-7")
    changed(api, expiry_date="2027-03-01")
    assert stand(api)["paused"] is True
    assert stand(api)["pause_reason"] == "Paused by a coordinator: On leave"
    services.resume_mentor(mentor_id="mentor-1")
    assert (stand(api)["paused"], stand(api)["pause_reason"]) == (False, None)


def test_an_exemption_lifts_the_jobs_pause_and_keeps_it_away_through_its_last_day(api, on):
    recorded()
    api.post(RUN)
    services.exempt_mentor(
        mentor_id="mentor-1",
        until=date(2026, 3, 28),
        reason="Course booked",
        today=date(2026, 3, 26),
        by="coordinator-7",
    )
    assert (stand(api)["paused"], stand(api)["status"]) == (False, "expired")
    on("2026-03-28")
    run = api.post(RUN).json()
    assert (run["auto_paused"], run["skipped_exempt"]) == (0, 1)
    on("2026-03-29")
    assert api.post(RUN).json()["auto_paused"] == 1
    assert stand(api)["paused"] is True


# --- the explanation ------------------------------------------------------------------------


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("base", ["", "/certification-statuses/api/v1"])
def test_the_explanation_answers_on_both_addresses(base, slash, api):
    recorded()
    address = f"/api/v1{base}/certification-statuses/mentor-1/explanation{slash}"
    assert api.get(address).json() == explained(api)


def test_the_explanation_of_a_pause_names_the_run_and_the_dates(api):
    certification = recorded(expires="2026-03-01")
    api.post(RUN)
    [log] = api.get(f"{CERTIFICATIONS}/expiry-job/logs").json()["data"]
    explanation = explained(api)
    assert explanation["mentor_id"] == "mentor-1"
    assert explanation["as_of"] == "2026-03-26"
    assert explanation["paused"] is True
    assert explanation["certification"] == {
        "certification_id": certification.certification_id,
        "certification_type": "peer_mentor_basic",
        "issue_date": "2024-03-01T00:00:00Z",
        "expiry_date": "2026-03-01T00:00:00Z",
        "status": "expired",
        "days_until_expiry": -25,
        "grace_days": 0,
    }
    assert (explanation["grace_ends"], explanation["exempt_until"]) == ("2026-03-01", None)
    assert explanation["pause"] == {
        "log_id": log["log_id"],
        "job_run_id": "job_26MAR2026_01",
        "applied_at": log["applied_at"],
        "reason": "Certification peer_mentor_basic expired on 2026-03-01",
    }
    [because] = explanation["because"]
    assert "expired on 2026-03-01" in because
    assert "job_26MAR2026_01" in because
    assert explanation["would_change"]


def test_the_explanation_tells_every_reason_and_what_would_end_it(api):
    recorded()
    api.post(RUN)
    services.pause_mentor(mentor_id="mentor-1", reason="On leave", by="coordinator-7")
    changed(api, status="revoked", updated_reason="Complaint upheld")
    explanation = explained(api)
    assert len(explanation["would_change"]) == len(explanation["because"])
    assert "On leave" in explanation["because"][-1]
    assert "Complaint upheld" in explanation["because"][-2]


@pytest.mark.parametrize(
    ("expires", "grace_days", "because", "would_change"),
    [
        ("2027-03-01", 0, "valid through 2027-03-01", "2027-03-02"),
        ("2026-03-26", 0, "valid through 2026-03-26", "2026-03-27"),
        ("2026-03-25", 0, "no run has paused the mentor yet", "next expiry run"),
        ("2026-03-25", 7, "through 2026-04-01", "2026-04-02"),
        ("2026-03-25", 1, "through 2026-03-26", "2026-03-27"),
        ("9999-12-31", 0, "valid through 9999-12-31", "never runs out"),
        ("9999-12-31", 3650, "valid through 9999-12-31", "never runs out"),
    ],
)
def test_the_explanation_of_somebody_who_is_not_paused_tells_when_they_would_be(
    expires, grace_days, because, would_change, api
):
    services.save_certification_type(
        code="peer_mentor_basic", grace_days=grace_days, today=date(2026, 3, 26)
    )
    recorded(expires=expires)
    explanation = explained(api)
    assert (explanation["paused"], explanation["pause"]) == (False, None)
    assert because in " ".join(explanation["because"])
    assert would_change in " ".join(explanation["would_change"])


def test_the_explanation_of_an_exemption(api):
    recorded()
    services.exempt_mentor(
        mentor_id="mentor-1",
        until=date(2026, 4, 5),
        reason="Course booked",
        today=date(2026, 3, 26),
        by="coordinator-7",
    )
    explanation = explained(api)
    assert (explanation["paused"], explanation["exempt_until"]) == (False, "2026-04-05")
    assert "Course booked" in " ".join(explanation["because"])
    assert "2026-04-06" in " ".join(explanation["would_change"])


# --- recording ----------------------------------------------------------------------------
def test_a_new_status_is_a_new_certification(api):
    response = api.post(STATUSES, NEW)
    assert response.status_code == 201
    assert response.json() == NEW | {"is_expired": False, "days_until_expiry": 731}
    assert list(response.json())[:4] == list(NEW)
    [certification] = held(api)
    assert certification["issued_at"] == NEW["issue_date"]
    assert certification["expires_at"] == NEW["expiry_date"]
    assert api.post(RUN).json()["mentors_scanned"] == 1


def test_one_that_another_outlasts_would_be_no_status(api):
    recorded(kind="advanced", expires="2030-03-01")
    before = everything()
    refused(api.post(STATUSES, NEW), 409, "conflict")
    assert everything() == before


def test_one_that_outlasts_the_others_becomes_the_status_and_lifts_the_pause(api):
    recorded()
    api.post(RUN)
    assert api.post(STATUSES, NEW).status_code == 201
    assert (stand(api)["expiry_date"], stand(api)["paused"]) == (NEW["expiry_date"], False)
    assert len(held(api)) == 2


def test_same_mentor_type_and_issue_date_is_a_conflict(api):
    api.post(STATUSES, NEW)
    before = everything()
    refused(api.post(STATUSES, NEW | {"expiry_date": "2030-01-01"}), 409, "conflict")
    assert everything() == before


def test_without_an_expiry_date_the_validity_of_the_type_decides(api):
    services.save_certification_type(
        code="peer_mentor_basic", validity_months=24, today=date(2026, 3, 26)
    )
    body = {name: value for name, value in NEW.items() if name != "expiry_date"}
    assert api.post(STATUSES, body).json()["expiry_date"] == "2028-03-26T00:00:00Z"


@pytest.mark.parametrize("claim", ["valid", "revoked"])
def test_a_status_can_be_claimed(claim, api):
    assert api.post(STATUSES, NEW | {"status": claim}).status_code == 201
    assert stand(api)["status"] == claim


# --- errors name the fields of this endpoint ---------------------------------------------------
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
    refused(api.post(STATUSES, NEW | changes), 400, "invalid", {field})
    assert not any(everything().values())


def test_a_missing_expiry_date_is_named_as_this_endpoint_calls_it(api):
    body = {name: value for name, value in NEW.items() if name != "expiry_date"}
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
    changed(api, expiry_date="2027-03-01", updated_reason="Renewed on paper")
    assert (stand(api)["paused"], held(api)[0]["auto_pause_applied"]) == (False, False)


def test_an_earlier_date_is_found_by_the_next_run(api):
    recorded(expires="2027-03-01")
    changed(api, expiry_date="2026-03-25")
    assert stand(api)["paused"] is False
    assert api.post(RUN).json()["auto_paused"] == 1
    assert stand(api)["paused"] is True


def test_a_change_is_one_of_the_governing_certification_only(api):
    recorded(kind="old", expires="2025-03-01")
    recorded(kind="governs", expires="2026-03-01")
    changed(api, expiry_date="2027-03-01")
    assert {row["certification_type"]: row["expires_at"][:10] for row in held(api)} == {
        "old": "2025-03-01",
        "governs": "2027-03-01",
    }


def test_shortened_below_another_one_by_name_the_other_one_governs(api):
    recorded(kind="other", expires="2027-03-01")
    governing = recorded(kind="governs", expires="2028-03-01")
    changed(api, expiry_date="2026-01-01", certification_id=governing.certification_id)
    assert stand(api)["certification_type"] == "other"


@put_or_patch
@pytest.mark.parametrize("kind", ["valid", "expired", "paused", "revoked", "renewed"])
def test_what_was_read_can_be_sent_back(kind, method, api):
    recorded(expires="2027-03-01" if kind == "valid" else "2026-03-01")
    if kind == "paused":
        api.post(RUN)
    if kind == "revoked":
        changed(api, status="revoked", updated_reason="Left the programme")
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
    changed(api, status="revoked", updated_reason="Complaint upheld")
    assert (stand(api)["status"], stand(api)["paused"]) == ("revoked", True)
    assert held(api)[0]["status"] == "revoked"
    changed(api, status="valid")
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
    assert api.post(STATUSES, NEW).status_code == 201
    assert stand(api)["paused"] is False


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_a_mentor_without_a_certification_has_no_status(method, api):
    services.save_mentor(mentor_id="mentor-1", name="Ann")
    refused(getattr(api, method)(f"{STATUSES}/mentor-1"), 404, "not_found")
    refused(getattr(api, method)(f"{STATUSES}/nobody"), 404, "not_found")
