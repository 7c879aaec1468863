"""Removing certifications over the API, which one governs then, and both addresses."""

import pytest

from certifications.models import AutoPause
from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    LOGS,
    NEW_CERTIFICATION,
    RUN,
    STATUSES,
    address_of,
    change_certification,
    stand,
)
from tests.support.dates import at
from tests.support.records import recorded, renewed


# --- removing -----------------------------------------------------------------------------
def test_a_removed_one_is_hidden_everywhere(api):
    certification = recorded()
    response = api.delete(address_of(certification))
    assert response.status_code == 200
    assert list(response.json()) == ["certification_id", "deleted", "deleted_at"]
    assert response.json()["certification_id"] == certification.certification_id
    assert response.json()["deleted"] is True
    assert response.json()["deleted_at"].startswith("2026-03-26T01:00:0")

    for method in ("get", "put", "patch", "delete"):
        refused(getattr(api, method)(address_of(certification)), 404, "not_found")
        refused(getattr(api, method)(f"{STATUSES}/mentor-1"), 404, "not_found")
    assert api.get(CERTIFICATIONS).json()["pagination"]["total"] == 0
    assert api.get(STATUSES).json()["pagination"]["total"] == 0
    run = api.post(RUN).json()
    assert (run["mentors_scanned"], run["expired_found"]) == (0, 0)


def test_a_removed_one_keeps_its_row_and_its_logs(api):
    certification = recorded()
    api.post(RUN)
    api.delete(address_of(certification))
    certification.refresh_from_db()
    assert certification.deleted_at is not None
    assert api.get(LOGS).json()["pagination"]["total"] == 1
    assert AutoPause.objects.get().lifted_at is not None


def test_with_the_longest_one_removed_the_next_one_governs(api):
    recorded(expires="2026-03-01")
    longest = recorded(kind="advanced", expires="2030-03-01")
    assert stand(api)["certification_type"] == "advanced"
    api.delete(address_of(longest))
    assert stand(api)["certification_type"] == "peer_mentor_basic"
    assert api.post(RUN).json()["auto_paused"] == 1


# --- which one governs --------------------------------------------------------------------
def test_an_old_one_recorded_late_hurts_nobody(api):
    recorded(kind="advanced", expires="2030-03-01")
    before = stand(api)
    made = api.post(
        CERTIFICATIONS, NEW_CERTIFICATION | {"issued_at": "2020-03-01", "expires_at": "2022-03-01"}
    )
    assert made.json()["status"] == "expired"
    assert stand(api) == before
    assert api.post(RUN).json()["expired_found"] == 0


def test_shortening_the_longest_one_lets_the_next_one_govern(api):
    recorded(expires="2027-03-01")
    longest = recorded(kind="advanced", expires="2030-03-01")
    change_certification(api, longest, expires_at="2026-01-01")
    assert stand(api)["expiry_date"] == "2027-03-01T00:00:00Z"


def test_of_two_that_last_equally_long_the_later_issued_governs(api):
    recorded(kind="later", issued="2025-03-01", expires="2027-03-01T00:00:00")
    recorded(kind="earlier", issued="2024-03-01", expires="2027-03-01T23:00:00")
    assert stand(api)["certification_type"] == "later"


# --- both addresses -----------------------------------------------------------------------
@pytest.mark.parametrize("slash", ["", "/"])
def test_patch_answers_on_both_addresses(slash, api):
    certification, renewal = recorded(expires="2026-09-01"), renewed()
    expires_at = at("2027-03-10")
    base, printed = (
        "/api/v1",
        {
            f"certifications/{certification.certification_id}": "certifications",
            "certification-statuses/mentor-1": "certification-statuses",
            f"certification-renewals/{renewal.renewal_id}": "certification-statuses",
        },
    )
    for path, prefix in printed.items():
        for address in (f"{base}/{path}{slash}", f"{base}/{prefix}/api/v1/{path}{slash}"):
            assert api.patch(address, {}).status_code == 200, address
    certification.refresh_from_db()
    assert certification.expires_at == expires_at
