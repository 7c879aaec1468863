"""Where each mentor stands, over the API: the governing certification, paused and why."""

from datetime import date

import pytest

from certifications import services
from tests.support.api import (
    CERTIFICATIONS,
    RENEWALS,
    RUN,
    STATUSES,
    change_status,
    explained,
    held,
    stand,
)
from tests.support.records import recorded, renewed
from tests.support.schedules import next_run_at


@pytest.fixture
def nightly(db) -> None:
    """The next run is tomorrow's."""
    next_run_at("2026-03-27T01:00:00")


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


# --- paused, and why ----------------------------------------------------------------------
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
    change_status(api, status="revoked", updated_reason="Complaint upheld")
    reason = stand(api)["pause_reason"]
    assert "expired on 2026-03-01" in reason  # as the contract prints it
    assert "was revoked on 26 Mar 2026: Complaint upheld" in reason
    assert "Paused by a coordinator: On leave" in reason


def test_only_a_coordinator_lifts_a_coordinators_pause(api):
    recorded()
    api.post(RUN)
    services.pause_mentor(mentor_id="mentor-1", reason="On leave", by="coordinator-7")
    change_status(api, expiry_date="2027-03-01")
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


# --- the explanation ----------------------------------------------------------------------
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
    assert "expired on 1 Mar 2026" in because
    assert "job_26MAR2026_01" in because
    assert explanation["would_change"]


def test_the_explanation_tells_every_reason_and_what_would_end_it(api):
    recorded()
    api.post(RUN)
    services.pause_mentor(mentor_id="mentor-1", reason="On leave", by="coordinator-7")
    change_status(api, status="revoked", updated_reason="Complaint upheld")
    explanation = explained(api)
    assert explanation["would_change"] == [
        "All of this is needed, in this order:",
        "1. A coordinator ending the pause by hand.",
        "2. Lifting the revocation.",
        "3. A renewal, or any later expiry date, that reaches today or beyond; or an exemption.",
        "Instead of lifting and renewing: a new certification for mentoring that has not run out.",
    ]
    assert "On leave" in explanation["because"][-1]
    assert "Complaint upheld" in explanation["because"][-2]


@pytest.mark.parametrize(
    ("expires", "grace_days", "because", "would_change"),
    [
        ("2027-03-01", 0, "valid through 1 Mar 2027", "2 Mar 2027"),
        ("2026-03-26", 0, "valid through 26 Mar 2026", "27 Mar 2026"),
        ("2026-03-25", 0, "no run has paused the mentor yet", "next expiry run"),
        ("2026-03-25", 7, "through 1 Apr 2026", "2 Apr 2026"),
        ("2026-03-25", 1, "through 26 Mar 2026", "27 Mar 2026"),
        ("9999-12-31", 0, "never expires", "never runs out"),
        ("9999-12-31", 3650, "never expires", "never runs out"),
    ],
)
def test_the_explanation_of_somebody_who_is_not_paused_tells_when_they_would_be(
    expires, grace_days, because, would_change, api, nightly
):
    services.save_certification_type(
        code="peer_mentor_basic", grace_days=grace_days, today=date(2026, 3, 26)
    )
    recorded(expires=expires)
    explanation = explained(api)
    assert (explanation["paused"], explanation["pause"]) == (False, None)
    assert because in " ".join(explanation["because"])
    assert would_change in " ".join(explanation["would_change"])


def test_the_explanation_of_an_exemption(api, nightly):
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
    assert "6 Apr 2026" in " ".join(explanation["would_change"])
