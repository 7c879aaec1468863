"""Renewals are changed and removed over the API."""

import pytest

from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    LOGS,
    NEW_RENEWAL,
    RENEWALS,
    RUN,
    address_of,
    expires_at,
    put_or_patch,
    stand,
)
from tests.support.records import everything, recorded, renewed


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
    assert api.put(address, {"issued_at": "2026-03-15"}).status_code == 200
    return renewal


def test_a_date_before_the_issue_date_is_named_as_this_endpoint_calls_it(
    api, issued_after_its_renewal
):
    before = everything()
    response = api.put(address_of(issued_after_its_renewal), {"new_expiry_date": "2026-03-12"})
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
    assert (stand(api)["is_expired"], stand(api)["paused"]) == (True, True)
    assert stand(api)["last_renewal_date"] == "2024-03-01T00:00:00Z"
    assert api.post(RUN).json()["auto_paused"] == 0, "the pause that it lifted is back"
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
    assert api.post(RENEWALS, NEW_RENEWAL).json()["renewal_id"] != renewal.renewal_id


def test_with_a_renewal_removed_another_certification_may_govern(api):
    recorded(kind="other", expires="2027-01-01")
    named = recorded(kind="named", expires="2026-03-01")
    body = NEW_RENEWAL | {"certification_id": named.certification_id}
    made = api.post(RENEWALS, body).json()
    assert stand(api)["certification_type"] == "named"
    api.delete(f"{RENEWALS}/{made['renewal_id']}")
    assert stand(api)["certification_type"] == "other"
