"""Which certification governs a mentor, whatever changes."""

import pytest

from certifications.models import Certification
from certifications.services.certifications import (
    record_certification,
    remove_certification,
    restore_certification,
    update_certification,
)
from certifications.services.governing import recompute_governing
from certifications.services.locks import lock_mentors
from mentorcerts.lib.refusals import Missing
from renewals.services import renew_certification
from tests.support.dates import TODAY, at
from tests.support.factories import (
    CertificationFactory,
    MentorFactory,
)
from tests.support.governing import hold, settled
from tests.support.records import everything
from tests.support.services import ADVANCED


# --- the choice ---------------------------------------------------------------------------
def test_the_one_that_expires_last_governs(mentor):
    hold(mentor, "2026-03-01")
    last = hold(mentor, "2028-03-01", kind=ADVANCED, issued="2020-03-01")
    hold(mentor, "2027-03-01", issued="2025-03-01")
    assert settled(mentor) == last


def test_of_two_that_expire_together_the_one_issued_later_governs(mentor):
    later = hold(mentor, "2026-03-01", issued="2024-03-02")
    hold(mentor, "2026-03-01", issued="2024-03-01", kind=ADVANCED)
    assert settled(mentor) == later


def test_of_equals_the_newest_record_governs_whatever_the_times_of_day(mentor):
    hold(mentor, "2026-03-01T23:00:00", issued="2024-03-01T23:00:00")
    newest = hold(mentor, "2026-03-01T01:00:00", issued="2024-03-01T01:00:00", kind=ADVANCED)
    assert settled(mentor) == newest


def test_a_revoked_one_governs_only_where_there_is_nothing_else(mentor):
    expired = hold(mentor, "2020-03-01", issued="2018-03-01")
    revoked = hold(mentor, "2030-03-01", revoked=True)
    assert settled(mentor) == expired
    Certification.objects.filter(pk=expired.pk).update(
        is_current=False, deleted_at=at("2026-03-25")
    )
    assert settled(mentor) == revoked


def test_removed_ones_govern_nobody(mentor):
    hold(mentor, "2030-03-01", removed=True)
    assert settled(mentor) is None
    live = hold(mentor, "2026-03-01")
    assert settled(mentor) == live


def test_a_mark_on_the_wrong_one_is_put_right(mentor):
    hold(mentor, "2026-03-01", is_current=True)
    best = hold(mentor, "2028-03-01", kind=ADVANCED)
    assert settled(mentor) == best
    assert Certification.objects.governing().count() == 1


def test_a_mentor_without_certifications_is_settled_too(mentor):
    assert settled(mentor) is None


def test_others_are_left_alone(mentor):
    other = CertificationFactory(is_current=False)
    settled(mentor)
    other.refresh_from_db()
    assert not other.is_current


def test_many_are_settled_in_as_few_statements_as_one(db, django_assert_num_queries):
    mentors = [MentorFactory() for _ in range(3)]
    for each in mentors:
        hold(each, "2026-03-01", is_current=True)
        hold(each, "2028-03-01", kind=ADVANCED)
    for some, queries in (
        (mentors[1:], 4),  # what they hold, down, up, open pauses
        (mentors[:1], 4),
        (mentors[:1], 2),  # nothing is left to do
    ):
        with django_assert_num_queries(queries):
            recompute_governing(
                [each.pk for each in some], today=TODAY, by="tests", reason="A change"
            )
    assert set(Certification.objects.governing().values_list("expires_at", flat=True)) == {
        at("2028-03-01")
    }


# --- every way in and out -----------------------------------------------------------------
def test_recording_a_longer_one_makes_it_govern(mentor):
    old = hold(mentor, "2026-03-01", is_current=True)
    new = record_certification(
        mentor_id="mentor-042",
        certification_type=ADVANCED,
        issued_at=at("2026-03-20"),
        expires_at=at("2028-03-20"),
        today=TODAY,
    )
    old.refresh_from_db()
    assert (new.is_current, old.is_current) == (True, False)


def test_recording_a_shorter_one_changes_nothing(mentor):
    old = hold(mentor, "2028-03-01", is_current=True)
    new = record_certification(
        mentor_id="mentor-042",
        certification_type=ADVANCED,
        issued_at=at("2026-03-20"),
        expires_at=at("2027-03-20"),
        today=TODAY,
    )
    old.refresh_from_db()
    assert (new.is_current, old.is_current) == (False, True)


def test_editing_hands_over(mentor):
    first = hold(mentor, "2028-03-01", is_current=True)
    second = hold(mentor, "2027-03-01", kind=ADVANCED)
    first = update_certification(
        certification=first, changes={"expires_at": at("2026-06-01")}, today=TODAY
    )
    second.refresh_from_db()
    assert (first.is_current, second.is_current) == (False, True)


def test_renewing_another_one_hands_over(mentor):
    hold(mentor, "2028-03-01", is_current=True)
    second = hold(mentor, "2027-03-01", kind=ADVANCED)
    renew_certification(
        mentor_id="mentor-042",
        certification_id=second.certification_id,
        renewal_date=at("2026-03-26"),
        new_expiry_date=at("2029-03-26"),
        today=TODAY,
    )
    second.refresh_from_db()
    assert second.is_current


def test_revoking_hands_over_and_lifting_the_revocation_takes_back(mentor):
    best = hold(mentor, "2028-03-01", is_current=True)
    second = hold(mentor, "2027-03-01", kind=ADVANCED)
    best = update_certification(certification=best, changes={}, status="revoked", today=TODAY)
    second.refresh_from_db()
    assert (best.is_current, second.is_current) == (False, True)
    best = update_certification(certification=best, changes={}, status="valid", today=TODAY)
    second.refresh_from_db()
    assert (best.is_current, second.is_current) == (True, False)


def test_removing_hands_over_and_restoring_takes_back(mentor):
    best = hold(mentor, "2028-03-01", is_current=True)
    second = hold(mentor, "2027-03-01", kind=ADVANCED)
    best = remove_certification(certification=best, today=TODAY)
    second.refresh_from_db()
    assert (best.is_current, second.is_current) == (False, True)
    best = restore_certification(certification=best, today=TODAY)
    second.refresh_from_db()
    assert (best.is_current, second.is_current) == (True, False)


# --- locks --------------------------------------------------------------------------------
def test_mentors_are_locked_in_one_order_whatever_the_order_asked(db):
    for name in ("cleo", "ana", "ben"):
        MentorFactory(mentor_id=name)
    assert list(lock_mentors(["cleo", "ben", "ana", "ben"])) == ["ana", "ben", "cleo"]


def test_locking_an_unknown_mentor_is_refused(mentor):
    before = everything()
    with pytest.raises(Missing, match=r"There is no mentor mentor-999\."):
        lock_mentors(["mentor-042", "mentor-999"])
    assert everything() == before
