"""Renewals are recorded over the API, and what they do to the certification."""

import re

import pytest
from rest_framework.test import APIClient

from certifications import services
from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    NEW_RENEWAL,
    RENEWALS,
    RUN,
    expires_at,
    stand,
)
from tests.support.records import everything, recorded


# --- recording ----------------------------------------------------------------------------
def test_a_renewal_moves_the_expiry_date_everywhere(api):
    certification = recorded(expires="2026-03-01T10:00:00")
    response = api.post(RENEWALS, NEW_RENEWAL)
    assert response.status_code == 201
    made = response.json()
    assert list(made) == [
        "renewal_id",
        "mentor_id",
        "renewal_date",
        "new_expiry_date",
        "processed_by",
        "created_at",
    ]
    assert re.fullmatch(r"renewal-\d{4,}", made["renewal_id"])
    assert made | NEW_RENEWAL == made
    assert made["created_at"].startswith("2026-03-26T01:00:0")

    assert api.get(f"{RENEWALS}/{made['renewal_id']}").json() == made | {
        "certification_id": certification.certification_id,
        "previous_expiry_date": "2026-03-01T10:00:00Z",
        "notes": "",
        "updated_at": made["created_at"],
    }
    del made["created_at"]
    assert api.get(RENEWALS).json()["data"] == [made]
    assert expires_at(api, certification) == "2028-03-01T00:00:00Z"
    status = stand(api)
    assert status["expiry_date"] == "2028-03-01T00:00:00Z"
    assert status["last_renewal_date"] == "2026-03-20T00:00:00Z"
    assert (status["is_expired"], status["status"]) == (False, "valid")
    assert api.post(RUN).json()["expired_found"] == 0


def test_notes_are_kept(api):
    recorded()
    made = api.post(RENEWALS, NEW_RENEWAL | {"notes": "Paper form 12/26,\nsigned"}).json()
    assert (
        api.get(f"{RENEWALS}/{made['renewal_id']}").json()["notes"] == "Paper form 12/26,\nsigned"
    )


def test_a_renewal_lifts_only_the_jobs_pause(api):
    recorded()
    api.post(RUN)
    services.pause_mentor(mentor_id="mentor-1", reason="On leave", by="coordinator-7")
    api.post(RENEWALS, NEW_RENEWAL)
    assert stand(api)["pause_reason"] == "Paused by a coordinator: On leave"
    services.resume_mentor(mentor_id="mentor-1")
    assert stand(api)["paused"] is False


def test_a_renewal_that_is_not_enough_lifts_nothing(api):
    recorded(expires="2026-03-01")
    api.post(RUN)
    api.post(RENEWALS, NEW_RENEWAL | {"new_expiry_date": "2026-03-25"})
    assert (stand(api)["paused"], stand(api)["is_expired"]) == (True, True)


def test_a_renewal_through_today_is_enough(api):
    recorded(expires="2026-03-01")
    api.post(RUN)
    api.post(RENEWALS, NEW_RENEWAL | {"new_expiry_date": "2026-03-26"})
    assert (stand(api)["paused"], stand(api)["is_expired"]) == (False, False)


def test_it_is_the_governing_certification_that_is_renewed(api):
    old = recorded(kind="old", expires="2025-03-01")
    governing = recorded(kind="governs", expires="2026-03-01")
    api.post(RENEWALS, NEW_RENEWAL)
    assert expires_at(api, old) == "2025-03-01T00:00:00Z"
    assert expires_at(api, governing) == "2028-03-01T00:00:00Z"


def test_another_one_can_be_named_and_may_come_to_govern(api):
    old = recorded(kind="old", expires="2025-03-01")
    recorded(kind="governs", expires="2026-03-01")
    api.post(RUN)
    body = NEW_RENEWAL | {"certification_id": old.certification_id}
    assert api.post(RENEWALS, body).status_code == 201
    assert expires_at(api, old) == "2028-03-01T00:00:00Z"
    assert (stand(api)["certification_type"], stand(api)["paused"]) == ("old", False)


@pytest.mark.parametrize("body", [{}, {"processed_by": "somebody"}, {"processed_by": ""}])
def test_who_processed_it_is_who_asks_unless_it_is_sent(body, api, token):
    recorded("mentor-1")
    recorded("mentor-2")
    dates = {name: NEW_RENEWAL[name] for name in ("renewal_date", "new_expiry_date")}
    anonymous = api.post(RENEWALS, {"mentor_id": "mentor-1", **dates, **body}).json()
    client = APIClient(HTTP_AUTHORIZATION=f"Token {token}")
    known = client.post(RENEWALS, {"mentor_id": "mentor-2", **dates, **body}).json()
    assert anonymous["processed_by"] == body.get("processed_by", "API")
    assert known["processed_by"] == body.get("processed_by", "coordinator")


# --- refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "dates",
    [
        {"new_expiry_date": "2026-03-01"},
        {"new_expiry_date": "2026-03-01T23:59:59Z"},
        {"new_expiry_date": "2026-02-28"},
        {"new_expiry_date": "2026-03-20"},
        {"new_expiry_date": "2026-03-20T23:59:59Z"},
        {"renewal_date": "2028-03-01"},
        {"renewal_date": "2030-01-01"},
    ],
)
def test_a_renewal_never_shortens(dates, api):
    """Both the expiry date (1 March) and the renewal date (20 March) have to lie before."""
    recorded(expires="2026-03-01")
    before = everything()
    refused(api.post(RENEWALS, NEW_RENEWAL | dates), 400, "invalid", {"new_expiry_date"})
    assert everything() == before


def test_unknown_mentors_and_those_without_a_certification_are_not_found(api):
    services.save_mentor(mentor_id="mentor-2")
    before = everything()
    refused(api.post(RENEWALS, NEW_RENEWAL), 404, "not_found")
    refused(api.post(RENEWALS, NEW_RENEWAL | {"mentor_id": "mentor-2"}), 404, "not_found")
    assert everything() == before, "a renewal makes no mentor"


def test_a_removed_certification_can_not_be_renewed(api):
    certification = recorded()
    api.delete(f"{CERTIFICATIONS}/{certification.certification_id}")
    before = everything()
    refused(api.post(RENEWALS, NEW_RENEWAL), 404, "not_found")
    body = NEW_RENEWAL | {"certification_id": certification.certification_id}
    refused(api.post(RENEWALS, body), 404, "not_found")
    assert everything() == before


def test_nobody_renews_the_certification_of_another_mentor(api):
    recorded("mentor-1")
    other = recorded("mentor-2")
    before = everything()
    body = NEW_RENEWAL | {"certification_id": other.certification_id}
    refused(api.post(RENEWALS, body), 404, "not_found")
    refused(
        api.post(RENEWALS, NEW_RENEWAL | {"certification_id": "cert_00000000"}), 404, "not_found"
    )
    assert everything() == before


def test_a_revoked_certification_is_not_renewed(api):
    certification = recorded(status="revoked")
    before = everything()
    refused(api.post(RENEWALS, NEW_RENEWAL), 409, "conflict")
    body = NEW_RENEWAL | {"certification_id": certification.certification_id}
    refused(api.post(RENEWALS, body), 409, "conflict")
    assert everything() == before


@pytest.mark.parametrize("name", ["mentor_id", "renewal_date", "new_expiry_date"])
def test_what_is_required_is_named(name, api):
    recorded()
    body = {key: value for key, value in NEW_RENEWAL.items() if key != name}
    refused(api.post(RENEWALS, body), 400, "invalid", {name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("processed_by", "a" * 151),
        ("notes", "a" * 2001),
        ("processed_by", 7),
        ("notes", None),
        ("certification_id", ""),
        ("certification_id", None),
        ("renewal_id", "renewal-0001"),
        ("previous_expiry_date", "2026-03-01"),
        ("created_at", "2026-03-01"),
        ("expiry_date", "2026-03-01"),
    ],
)
def test_a_bad_value_is_named(name, value, api):
    recorded()
    before = everything()
    refused(api.post(RENEWALS, NEW_RENEWAL | {name: value}), 400, "invalid", {name})
    assert everything() == before
