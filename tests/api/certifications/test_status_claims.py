"""A status that is sent is a claim to check."""

import pytest

from tests.support.answers import refused
from tests.support.api import RUN, address_of, change_certification, detail, put_or_patch, stand
from tests.support.records import everything, recorded


def test_revoking_is_seen_everywhere_and_lifting_it_too(api):
    certification = recorded(expires="2027-03-01")
    answer = change_certification(
        api, certification, status="revoked", updated_reason="Complaint upheld"
    )
    assert answer["status"] == "revoked"
    read = detail(api, certification)
    assert read["revoked_at"].startswith("2026-03-26T01:00:0")
    assert read["revocation_reason"] == "Complaint upheld"
    status = stand(api)
    assert (status["status"], status["paused"]) == ("revoked", True)
    assert status["pause_reason"] == (
        "Certification peer_mentor_basic was revoked on 26 Mar 2026: Complaint upheld"
    )

    assert change_certification(api, certification, status="valid")["status"] == "valid"
    read = detail(api, certification)
    assert (read["revoked_at"], read["revocation_reason"]) == (None, "")
    assert stand(api)["paused"] is False


def test_revoking_twice_keeps_the_first_date_and_reason(api, on):
    certification = recorded(expires="2027-03-01")
    change_certification(api, certification, status="revoked", updated_reason="Complaint upheld")
    before = detail(api, certification)
    on("2026-04-01")
    change_certification(api, certification, status="revoked", updated_reason="Once more")
    assert detail(api, certification) == before


def test_a_revoked_one_is_not_paused_by_the_job(api):
    certification = recorded()
    change_certification(api, certification, status="revoked")
    assert api.post(RUN).json()["expired_found"] == 0


def test_a_revoked_one_governs_only_where_there_is_no_other(api):
    longest = recorded(kind="advanced", expires="2030-03-01")
    recorded(expires="2027-03-01")
    assert stand(api)["certification_type"] == "advanced"
    change_certification(api, longest, status="revoked")
    assert stand(api)["certification_type"] == "peer_mentor_basic"
    assert stand(api)["paused"] is False


@put_or_patch
@pytest.mark.parametrize(("expires", "claim"), [("2026-03-01", "valid"), ("2027-03-01", "expired")])
def test_a_claim_that_the_dates_contradict_is_refused(expires, claim, method, api):
    certification = recorded(expires=expires)
    before = everything()
    body = {"status": claim}
    error = refused(
        getattr(api, method)(address_of(certification), body), 400, "invalid", {"status"}
    )
    assert "expires_at" in error["message"]
    assert everything() == before


@pytest.mark.parametrize(
    ("expires", "new", "claim"),
    [("2026-03-01", "2027-03-01", "valid"), ("2027-03-01", "2026-03-01", "expired")],
)
def test_a_claim_is_checked_against_the_dates_that_result(expires, new, claim, api):
    certification = recorded(expires=expires)
    assert change_certification(api, certification, status=claim, expires_at=new)["status"] == claim


def test_expired_is_no_way_to_lift_a_revocation(api):
    certification = recorded(status="revoked")
    before = everything()
    refused(api.put(address_of(certification), {"status": "expired"}), 400, "invalid", {"status"})
    assert everything() == before


def test_an_expired_one_stays_revoked_unless_it_gets_a_later_date(api):
    certification = recorded(status="revoked")
    refused(api.put(address_of(certification), {"status": "valid"}), 400, "invalid", {"status"})
    assert detail(api, certification)["status"] == "revoked"
    assert (
        change_certification(api, certification, status="valid", expires_at="2027-03-01")["status"]
        == "valid"
    )


def test_a_later_date_alone_lifts_no_revocation(api):
    certification = recorded(status="revoked")
    assert change_certification(api, certification, expires_at="2027-03-01")["status"] == "revoked"


def test_a_reason_may_have_five_hundred_characters(api):
    certification = recorded()
    assert change_certification(api, certification, updated_reason="é" * 500)
    refused(
        api.put(address_of(certification), {"updated_reason": "é" * 501}),
        400,
        "invalid",
        {"updated_reason"},
    )
