"""``ETag``, ``If-Match``, ``If-None-Match``: nobody undoes a decision that they have not seen."""

import pytest

from certifications.models import Certification
from renewals.models import Renewal
from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, RENEWALS, STATUSES, address_of, put_or_patch
from tests.support.records import everything, recorded, renewed

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["certification", "renewal", "status"])
def address(request):
    """Of one record of each kind."""
    certification = recorded(expires="2027-03-01")
    if request.param == "renewal":
        return address_of(renewed(until="2028-03-01"))
    return address_of(certification) if request.param == "certification" else f"{STATUSES}/mentor-1"


CHANGES = {
    CERTIFICATIONS: {"expires_at": "2029-01-01"},
    RENEWALS: {"notes": "By telephone"},
    STATUSES: {"expiry_date": "2029-01-01"},
}


def change_of(address: str) -> dict[str, str]:
    return next(body for path, body in CHANGES.items() if address.startswith(path))


def test_a_record_has_a_strong_tag_that_stays_while_it_does(api, address):
    first, second = api.get(address), api.get(address)
    assert first["ETag"] == second["ETag"]
    assert first["ETag"].startswith('"')
    assert api.head(address)["ETag"] == first["ETag"]


def test_both_spellings_of_an_address_have_the_same_tag(api):
    record = recorded()
    printed = f"{CERTIFICATIONS}/api/v1/certifications/{record.certification_id}"
    assert api.get(printed)["ETag"] == api.get(address_of(record))["ETag"]


@pytest.mark.parametrize("weak", ["", "W/"])
def test_who_has_this_version_is_not_sent_it_again(api, address, weak):
    tag = weak + api.get(address)["ETag"]
    answer = api.get(address, HTTP_IF_NONE_MATCH=f'"another", {tag}')
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["ETag"] == tag.removeprefix("W/")
    assert api.get(address, HTTP_IF_NONE_MATCH='"another"').status_code == 200


@put_or_patch
def test_what_the_client_has_seen_can_be_changed_and_the_answer_has_the_next_tag(
    api, address, method
):
    tag = api.get(address)["ETag"]
    answer = getattr(api, method)(address, change_of(address), HTTP_IF_MATCH=f"W/{tag}")
    assert answer.status_code == 200, answer.content
    assert answer["ETag"] == api.get(address)["ETag"] != tag


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_what_has_changed_since_is_left_alone(api, address, method):
    seen = api.get(address)["ETag"]
    assert api.put(address, change_of(address)).status_code == 200
    before = everything()
    body = {} if method == "delete" else change_of(address)
    answer = getattr(api, method)(address, body, HTTP_IF_MATCH=seen)
    error = refused(answer, 412, "precondition_failed")
    assert error["details"] == {"etag": api.get(address)["ETag"]}
    assert everything() == before


def test_what_the_client_has_seen_can_be_removed(api, address):
    assert api.delete(address, HTTP_IF_MATCH=api.get(address)["ETag"]).status_code == 200


def test_a_star_matches_whatever_is_there(api, address):
    assert api.put(address, change_of(address), HTTP_IF_MATCH="*").status_code == 200
    assert api.get(address, HTTP_IF_NONE_MATCH="*").status_code == 304


@pytest.mark.parametrize("header", ["abc", '"abc', '"a" "b"', "W/abc"])
def test_a_tag_without_quotes_is_a_bad_header(api, address, header):
    refused(api.put(address, change_of(address), HTTP_IF_MATCH=header), 400, fields={"If-Match"})
    refused(api.get(address, HTTP_IF_NONE_MATCH=header), 400, fields={"If-None-Match"})


def test_the_tag_of_a_status_changes_at_midnight_as_the_days_left_do(api, on):
    recorded(expires="2027-03-01")
    before = api.get(f"{STATUSES}/mentor-1")["ETag"]
    on("2026-03-27")
    assert api.get(f"{STATUSES}/mentor-1")["ETag"] != before


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            CERTIFICATIONS,
            {
                "mentor_id": "mentor-1",
                "certification_type": "advanced",
                "issued_at": "2026-01-01",
                "expires_at": "2030-01-01",
            },
        ),
        (
            STATUSES,
            {
                "mentor_id": "mentor-1",
                "certification_type": "advanced",
                "issue_date": "2026-01-01",
                "expiry_date": "2030-01-01",
            },
        ),
        (
            RENEWALS,
            {
                "mentor_id": "mentor-1",
                "renewal_date": "2026-03-26",
                "new_expiry_date": "2031-01-01",
            },
        ),
    ],
)
def test_a_new_record_comes_with_its_tag(api, path, body):
    recorded()
    made = api.post(path, body)
    assert made.status_code == 201, made.content
    ids = ("renewal_id", "certification_id", "mentor_id")
    key = next(made.json()[name] for name in ids if name in made.json())
    assert made["ETag"] == api.get(f"{path}/{key}")["ETag"]


def test_a_client_that_read_before_a_renewal_does_not_undo_it(api):
    """Case A6: the renewal's date stays."""
    record = recorded(expires="2026-12-01")
    address = address_of(record)
    read = api.get(address)
    renewed(until="2029-12-01")
    old = {name: read.json()[name] for name in ("issued_at", "expires_at")}
    refused(api.put(address, old, HTTP_IF_MATCH=read["ETag"]), 412, "precondition_failed")
    assert api.get(address).json()["expires_at"] == "2029-12-01T00:00:00Z"


# --- no difference, no write ----------------------------------------------------------------------
def test_ten_puts_of_what_get_said_write_nothing(api, address):
    """Case A10."""
    said = api.get(address).json()
    before = everything()
    for _ in range(10):
        assert api.put(address, said).status_code == 200
    assert everything() == before


def test_a_reason_alone_is_no_difference(api):
    address = address_of(recorded())
    before = everything()
    assert api.put(address, {"updated_reason": "Looked at it"}).status_code == 200
    assert everything() == before


# --- the status of a mentor -----------------------------------------------------------------------
def hold(*expiries: str) -> list[Certification]:
    """One certification for each expiry date, of a mentor, of different types."""
    return [
        recorded(kind=f"kind-{number}", expires=expires) for number, expires in enumerate(expiries)
    ]


def test_revoking_a_status_three_times_revokes_one_certification(api):
    """Case A7."""
    first, *_ = hold("2027-01-01")
    for _ in range(3):
        assert api.put(f"{STATUSES}/mentor-1", {"status": "revoked"}).status_code == 200
    assert api.get(f"{STATUSES}/mentor-1").json()["status"] == "revoked"
    assert Certification.objects.filter(revoked_at__isnull=False).count() == 1
    assert first.history.count() == 2


def test_revoking_where_another_would_count_is_refused_and_names_both(api):
    """Case A7, of a mentor who holds three."""
    a, b, c = hold("2027-01-01", "2028-01-01", "2029-01-01")
    before = everything()
    for _ in range(3):
        answer = api.put(f"{STATUSES}/mentor-1", {"status": "revoked"})
        error = refused(answer, 409, "conflict")
        assert error["details"] == {
            "certification_id": c.certification_id,
            "governing_certification_id": b.certification_id,
            "field": "certification_id",
        }
        assert "POST /certification-renewals" in error["message"]
    assert everything() == before
    assert a.revoked_at is None


def test_the_certification_to_change_can_be_named_and_the_status_is_answered(api):
    """Case A8: what is answered is what the next GET says."""
    a, b = hold("2028-01-01", "2030-01-01")
    change = {"expiry_date": "2027-01-01", "certification_id": b.certification_id}
    for _ in range(2):
        answer = api.put(f"{STATUSES}/mentor-1", change)
        assert answer.status_code == 200, answer.content
        status = api.get(f"{STATUSES}/mentor-1").json()
        assert answer.json()["expiry_date"] == status["expiry_date"] == "2028-01-01T00:00:00Z"
        assert answer.json()["certification_type"] == a.certification_type_id
    b.refresh_from_db()
    assert f"{b.expires_at:%Y-%m-%d}" == "2027-01-01"


def test_a_change_after_which_another_would_count_needs_its_name(api):
    """Case A8."""
    hold("2028-01-01", "2030-01-01")
    before = everything()
    refused(api.put(f"{STATUSES}/mentor-1", {"expiry_date": "2027-01-01"}), 409, "conflict")
    assert everything() == before


@pytest.mark.parametrize("named", ["cert_00000000", "of-another"])
def test_a_certification_that_is_not_the_mentors_is_missing(api, named):
    recorded()
    other = recorded("mentor-2")
    wanted = other.certification_id if named == "of-another" else named
    refused(api.put(f"{STATUSES}/mentor-1", {"certification_id": wanted}), 404, "not_found")


# --- a renewal that was made already --------------------------------------------------------------
def test_a_renewal_that_was_made_already_is_named(api):
    """Case A9."""
    record = recorded()
    body = {
        "mentor_id": "mentor-1",
        "renewal_date": "2026-03-26",
        "new_expiry_date": "2029-03-01",
        "processed_by": "kim",
    }
    made = api.post(RENEWALS, body)
    assert made.status_code == 201
    before = everything()
    error = refused(api.post(RENEWALS, body), 409, "conflict")
    assert error["details"] == {
        "renewal_id": made.json()["renewal_id"],
        "certification_id": record.certification_id,
    }
    assert everything() == before
    assert Renewal.objects.count() == 1
