"""What mentors hold, over the API: recording, changing, revoking and removing it."""

import re
from datetime import date

import pytest

from certifications import services
from certifications.models import AutoPause
from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, LOGS, RUN, STATUSES, address_of, put_or_patch, stand
from tests.support.dates import at
from tests.support.records import everything, recorded, renewed

NEW = {
    "mentor_id": "mentor-1",
    "certification_type": "peer_mentor_basic",
    "issued_at": "2026-03-26T00:00:00Z",
    "expires_at": "2028-03-26T00:00:00Z",
}


def changed(api, certification, **changes):
    response = api.put(address_of(certification), changes)
    assert response.status_code == 200, response.content
    return response.json()


def detail(api, certification):
    response = api.get(address_of(certification))
    assert response.status_code == 200, response.content
    return response.json()


# --- recording ----------------------------------------------------------------------------
def test_what_is_recorded_is_seen_everywhere(api):
    response = api.post(CERTIFICATIONS, NEW)
    assert response.status_code == 201
    made = response.json()
    assert list(made) == [
        "certification_id",
        "mentor_id",
        "certification_type",
        "issued_at",
        "expires_at",
        "status",
        "auto_pause_applied",
        "created_at",
    ]
    assert re.fullmatch(r"cert_[0-9A-HJKMNP-TV-Z]{8}", made["certification_id"])
    assert made | NEW == made
    assert (made["status"], made["auto_pause_applied"]) == ("valid", False)
    assert made["created_at"].startswith("2026-03-26T01:00:0")

    del made["created_at"]
    assert api.get(CERTIFICATIONS).json()["data"] == [made]
    assert api.get(f"{CERTIFICATIONS}/{made['certification_id']}").json() == made | {
        "auto_pause_applied_at": None,
        "revoked_at": None,
        "revocation_reason": "",
    }
    assert stand(api) == {
        "mentor_id": "mentor-1",
        "certification_type": "peer_mentor_basic",
        "issue_date": NEW["issued_at"],
        "expiry_date": NEW["expires_at"],
        "is_expired": False,
        "days_until_expiry": 731,
        "last_renewal_date": NEW["issued_at"],
        "status": "valid",
        "paused": False,
        "pause_reason": None,
    }
    assert api.post(RUN).json()["mentors_scanned"] == 1


def test_one_recorded_as_expired_is_paused_by_the_next_run(api):
    made = api.post(CERTIFICATIONS, NEW | {"issued_at": "2024-03-01", "expires_at": "2026-03-25"})
    assert made.json()["status"] == "expired"
    assert stand(api)["paused"] is False, "only the job pauses"
    assert api.post(RUN).json()["auto_paused"] == 1
    assert stand(api)["paused"] is True


def test_without_an_expiry_date_the_validity_of_the_type_decides(api):
    services.save_certification_type(
        code="peer_mentor_basic", validity_months=24, today=date(2026, 3, 26)
    )
    body = NEW | {"issued_at": "2024-02-29T10:30:00Z"}
    del body["expires_at"]
    assert api.post(CERTIFICATIONS, body).json()["expires_at"] == "2026-02-28T10:30:00Z"


def test_without_an_expiry_date_and_a_validity_it_is_refused(api):
    body = {name: value for name, value in NEW.items() if name != "expires_at"}
    refused(api.post(CERTIFICATIONS, body), 400, "invalid", {"expires_at"})
    assert not any(everything().values()), "neither mentor nor type has been left behind"


def test_a_validity_beyond_the_last_date_is_refused(api):
    services.save_certification_type(
        code="peer_mentor_basic", validity_months=1200, today=date(2026, 3, 26)
    )
    body = {**NEW, "issued_at": "9950-01-01"}
    del body["expires_at"]
    refused(api.post(CERTIFICATIONS, body), 400, "invalid", {"issued_at"})


@pytest.mark.parametrize(
    ("claim", "expires_at"),
    [("valid", "2026-03-26"), ("valid", "2028-03-26"), ("expired", "2026-03-25")],
)
def test_a_status_that_agrees_with_the_dates_is_accepted(claim, expires_at, api):
    body = NEW | {"issued_at": "2024-03-01", "expires_at": expires_at, "status": claim}
    response = api.post(CERTIFICATIONS, body)
    assert (response.status_code, response.json()["status"]) == (201, claim)


@pytest.mark.parametrize(
    ("claim", "expires_at"),
    [("valid", "2026-03-25"), ("expired", "2026-03-26"), ("expired", "2028-03-26")],
)
def test_a_status_that_contradicts_the_dates_is_refused(claim, expires_at, api):
    body = NEW | {"issued_at": "2024-03-01", "expires_at": expires_at, "status": claim}
    error = refused(api.post(CERTIFICATIONS, body), 400, "invalid", {"status"})
    assert "expires_at" in error["message"], "it says which field to change"
    assert not any(everything().values())


def test_one_can_be_recorded_as_revoked(api):
    assert api.post(CERTIFICATIONS, NEW | {"status": "revoked"}).json()["status"] == "revoked"
    assert (stand(api)["status"], stand(api)["paused"]) == ("revoked", True)


@pytest.mark.parametrize("name", ["mentor_id", "certification_type", "issued_at"])
def test_what_is_required_is_named(name, api):
    body = {key: value for key, value in NEW.items() if key != name}
    refused(api.post(CERTIFICATIONS, body), 400, "invalid", {name})


@pytest.mark.parametrize(
    "name",
    ["certification_id", "auto_pause_applied", "created_at", "deleted_at", "mentorId", "id", "pk"],
)
def test_a_field_that_it_does_not_know_is_refused(name, api):
    refused(api.post(CERTIFICATIONS, NEW | {name: "x"}), 400, "invalid", {name})
    assert not any(everything().values())


@pytest.mark.parametrize("expires_at", ["2026-03-26", "2026-03-25", "1999-12-31"])
def test_it_has_to_expire_after_it_was_issued(expires_at, api):
    body = NEW | {"expires_at": expires_at}
    refused(api.post(CERTIFICATIONS, body), 400, "invalid", {"expires_at"})


# --- times --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("2028-03-26", "2028-03-26T00:00:00Z"),
        ("2028-03-26T08:30:15Z", "2028-03-26T08:30:15Z"),
        ("2028-03-26t08:30:15z", "2028-03-26T08:30:15Z"),
        ("2028-03-26 08:30:15Z", "2028-03-26T08:30:15Z"),
        ("2028-03-26T08:30:15", "2028-03-26T08:30:15Z"),
        ("2028-03-26T08:30", "2028-03-26T08:30:00Z"),
        ("2028-03-26T08:30Z", "2028-03-26T08:30:00Z"),
        ("2028-03-26T08:30:15.999Z", "2028-03-26T08:30:15Z"),
        ("2028-03-26T08:30:15.123456789Z", "2028-03-26T08:30:15Z"),
        ("2028-03-26T00:30:00+02:00", "2028-03-25T22:30:00Z"),
        ("2028-03-26T23:30:00-0130", "2028-03-27T01:00:00Z"),
        ("2028-02-29T00:00:00+00:00", "2028-02-29T00:00:00Z"),
        ("9999-12-31", "9999-12-31T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_times_are_read_with_offsets_and_told_in_utc(sent, stored, api):
    response = api.post(CERTIFICATIONS, NEW | {"expires_at": sent})
    assert response.status_code == 201, response.content
    made = response.json()
    assert made["expires_at"] == stored
    assert api.get(f"{CERTIFICATIONS}/{made['certification_id']}").json()["expires_at"] == stored
    assert stand(api)["expiry_date"] == stored


def test_the_oldest_date_is_the_first_of_1900(api):
    assert api.post(CERTIFICATIONS, NEW | {"issued_at": "1900-01-01"}).status_code == 201
    for too_old in ("1899-12-31", "1900-01-01T00:00:00+00:01", "0001-01-01"):
        response = api.post(CERTIFICATIONS, NEW | {"issued_at": too_old})
        refused(response, 400, "invalid", {"issued_at"})


def test_the_utc_date_decides_and_never_the_time_of_day(api, on):
    certification = recorded(expires="2026-03-26T00:00:01")
    on("2026-03-26", "23:59:59")
    assert detail(api, certification)["status"] == "valid"
    on("2026-03-27", "00:00:00")
    assert detail(api, certification)["status"] == "expired"


# --- duplicates ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "issued_at", ["2026-03-26", "2026-03-26T23:59:59Z", "2026-03-27T01:00:00+02:00"]
)
def test_same_mentor_type_and_issue_date_is_a_conflict(issued_at, api):
    first = api.post(CERTIFICATIONS, NEW).json()
    before = everything()
    error = refused(api.post(CERTIFICATIONS, NEW | {"issued_at": issued_at}), 409, "conflict")
    assert error["details"] == {"certification_id": first["certification_id"]}
    assert everything() == before


@pytest.mark.parametrize(
    "other",
    [{"mentor_id": "mentor-2"}, {"certification_type": "advanced"}, {"issued_at": "2026-03-25"}],
)
def test_another_mentor_type_or_issue_date_is_no_conflict(other, api):
    api.post(CERTIFICATIONS, NEW)
    assert api.post(CERTIFICATIONS, NEW | other).status_code == 201


def test_a_removed_one_is_in_nobodys_way(api):
    first = api.post(CERTIFICATIONS, NEW).json()
    api.delete(f"{CERTIFICATIONS}/{first['certification_id']}")
    assert api.post(CERTIFICATIONS, NEW).status_code == 201


@put_or_patch
@pytest.mark.parametrize(
    ("kind", "issued", "change"),
    [
        ("peer_mentor_basic", "2025-03-01", {"issued_at": "2024-03-01"}),
        ("advanced", "2024-03-01", {"certification_type": "peer_mentor_basic"}),
    ],
)
def test_a_change_into_a_duplicate_is_a_conflict(kind, issued, change, method, api):
    recorded(kind="peer_mentor_basic", issued="2024-03-01")
    other = recorded(kind=kind, issued=issued)
    before = everything()
    refused(getattr(api, method)(address_of(other), change), 409, "conflict")
    assert everything() == before


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

    assert changed(api, certification, expires_at="2027-03-01")["status"] == "valid"
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
    changed(api, certification, **change)
    assert detail(api, certification)["auto_pause_applied"] is True
    assert stand(api)["paused"] is True


def test_the_last_valid_day_is_enough_to_lift_the_pause(api):
    certification = recorded()
    api.post(RUN)
    changed(api, certification, expires_at="2026-03-26")
    assert stand(api)["paused"] is False


def test_a_newer_certification_lifts_the_pause_of_the_old_one(api):
    old = recorded()
    api.post(RUN)
    api.post(CERTIFICATIONS, NEW)
    assert stand(api)["paused"] is False
    assert detail(api, old)["status"] == "expired"
    assert detail(api, old)["auto_pause_applied"] is False


# --- whose it is, and what can't be changed --------------------------------------------------
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
        changed(api, certification, status="revoked", updated_reason="Left the programme")
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
    ],
)
def test_what_can_only_be_read_can_not_be_contradicted(name, value, method, api):
    certification = recorded()
    before = everything()
    body = {name: value, "expires_at": "2027-03-01"}
    refused(getattr(api, method)(address_of(certification), body), 400, "invalid", {name})
    assert everything() == before


@put_or_patch
@pytest.mark.parametrize("name", ["deleted_at", "created_at", "expiry_date", "Expires_at", "id"])
def test_a_change_of_an_unknown_field_is_refused(name, method, api):
    certification = recorded()
    before = everything()
    body = {name: "2027-03-01", "expires_at": "2027-03-01"}
    refused(getattr(api, method)(address_of(certification), body), 400, "invalid", {name})
    assert everything() == before


# --- status: a claim ------------------------------------------------------------------------
def test_revoking_is_seen_everywhere_and_lifting_it_too(api):
    certification = recorded(expires="2027-03-01")
    answer = changed(api, certification, status="revoked", updated_reason="Complaint upheld")
    assert answer["status"] == "revoked"
    read = detail(api, certification)
    assert read["revoked_at"].startswith("2026-03-26T01:00:0")
    assert read["revocation_reason"] == "Complaint upheld"
    status = stand(api)
    assert (status["status"], status["paused"]) == ("revoked", True)
    assert status["pause_reason"] == (
        "Certification peer_mentor_basic was revoked on 2026-03-26: Complaint upheld"
    )

    assert changed(api, certification, status="valid")["status"] == "valid"
    read = detail(api, certification)
    assert (read["revoked_at"], read["revocation_reason"]) == (None, "")
    assert stand(api)["paused"] is False


def test_revoking_twice_keeps_the_first_date_and_reason(api, on):
    certification = recorded(expires="2027-03-01")
    changed(api, certification, status="revoked", updated_reason="Complaint upheld")
    before = detail(api, certification)
    on("2026-04-01")
    changed(api, certification, status="revoked", updated_reason="Once more")
    assert detail(api, certification) == before


def test_a_revoked_one_is_not_paused_by_the_job(api):
    certification = recorded()
    changed(api, certification, status="revoked")
    assert api.post(RUN).json()["expired_found"] == 0


def test_a_revoked_one_governs_only_where_there_is_no_other(api):
    longest = recorded(kind="advanced", expires="2030-03-01")
    recorded(expires="2027-03-01")
    assert stand(api)["certification_type"] == "advanced"
    changed(api, longest, status="revoked")
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
    assert changed(api, certification, status=claim, expires_at=new)["status"] == claim


def test_expired_is_no_way_to_lift_a_revocation(api):
    certification = recorded(status="revoked")
    before = everything()
    refused(api.put(address_of(certification), {"status": "expired"}), 400, "invalid", {"status"})
    assert everything() == before


def test_an_expired_one_stays_revoked_unless_it_gets_a_later_date(api):
    certification = recorded(status="revoked")
    refused(api.put(address_of(certification), {"status": "valid"}), 400, "invalid", {"status"})
    assert detail(api, certification)["status"] == "revoked"
    assert changed(api, certification, status="valid", expires_at="2027-03-01")["status"] == "valid"


def test_a_later_date_alone_lifts_no_revocation(api):
    certification = recorded(status="revoked")
    assert changed(api, certification, expires_at="2027-03-01")["status"] == "revoked"


def test_a_reason_may_have_five_hundred_characters(api):
    certification = recorded()
    assert changed(api, certification, updated_reason="é" * 500)
    refused(
        api.put(address_of(certification), {"updated_reason": "é" * 501}),
        400,
        "invalid",
        {"updated_reason"},
    )


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


# --- which one governs ----------------------------------------------------------------------
def test_an_old_one_recorded_late_hurts_nobody(api):
    recorded(kind="advanced", expires="2030-03-01")
    before = stand(api)
    made = api.post(CERTIFICATIONS, NEW | {"issued_at": "2020-03-01", "expires_at": "2022-03-01"})
    assert made.json()["status"] == "expired"
    assert stand(api) == before
    assert api.post(RUN).json()["expired_found"] == 0


def test_shortening_the_longest_one_lets_the_next_one_govern(api):
    recorded(expires="2027-03-01")
    longest = recorded(kind="advanced", expires="2030-03-01")
    changed(api, longest, expires_at="2026-01-01")
    assert stand(api)["expiry_date"] == "2027-03-01T00:00:00Z"


def test_of_two_that_last_equally_long_the_later_issued_governs(api):
    recorded(kind="later", issued="2025-03-01", expires="2027-03-01T00:00:00")
    recorded(kind="earlier", issued="2024-03-01", expires="2027-03-01T23:00:00")
    assert stand(api)["certification_type"] == "later"


# --- both addresses -------------------------------------------------------------------------
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
