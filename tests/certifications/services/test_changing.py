"""What a change of a certification does, and when it would make a duplicate."""

import pytest
from django.core.exceptions import ValidationError

from certifications import services
from certifications.models import Certification, CertificationType
from mentorcerts.lib.refusals import Conflict
from tests.support.dates import TODAY, at
from tests.support.records import refuses
from tests.support.services import ADVANCED, BASIC, record, update

pytestmark = pytest.mark.django_db


# --- changing -----------------------------------------------------------------------------
def test_updating_changes_the_fields_given_and_no_other():
    certification = record(issued_at=at("2024-03-26T09:15:00"))
    changed = update(certification, expires_at=at("2027-01-31T12:00:00"), reason="A typo")
    assert changed.expires_at == at("2027-01-31T12:00:00")
    assert changed.issued_at == at("2024-03-26T09:15:00")
    assert changed.certification_type_id == BASIC
    assert changed.updated_reason == "A typo"
    assert changed.updated_at > certification.updated_at
    assert changed.created_at == certification.created_at


def test_updating_makes_a_type_on_first_use():
    assert update(record(), certification_type=ADVANCED).certification_type_id == ADVANCED
    assert CertificationType.objects.filter(code=ADVANCED).exists()


def test_updating_works_on_the_record_as_it_is_now():
    """What the caller holds may be old: a field that they did not change is not put back."""
    stale = record()
    update(Certification.objects.get(), expires_at=at("2028-01-01"))
    assert update(stale, issued_at=at("2024-01-01")).expires_at == at("2028-01-01")


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("issued_at", {"issued_at": at("1899-12-31")}),
        ("expires_at", {"issued_at": at("2026-03-26"), "expires_at": at("2026-03-26")}),
        ("expires_at", {"expires_at": at("2024-03-26")}),
        ("certification_type", {"certification_type": "two words"}),
    ],
)
def test_changes_that_make_no_sense_are_refused_by_their_field(field, changes):
    certification = record()
    with refuses(ValidationError) as refusal:
        update(certification, **changes)
    assert list(refusal.value.message_dict) == [field]


def test_changing_what_is_no_field_is_a_programming_error():
    certification = record()
    with refuses(TypeError, "not fields of a certification: mentor_id"):
        update(certification, mentor_id="mentor-043")


def test_the_changes_handed_in_are_left_as_they_are():
    changes = {"expires_at": at("2027-01-31"), "certification_type": ADVANCED}
    services.update_certification(certification=record(), changes=changes, today=TODAY)
    assert changes == {"expires_at": at("2027-01-31"), "certification_type": ADVANCED}


# --- duplicates ---------------------------------------------------------------------------
@pytest.mark.parametrize("issued", ["2024-03-26T00:00:00", "2024-03-26T23:59:59.999999"])
def test_a_second_one_of_the_same_day_is_a_conflict_that_names_the_first(issued):
    twin = record(issued_at=at("2024-03-26T12:00:00"))
    with refuses(Conflict, f"{twin.certification_id} is already recorded") as refusal:
        record(issued_at=at(issued))
    assert refusal.value.details == {"certification_id": twin.certification_id}


def test_the_day_of_issue_is_the_utc_day():
    record(issued_at=at("2024-03-26T23:30:00"))
    with refuses(Conflict):
        record(issued_at=at("2024-03-27T00:30:00+01:00"))
    record(issued_at=at("2024-03-26T23:30:00-05:00"))


@pytest.mark.parametrize(
    "other",
    [
        {"issued_at": at("2024-03-27")},
        {"issued_at": at("2024-03-25T23:59:59")},
        {"certification_type": ADVANCED},
        {"mentor_id": "mentor-043"},
    ],
)
def test_another_day_type_or_mentor_is_no_duplicate(other):
    record()
    record(**other)
    assert Certification.objects.count() == 2


def test_a_removed_one_is_no_duplicate():
    services.remove_certification(certification=record(), today=TODAY)
    record()


@pytest.mark.parametrize(
    "changes", [{"issued_at": at("2024-03-26T10:00:00")}, {"certification_type": BASIC}]
)
def test_changing_one_into_a_duplicate_is_a_conflict(changes):
    twin = record()
    issued = at("2024-03-26") if "certification_type" in changes else at("2025-03-26")
    kind = ADVANCED if "certification_type" in changes else BASIC
    other = record(issued_at=issued, certification_type=kind)
    with refuses(Conflict, twin.certification_id):
        update(other, **changes)


def test_changing_the_time_of_issue_within_its_day_is_no_conflict_with_itself():
    update(record(), issued_at=at("2024-03-26T18:00:00"))
