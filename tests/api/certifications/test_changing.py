"""Changing a certification over the API, and what can't be changed."""

import pytest

from certifications.models import AutoPause
from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    LOGS,
    NEW_CERTIFICATION,
    RUN,
    address_of,
    change_certification,
    detail,
    put_or_patch,
    stand,
)
from tests.support.records import everything, recorded


# --- changing -----------------------------------------------------------------------------
@put_or_patch
def test_a_change_changes_what_it_is_given_and_nothing_else(method, api):
    certification = recorded()
    before = detail(api, certification)
    response = getattr(api, method)(
        address_of(certification), {"expires_at": "2027-03-01T12:00:00Z"}
    )
    assert response.status_code == 200
    assert list(response.json()) == ["certification_id", "expires_at", "status", "updated_at"]
    assert response.json()["updated_at"].startswith("2026-03-26T01:00:0")
    assert detail(api, certification) == before | {
        "expires_at": "2027-03-01T12:00:00Z",
        "status": "valid",
    }
    assert stand(api)["expiry_date"] == "2027-03-01T12:00:00Z"


@put_or_patch
@pytest.mark.parametrize(
    ("change", "status_key"),
    [
        ({"certification_type": "advanced"}, "certification_type"),
        ({"issued_at": "2024-05-05T00:00:00Z"}, "issue_date"),
        ({"expires_at": "2029-05-05T00:00:00Z"}, "expiry_date"),
    ],
)
def test_each_field_can_be_changed_alone(change, status_key, method, api):
    certification = recorded()
    assert getattr(api, method)(address_of(certification), change).status_code == 200
    (name, value) = next(iter(change.items()))
    assert detail(api, certification)[name] == value
    assert stand(api)[status_key] == value


@put_or_patch
def test_an_empty_change_changes_nothing(method, api):
    certification = recorded()
    before = detail(api, certification)
    assert getattr(api, method)(address_of(certification), {}).status_code == 200
    assert detail(api, certification) == before


def test_renewing_by_a_change_lifts_the_jobs_pause_and_keeps_its_log(api):
    certification = recorded()
    api.post(RUN)
    paused = detail(api, certification)
    assert paused["auto_pause_applied"] is True
    assert paused["auto_pause_applied_at"].startswith("2026-03-26T01:00:0")

    assert change_certification(api, certification, expires_at="2027-03-01")["status"] == "valid"
    lifted = detail(api, certification)
    assert (lifted["auto_pause_applied"], lifted["auto_pause_applied_at"]) == (False, None)
    assert stand(api)["paused"] is False
    assert [row["reason"] for row in api.get(LOGS).json()["data"]] == [
        "Certification peer_mentor_basic expired on 2026-03-01"
    ]
    pause = AutoPause.objects.get()
    assert (pause.lifted_by, pause.lifted_at is None) == ("API", False)
    assert api.post(RUN).json()["expired_found"] == 0


@pytest.mark.parametrize(
    "change",
    [
        {"certification_type": "advanced"},
        {"issued_at": "2024-04-01"},
        {"expires_at": "2026-03-25"},
        {"status": "expired"},
        {"updated_reason": "Typing error"},
        {},
    ],
)
def test_an_unrelated_change_lifts_nothing(change, api):
    certification = recorded()
    api.post(RUN)
    change_certification(api, certification, **change)
    assert detail(api, certification)["auto_pause_applied"] is True
    assert stand(api)["paused"] is True


def test_the_last_valid_day_is_enough_to_lift_the_pause(api):
    certification = recorded()
    api.post(RUN)
    change_certification(api, certification, expires_at="2026-03-26")
    assert stand(api)["paused"] is False


def test_a_newer_certification_lifts_the_pause_of_the_old_one(api):
    old = recorded()
    api.post(RUN)
    api.post(CERTIFICATIONS, NEW_CERTIFICATION)
    assert stand(api)["paused"] is False
    assert detail(api, old)["status"] == "expired"
    assert detail(api, old)["auto_pause_applied"] is False


# --- whose it is, and what can't be changed -----------------------------------------------
@put_or_patch
def test_whose_record_it_is_never_changes(method, api):
    certification = recorded()
    before = everything()
    body = {"mentor_id": "mentor-2", "expires_at": "2027-03-01"}
    refused(getattr(api, method)(address_of(certification), body), 400, "invalid", {"mentor_id"})
    assert everything() == before


@put_or_patch
@pytest.mark.parametrize("kind", ["valid", "expired", "paused", "revoked"])
def test_what_was_read_can_be_sent_back(kind, method, api):
    certification = recorded(expires="2027-03-01" if kind == "valid" else "2026-03-01")
    if kind == "paused":
        api.post(RUN)
    if kind == "revoked":
        change_certification(
            api, certification, status="revoked", updated_reason="Left the programme"
        )
    read, before = detail(api, certification), stand(api)
    assert getattr(api, method)(address_of(certification), read).status_code == 200
    assert detail(api, certification) == read
    assert stand(api) == before


def test_what_was_read_can_be_sent_back_with_a_later_date(api):
    certification = recorded()
    api.post(RUN)
    read = detail(api, certification)
    body = read | {"expires_at": "2027-03-01T00:00:00Z", "status": "valid"}
    assert api.put(address_of(certification), body).status_code == 200
    assert detail(api, certification) == read | {
        "expires_at": "2027-03-01T00:00:00Z",
        "status": "valid",
        "auto_pause_applied": False,
        "auto_pause_applied_at": None,
    }


@put_or_patch
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("certification_id", "cert_00000000"),
        ("mentor_id", "mentor-2"),
        ("mentor_id", None),
        ("auto_pause_applied", True),
        ("auto_pause_applied", None),
        ("auto_pause_applied", "false"),
        ("auto_pause_applied_at", "2026-03-02T01:00:00Z"),
        ("revoked_at", "2026-03-02T01:00:00Z"),
        ("revocation_reason", "because"),
        ("created_at", "2027-03-01"),
        ("updated_at", "2027-03-01T00:00:00Z"),
    ],
)
def test_what_can_only_be_read_can_not_be_contradicted(name, value, method, api):
    certification = recorded()
    before = everything()
    body = {name: value, "expires_at": "2027-03-01"}
    refused(getattr(api, method)(address_of(certification), body), 400, "invalid", {name})
    assert everything() == before


@put_or_patch
@pytest.mark.parametrize("name", ["deleted_at", "expiry_date", "Expires_at", "id"])
def test_a_change_of_an_unknown_field_is_refused(name, method, api):
    certification = recorded()
    before = everything()
    body = {name: "2027-03-01", "expires_at": "2027-03-01"}
    refused(getattr(api, method)(address_of(certification), body), 400, "invalid", {name})
    assert everything() == before
