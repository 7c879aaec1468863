"""Mentors with several requirements, over the API (cases F2 and F7)."""

import pytest

from tests.support.api import CERTIFICATIONS, RENEWALS, STATUSES, explained, stand
from tests.support.factories import CertificationTypeFactory
from tests.support.records import recorded

WHO = "mentor-1"


@pytest.fixture
def check(api):
    """A background check that expired, beside first aid that lasts to 2028."""
    CertificationTypeFactory(code="check", requirement="check")
    CertificationTypeFactory(code="aid", requirement="first-aid")
    recorded(expires="2028-01-01", kind="aid")
    return recorded(expires="2026-03-10", kind="check")


def test_a_change_that_another_requirement_would_overtake_is_refused(check, api):
    answer = api.put(f"{STATUSES}/{WHO}", {"expiry_date": "2029-01-01"})
    assert answer.status_code == 409
    [aid] = [
        each["certification_id"]
        for each in api.get(CERTIFICATIONS, {"mentor_id": WHO}).json()["data"]
        if each["certification_type"] == "aid"
    ]
    details = answer.json()["error"]["details"]
    assert details["certification_id"] == check.certification_id
    assert details["governing_certification_id"] == aid
    assert stand(api, WHO)["certification_type"] == "check"


def test_a_renewal_moves_the_one_that_decides_and_the_same_again_is_a_conflict(check, api):
    body = {
        "mentor_id": WHO,
        "renewal_date": "2026-03-20",
        "new_expiry_date": "2029-01-01",
        "processed_by": "coordinator-7",
    }
    first = api.post(RENEWALS, body)
    assert first.status_code == 201
    assert stand(api, WHO)["certification_type"] == "aid"
    again = api.post(RENEWALS, body)
    assert again.status_code == 409
    details = again.json()["error"]["details"]
    assert details["renewal_id"] == first.json()["renewal_id"]
    assert details["certification_id"] == check.certification_id


def test_lifting_a_revocation_that_governs_is_a_change_of_that_certification(api):
    CertificationTypeFactory(code="check", requirement="check")
    recorded(expires="2027-01-01")
    check = recorded(expires="2028-01-01", kind="check")
    api.put(f"{CERTIFICATIONS}/{check.certification_id}", {"status": "revoked"})
    assert stand(api, WHO)["paused"]
    refused = api.put(f"{STATUSES}/{WHO}", {"status": "valid"})
    assert refused.status_code == 409
    lifted = api.put(f"{CERTIFICATIONS}/{check.certification_id}", {"status": "valid"})
    assert lifted.status_code == 200
    assert not stand(api, WHO)["paused"]


def test_the_explanation_lists_each_requirement(check, api):
    answer = explained(api, WHO)
    assert [
        (each["requirement"], each["governs"], each["certification"]["certification_type"])
        for each in answer["requirements"]
    ] == [("check", True, "check"), ("first-aid", False, "aid")]
