"""What a renewal does: it moves an expiry date, and lifts only the job's pause."""

import pytest
from django.core.exceptions import ValidationError

from certifications.models import AutoPause, Certification
from mentorcerts.lib.refusals import Conflict, Missing
from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    MentorFactory,
)
from tests.support.records import refuses
from tests.support.services import ADVANCED, assert_expires, renew

pytestmark = pytest.mark.django_db


# --- renewing -----------------------------------------------------------------------------
def test_renewing_moves_the_expiry_and_records_how(certification):
    renewal = renew("2028-03-26T12:00:00", processed_by="admin-01", notes="Course passed")
    assert_expires(certification, "2028-03-26T12:00:00")
    renewal.refresh_from_db()
    assert renewal.certification == certification
    assert renewal.renewal_date == at("2026-03-26")
    assert renewal.previous_expiry_date == at("2026-09-26")
    assert renewal.new_expiry_date == at("2028-03-26T12:00:00")
    assert (renewal.processed_by, renewal.notes) == ("admin-01", "Course passed")
    assert renewal.renewal_id == f"renewal-{renewal.pk:04d}"


def test_renewals_chain(certification):
    first, second = renew("2027-03-26"), renew("2028-03-26")
    assert first.new_expiry_date == second.previous_expiry_date
    assert_expires(certification, "2028-03-26")


def test_renewing_marks_the_certification_as_changed_and_keeps_everything_else(certification):
    before = Certification.objects.values().get()
    renew("2028-03-26")
    after = Certification.objects.values().get()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"expires_at", "updated_at"}
    assert after["updated_at"] > before["updated_at"]


def test_the_governing_certification_is_renewed_unless_another_is_named(certification):
    other = CertificationFactory(
        mentor=certification.mentor,
        certification_type__code=ADVANCED,
        expires_at=at("2026-06-26"),
        is_current=False,
    )
    renew("2027-03-26")
    assert_expires(certification, "2027-03-26")
    renew("2026-12-26", certification_id=other.certification_id)
    assert_expires(other, "2026-12-26")
    assert_expires(certification, "2027-03-26")


def test_an_expired_certification_can_be_renewed_to_a_date_that_is_past_too():
    certification = CertificationFactory(mentor__mentor_id="mentor-042")
    renew("2026-03-20", renewal_date=at("2026-03-05"))
    assert_expires(certification, "2026-03-20")


@pytest.mark.parametrize(
    ("to", "granted", "words"),
    [
        (
            "2026-09-25",
            "2026-03-26",
            "A renewal never shortens.*, 2026-09-26",
        ),
        (
            "2026-09-26",
            "2026-03-26",
            "A renewal never shortens.*, 2026-09-26",
        ),
        ("2026-09-26T23:59:59", "2026-03-26", "after the expiry date, 2026-09-26"),
        ("2027-03-26", "2027-03-26", "must be after the renewal date, 2027-03-26"),
        ("2027-03-26T23:00:00", "2027-03-26", "must be after the renewal date, 2027-03-26"),
        ("2027-03-26", "2027-03-27", "must be after the renewal date, 2027-03-27"),
    ],
)
def test_a_renewal_never_shortens_and_ends_after_it_was_granted(to, granted, words, certification):
    with refuses(ValidationError, words) as refusal:
        renew(to, renewal_date=at(granted))
    assert list(refusal.value.message_dict) == ["new_expiry_date"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("renewal_date", at("1899-12-31")),
        ("processed_by", "a" * 151),
    ],
)
def test_values_that_make_no_sense_are_refused_by_their_field(field, value, certification):
    with refuses(ValidationError) as refusal:
        renew("2028-03-26", **{field: value})
    assert list(refusal.value.message_dict) == [field]


def test_the_first_day_of_1900_is_a_date_like_any_other(certification):
    assert renew("2028-03-26", renewal_date=at("1900-01-01")).renewal_date == at("1900-01-01")


def test_a_mentor_nobody_knows_is_missing(certification):
    with refuses(Missing, "There is no mentor mentor-999"):
        renew("2028-03-26", mentor_id="mentor-999")


def test_a_mentor_without_certification_is_missing():
    CertificationFactory(mentor__mentor_id="mentor-042", removed=True)
    with refuses(Missing, "mentor-042 has no certification to renew"):
        renew("2028-03-26")


def test_a_certification_of_somebody_else_or_a_removed_one_is_missing(certification):
    others = CertificationFactory()
    removed = CertificationFactory(mentor=certification.mentor, removed=True)
    for wrong in (others, removed):
        with refuses(Missing, f"mentor-042 has no certification {wrong.certification_id}"):
            renew("2028-03-26", certification_id=wrong.certification_id)


def test_a_revoked_certification_cannot_be_renewed():
    revoked = CertificationFactory(mentor__mentor_id="mentor-042", revoked=True)
    for named in (None, revoked.certification_id):
        with refuses(Conflict, f"{revoked.certification_id} was revoked on 15 Feb 2026"):
            renew("2028-03-26", certification_id=named)


# --- what a renewal lifts -----------------------------------------------------------------
def test_renewal_lifts_the_jobs_pause(pause):
    renewal = renew("2028-03-26", by="API")
    pause.refresh_from_db()
    assert pause.lifted_at is not None
    assert pause.lifted_by == "API"
    assert pause.lift_reason == f"{renewal.renewal_id} moved the expiry to 26 Mar 2028"
    certification = Certification.objects.get()
    assert not certification.auto_pause_applied
    assert certification.auto_pause_applied_at is None


def test_renewal_lifts_only_the_jobs_pause():
    mentor = MentorFactory(mentor_id="mentor-042", paused_by_hand=True)
    AutoPauseFactory(certification__mentor=mentor)
    renew("2028-03-26")
    mentor.refresh_from_db()
    assert mentor.pause_reason == "On leave"
    assert not AutoPause.objects.open().exists()


def test_renewal_lifts_only_that_mentors_pause(pause):
    other = AutoPauseFactory()
    renew("2028-03-26")
    assert AutoPause.objects.open().get() == other


@pytest.mark.parametrize(("to", "lifted"), [("2026-03-25", False), ("2026-03-26", True)])
def test_renewal_lifts_nothing_while_the_new_date_is_past_as_well(to, lifted, pause):
    renew(to, renewal_date=at("2026-03-02"))
    assert AutoPause.objects.open().exists() is not lifted
    assert Certification.objects.get().auto_pause_applied is not lifted


def test_renewing_another_certification_that_stays_shorter_lifts_nothing(pause):
    shorter = CertificationFactory(
        mentor=pause.mentor,
        certification_type__code=ADVANCED,
        expires_at=at("2026-01-01"),
        is_current=False,
    )
    renew("2026-02-01", renewal_date=at("2026-01-01"), certification_id=shorter.certification_id)
    assert AutoPause.objects.open().get().certification == pause.certification
