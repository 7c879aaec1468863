"""How expiry dates moved, over the API: renewals, and what they do to the certification."""

import re

import pytest
from rest_framework.test import APIClient

from certifications import services
from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    LOGS,
    RENEWALS,
    RUN,
    address_of,
    put_or_patch,
    stand,
)
from tests.support.records import everything, recorded, renewed

NEW = {
    "mentor_id": "mentor-1",
    "renewal_date": "2026-03-20T00:00:00Z",
    "new_expiry_date": "2028-03-01T00:00:00Z",
    "processed_by": "coordinator-7",
}


def expires_at(api, certification):
    return api.get(f"{CERTIFICATIONS}/{certification.certification_id}").json()["expires_at"]


# --- recording ----------------------------------------------------------------------------
def test_a_renewal_moves_the_expiry_date_everywhere(api):
    certification = recorded(expires="2026-03-01T10:00:00")
    response = api.post(RENEWALS, NEW)
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
    assert made | NEW == made
    assert made["created_at"].startswith("2026-03-26T01:00:0")

    assert api.get(f"{RENEWALS}/{made['renewal_id']}").json() == made | {
        "certification_id": certification.certification_id,
        "previous_expiry_date": "2026-03-01T10:00:00Z",
        "notes": "",
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
    made = api.post(RENEWALS, NEW | {"notes": "Paper form 12/26,\nsigned"}).json()
    assert (
        api.get(f"{RENEWALS}/{made['renewal_id']}").json()["notes"] == "Paper form 12/26,\nsigned"
    )


def test_a_renewal_lifts_only_the_jobs_pause(api):
    recorded()
    api.post(RUN)
    services.pause_mentor(mentor_id="mentor-1", reason="On leave", by="coordinator-7")
    api.post(RENEWALS, NEW)
    assert stand(api)["pause_reason"] == "Paused by a coordinator: On leave"
    services.resume_mentor(mentor_id="mentor-1")
    assert stand(api)["paused"] is False


def test_a_renewal_that_is_not_enough_lifts_nothing(api):
    recorded(expires="2026-03-01")
    api.post(RUN)
    api.post(RENEWALS, NEW | {"new_expiry_date": "2026-03-25"})
    assert (stand(api)["paused"], stand(api)["is_expired"]) == (True, True)


def test_a_renewal_through_today_is_enough(api):
    recorded(expires="2026-03-01")
    api.post(RUN)
    api.post(RENEWALS, NEW | {"new_expiry_date": "2026-03-26"})
    assert (stand(api)["paused"], stand(api)["is_expired"]) == (False, False)


def test_it_is_the_governing_certification_that_is_renewed(api):
    old = recorded(kind="old", expires="2025-03-01")
    governing = recorded(kind="governs", expires="2026-03-01")
    api.post(RENEWALS, NEW)
    assert expires_at(api, old) == "2025-03-01T00:00:00Z"
    assert expires_at(api, governing) == "2028-03-01T00:00:00Z"


def test_another_one_can_be_named_and_may_come_to_govern(api):
    old = recorded(kind="old", expires="2025-03-01")
    recorded(kind="governs", expires="2026-03-01")
    api.post(RUN)
    body = NEW | {"certification_id": old.certification_id}
    assert api.post(RENEWALS, body).status_code == 201
    assert expires_at(api, old) == "2028-03-01T00:00:00Z"
    assert (stand(api)["certification_type"], stand(api)["paused"]) == ("old", False)


@pytest.mark.parametrize("body", [{}, {"processed_by": "somebody"}, {"processed_by": ""}])
def test_who_processed_it_is_who_asks_unless_it_is_sent(body, api, token):
    recorded("mentor-1")
    recorded("mentor-2")
    dates = {name: NEW[name] for name in ("renewal_date", "new_expiry_date")}
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
    refused(api.post(RENEWALS, NEW | dates), 400, "invalid", {"new_expiry_date"})
    assert everything() == before


def test_unknown_mentors_and_those_without_a_certification_are_not_found(api):
    services.save_mentor(mentor_id="mentor-2")
    before = everything()
    refused(api.post(RENEWALS, NEW), 404, "not_found")
    refused(api.post(RENEWALS, NEW | {"mentor_id": "mentor-2"}), 404, "not_found")
    assert everything() == before, "a renewal makes no mentor"


def test_a_removed_certification_can_not_be_renewed(api):
    certification = recorded()
    api.delete(f"{CERTIFICATIONS}/{certification.certification_id}")
    before = everything()
    refused(api.post(RENEWALS, NEW), 404, "not_found")
    body = NEW | {"certification_id": certification.certification_id}
    refused(api.post(RENEWALS, body), 404, "not_found")
    assert everything() == before


def test_nobody_renews_the_certification_of_another_mentor(api):
    recorded("mentor-1")
    other = recorded("mentor-2")
    before = everything()
    body = NEW | {"certification_id": other.certification_id}
    refused(api.post(RENEWALS, body), 404, "not_found")
    refused(api.post(RENEWALS, NEW | {"certification_id": "cert_00000000"}), 404, "not_found")
    assert everything() == before


def test_a_revoked_certification_is_not_renewed(api):
    certification = recorded(status="revoked")
    before = everything()
    refused(api.post(RENEWALS, NEW), 409, "conflict")
    body = NEW | {"certification_id": certification.certification_id}
    refused(api.post(RENEWALS, body), 409, "conflict")
    assert everything() == before


@pytest.mark.parametrize("name", ["mentor_id", "renewal_date", "new_expiry_date"])
def test_what_is_required_is_named(name, api):
    recorded()
    body = {key: value for key, value in NEW.items() if key != name}
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
    refused(api.post(RENEWALS, NEW | {name: value}), 400, "invalid", {name})
    assert everything() == before


# --- changing -----------------------------------------------------------------------------
@put_or_patch
def test_changing_the_newest_renewal_moves_the_expiry_date_with_it(method, api):
    certification = recorded()
    renewal = renewed()
    response = getattr(api, method)(address_of(renewal), {"new_expiry_date": "2027-06-30"})
    assert response.status_code == 200
    assert response.json() | {"updated_at": ""} == {
        "renewal_id": renewal.renewal_id,
        "mentor_id": "mentor-1",
        "renewal_date": "2026-03-10T00:00:00Z",
        "new_expiry_date": "2027-06-30T00:00:00Z",
        "updated_at": "",
    }
    assert response.json()["updated_at"].startswith("2026-03-26T01:00:0")
    assert expires_at(api, certification) == "2027-06-30T00:00:00Z"
    assert stand(api)["expiry_date"] == "2027-06-30T00:00:00Z"


@put_or_patch
def test_changing_the_renewal_date_moves_the_last_renewal_date(method, api):
    certification, renewal = recorded(), renewed()
    assert (
        getattr(api, method)(address_of(renewal), {"renewal_date": "2026-03-12"}).status_code == 200
    )
    assert stand(api)["last_renewal_date"] == "2026-03-12T00:00:00Z"
    assert expires_at(api, certification) == "2027-03-10T00:00:00Z"


def test_who_and_notes_can_be_changed_alone(api):
    recorded()
    renewal = renewed()
    before = api.get(address_of(renewal)).json()
    assert api.put(address_of(renewal), {"processed_by": "Ann", "notes": "Late"}).status_code == 200
    assert api.get(address_of(renewal)).json() == before | {"processed_by": "Ann", "notes": "Late"}


def test_a_later_date_lifts_the_pause_and_an_earlier_one_is_found_by_the_next_run(api):
    recorded(expires="2026-03-01")
    renewal = renewed(granted="2026-03-02", until="2026-03-20")
    assert api.post(RUN).json()["auto_paused"] == 1
    api.put(address_of(renewal), {"new_expiry_date": "2027-03-20"})
    assert stand(api)["paused"] is False
    api.put(address_of(renewal), {"new_expiry_date": "2026-03-20"})
    assert (stand(api)["paused"], stand(api)["is_expired"]) == (False, True)
    assert api.post(RUN).json()["auto_paused"] == 1
    assert api.get(LOGS).json()["pagination"]["total"] == 2


@put_or_patch
@pytest.mark.parametrize(
    "dates",
    [
        {"new_expiry_date": "2026-03-01"},
        {"new_expiry_date": "2026-03-10"},
        {"renewal_date": "2027-03-10"},
    ],
)
def test_a_changed_renewal_never_shortens_either(dates, method, api):
    recorded(expires="2026-03-01")
    renewal = renewed(granted="2026-03-10", until="2027-03-10")
    before = everything()
    refused(getattr(api, method)(address_of(renewal), dates), 400, "invalid", {"new_expiry_date"})
    assert everything() == before


@pytest.fixture
def issued_after_its_renewal(api):
    """The issue date has since been put right: it lies between the two expiry dates."""
    certification = recorded(issued="2024-03-01", expires="2026-03-01")
    renewal = renewed(granted="2026-03-10", until="2027-03-10")
    address = f"{CERTIFICATIONS}/{certification.certification_id}"
    assert api.put(address, {"issued_at": "2026-12-01"}).status_code == 200
    return renewal


def test_a_date_before_the_issue_date_is_named_as_this_endpoint_calls_it(
    api, issued_after_its_renewal
):
    before = everything()
    response = api.put(address_of(issued_after_its_renewal), {"new_expiry_date": "2026-11-30"})
    refused(response, 400, "invalid", {"new_expiry_date"})
    assert everything() == before


def test_a_date_that_can_not_be_put_back_stands_in_the_way_of_removing(
    api, issued_after_its_renewal
):
    before = everything()
    refused(api.delete(address_of(issued_after_its_renewal)), 409, "conflict")
    assert everything() == before


@put_or_patch
@pytest.mark.parametrize(
    "dates", [{"new_expiry_date": "2027-06-30"}, {"renewal_date": "2026-03-12"}]
)
def test_the_dates_of_an_older_renewal_are_history(dates, method, api):
    recorded()
    older = renewed(until="2027-03-10")
    renewed(until="2028-03-10")
    before = everything()
    refused(getattr(api, method)(address_of(older), dates), 409, "conflict")
    assert everything() == before


@put_or_patch
def test_notes_of_an_older_renewal_can_be_changed_and_its_dates_sent_along(method, api):
    recorded()
    older = renewed(until="2027-03-10")
    renewed(until="2028-03-10")
    read = api.get(address_of(older)).json()
    assert getattr(api, method)(address_of(older), read | {"notes": "Checked"}).status_code == 200
    assert api.get(address_of(older)).json() == read | {"notes": "Checked"}
    assert stand(api)["expiry_date"] == "2028-03-10T00:00:00Z"


@pytest.mark.parametrize("method", ["put", "delete"])
def test_a_renewal_that_no_longer_carries_the_expiry_date_is_history(method, api):
    certification, renewal = recorded(), renewed()
    address = f"{CERTIFICATIONS}/{certification.certification_id}"
    api.put(address, {"expires_at": "2029-01-01"})
    before = everything()
    body = {"new_expiry_date": "2027-06-30"}
    refused(getattr(api, method)(address_of(renewal), body), 409, "conflict")
    assert everything() == before


@pytest.mark.parametrize("method", ["put", "delete"])
def test_a_renewal_of_a_removed_certification_is_history(method, api):
    certification, renewal = recorded(), renewed()
    api.delete(f"{CERTIFICATIONS}/{certification.certification_id}")
    before = everything()
    body = {"new_expiry_date": "2027-06-30"}
    refused(getattr(api, method)(address_of(renewal), body), 409, "conflict")
    assert everything() == before


@put_or_patch
def test_what_was_read_can_be_sent_back(method, api):
    recorded()
    renewal = renewed()
    read, status = api.get(address_of(renewal)).json(), stand(api)
    assert getattr(api, method)(address_of(renewal), read).status_code == 200
    assert api.get(address_of(renewal)).json() == read
    assert stand(api) == status


@put_or_patch
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("renewal_id", "renewal-9999"),
        ("mentor_id", "mentor-2"),
        ("mentor_id", None),
        ("certification_id", "cert_00000000"),
        ("previous_expiry_date", "2025-03-01T00:00:00Z"),
        ("created_at", "2025-03-01T00:00:00Z"),
        ("updated_at", "2025-03-01T00:00:00Z"),
        ("deleted_at", None),
    ],
)
def test_what_can_only_be_read_can_not_be_contradicted(name, value, method, api):
    recorded()
    renewal = renewed()
    before = everything()
    body = {name: value, "new_expiry_date": "2027-06-30"}
    refused(getattr(api, method)(address_of(renewal), body), 400, "invalid", {name})
    assert everything() == before


# --- removing -----------------------------------------------------------------------------
def test_removing_the_newest_renewal_puts_the_date_back(api):
    certification = recorded(expires="2026-03-01T10:00:00")
    api.post(RUN)
    renewal = renewed()
    assert stand(api)["paused"] is False
    response = api.delete(address_of(renewal))
    assert response.status_code == 200
    assert response.json() == {"deleted": True, "renewal_id": renewal.renewal_id}
    assert list(response.json()) == ["deleted", "renewal_id"]

    assert expires_at(api, certification) == "2026-03-01T10:00:00Z"
    assert (stand(api)["is_expired"], stand(api)["paused"]) == (True, False)
    assert stand(api)["last_renewal_date"] == "2024-03-01T00:00:00Z"
    assert api.post(RUN).json()["auto_paused"] == 1
    assert api.get(LOGS).json()["pagination"]["total"] == 2


def test_a_removed_renewal_is_hidden_everywhere_and_kept(api):
    recorded()
    renewal = renewed()
    api.delete(address_of(renewal))
    for method in ("get", "put", "patch", "delete"):
        refused(getattr(api, method)(address_of(renewal)), 404, "not_found")
    assert api.get(RENEWALS).json()["pagination"]["total"] == 0
    renewal.refresh_from_db()
    assert renewal.deleted_at is not None


def test_renewals_are_removed_newest_first(api):
    certification = recorded(expires="2026-03-01")
    older, newest = renewed(until="2027-03-10"), renewed(until="2028-03-10")
    before = everything()
    refused(api.delete(address_of(older)), 409, "conflict")
    assert everything() == before
    assert api.delete(address_of(newest)).status_code == 200
    assert expires_at(api, certification) == "2027-03-10T00:00:00Z"
    assert api.delete(address_of(older)).status_code == 200
    assert expires_at(api, certification) == "2026-03-01T00:00:00Z"


def test_a_number_is_never_given_twice(api):
    recorded()
    renewal = renewed()
    api.delete(address_of(renewal))
    assert api.post(RENEWALS, NEW).json()["renewal_id"] != renewal.renewal_id


def test_with_a_renewal_removed_another_certification_may_govern(api):
    recorded(kind="other", expires="2027-01-01")
    named = recorded(kind="named", expires="2026-03-01")
    body = NEW | {"certification_id": named.certification_id}
    made = api.post(RENEWALS, body).json()
    assert stand(api)["certification_type"] == "named"
    api.delete(f"{RENEWALS}/{made['renewal_id']}")
    assert stand(api)["certification_type"] == "other"
