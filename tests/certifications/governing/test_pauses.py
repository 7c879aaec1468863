"""Where the job's pause rests after a change, and what lifts it."""

from datetime import date

import pytest

from certifications.models import AutoPause, Certification
from certifications.services.certifications import (
    record_certification,
    remove_certification,
    remove_mentor_certifications,
    restore_certification,
    update_certification,
)
from certifications.services.governing import lift_pauses
from certifications.services.mentors import exempt_mentor, save_mentor
from certifications.services.types import save_certification_type
from renewals.services import renew_certification
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationTypeFactory,
)
from tests.support.governing import hold
from tests.support.services import ADVANCED, BASIC


@pytest.fixture
def paused(mentor):
    """An open pause of mentor-042, whose basic certification expired on 2026-03-01."""
    certification = hold(mentor, "2026-03-01", is_current=True, auto_pause_applied=True)
    return AutoPauseFactory(certification=certification)


def assert_lifted(pause: AutoPause, *, by: str, reason: str) -> None:
    pause.refresh_from_db()
    assert pause.lifted_at is not None
    assert (pause.lifted_by, pause.lift_reason) == (by, reason)
    assert not Certification.objects.filter(mentor=pause.mentor, auto_pause_applied=True).exists()


def assert_rests_on(pause: AutoPause, certification: Certification) -> None:
    pause.refresh_from_db()
    assert pause.lifted_at is None
    assert pause.certification == certification
    paused = Certification.objects.get(mentor=pause.mentor, auto_pause_applied=True)
    assert paused == certification
    assert paused.auto_pause_applied_at == pause.applied_at


def test_a_later_expiry_date_lifts_the_pause(paused):
    update_certification(
        certification=paused.certification,
        changes={"expires_at": at("2026-03-26")},
        today=TODAY,
        by="coordinator",
    )
    certification_id = paused.certification.certification_id
    assert_lifted(paused, by="coordinator", reason=f"{certification_id} now expires on 26 Mar 2026")


def test_the_reason_of_an_edit_is_the_reason_of_the_lift(paused):
    update_certification(
        certification=paused.certification,
        changes={"expires_at": at("2027-03-26")},
        reason="Course passed",
        today=TODAY,
        by="coordinator",
    )
    assert_lifted(paused, by="coordinator", reason="Course passed")


def test_a_later_expiry_date_that_is_past_as_well_lifts_nothing(paused):
    update_certification(
        certification=paused.certification, changes={"expires_at": at("2026-03-25")}, today=TODAY
    )
    assert_rests_on(paused, paused.certification)


@pytest.mark.parametrize(
    "changes", [{}, {"issued_at": at("2024-02-01")}, {"certification_type": ADVANCED}]
)
def test_an_unrelated_edit_lifts_nothing(changes, paused):
    update_certification(
        certification=paused.certification, changes=changes, reason="A typo", today=TODAY
    )
    assert_rests_on(paused, paused.certification)
    assert paused.reason == "Certification peer_mentor_basic expired on 2026-03-01"


def test_an_unrelated_record_lifts_nothing(paused):
    record_certification(
        mentor_id="mentor-042",
        certification_type=ADVANCED,
        issued_at=at("2020-01-01"),
        expires_at=at("2022-01-01"),
        today=TODAY,
    )
    save_mentor(mentor_id="mentor-042", name="Ada Abebe")
    assert_rests_on(paused, paused.certification)


def test_a_new_valid_certification_lifts_the_pause(paused):
    new = record_certification(
        mentor_id="mentor-042",
        certification_type=ADVANCED,
        issued_at=at("2026-03-20"),
        expires_at=at("2028-03-20"),
        today=TODAY,
        by="API",
    )
    assert_lifted(paused, by="API", reason=f"{new.certification_id} was recorded")


def test_a_renewal_lifts_the_pause(paused):
    renewal = renew_certification(
        mentor_id="mentor-042",
        renewal_date=at("2026-03-26"),
        new_expiry_date=at("2028-03-26"),
        today=TODAY,
        by="API",
    )
    assert_lifted(paused, by="API", reason=f"{renewal.renewal_id} moved the expiry to 26 Mar 2028")


def test_restoring_a_valid_certification_lifts_the_pause(paused):
    removed = hold(paused.mentor, "2028-03-01", removed=True, kind=ADVANCED)
    restore_certification(certification=removed, today=TODAY, by="coordinator")
    assert_lifted(paused, by="coordinator", reason=f"{removed.certification_id} was restored")


def test_a_pause_moves_to_another_expired_certification_that_comes_to_govern(paused):
    newer = record_certification(
        mentor_id="mentor-042",
        certification_type=ADVANCED,
        issued_at=at("2025-03-10"),
        expires_at=at("2026-03-10"),
        today=TODAY,
    )
    assert_rests_on(paused, newer)
    assert paused.reason == "Certification peer_mentor_basic expired on 2026-03-01"
    assert AutoPause.objects.count() == 1


def test_a_pause_moves_back_when_its_certification_is_removed(paused):
    older = hold(paused.mentor, "2026-02-01", kind=ADVANCED)
    remove_certification(certification=paused.certification, today=TODAY)
    assert_rests_on(paused, older)


def test_removing_the_last_certification_lifts_the_pause(paused):
    remove_certification(certification=paused.certification, today=TODAY, by="coordinator")
    assert_lifted(paused, by="coordinator", reason="The certification was removed")


def test_removing_all_certifications_lifts_the_pause(paused):
    hold(paused.mentor, "2026-02-01", kind=ADVANCED)
    remove_mentor_certifications(mentor_id="mentor-042", today=TODAY, by="API")
    assert_lifted(paused, by="API", reason="The certification was removed")


def test_restoring_an_expired_certification_does_not_pause(paused):
    certification = remove_certification(certification=paused.certification, today=TODAY)
    certification = restore_certification(certification=certification, today=TODAY)
    assert (certification.is_current, certification.auto_pause_applied) == (True, False)
    assert not AutoPause.objects.open().exists()


def test_revoking_lifts_nothing(paused):
    certification = update_certification(
        certification=paused.certification, changes={}, status="revoked", today=TODAY
    )
    assert certification.auto_pause_applied
    assert_rests_on(paused, certification)


def test_a_pause_does_not_move_to_a_revoked_certification_that_has_not_run_out(paused):
    revoked = hold(paused.mentor, "2028-03-01", kind=ADVANCED, revoked=True)
    remove_certification(certification=paused.certification, today=TODAY, by="coordinator")
    revoked.refresh_from_db()
    assert revoked.is_current
    assert_lifted(paused, by="coordinator", reason="The certification was removed")


def test_an_exemption_lifts_the_pause(paused):
    exempt_mentor(
        mentor_id="mentor-042", until=date(2026, 4, 30), reason="Ill", today=TODAY, by="coordinator"
    )
    assert_lifted(paused, by="coordinator", reason="Exempt until 2026-04-30: Ill")


@pytest.mark.parametrize(("grace_days", "lifted"), [(24, False), (25, True), (60, True)])
def test_a_longer_grace_lifts_the_pauses_that_it_covers(grace_days, lifted, paused):
    save_certification_type(code=BASIC, grace_days=grace_days, today=TODAY, by="coordinator")
    if lifted:
        reason = f"The grace of {BASIC} is now {grace_days} days"
        assert_lifted(paused, by="coordinator", reason=reason)
    else:
        assert_rests_on(paused, paused.certification)


def test_a_longer_grace_lifts_all_pauses_of_its_type_and_no_others(paused):
    AutoPauseFactory(certification__expires_at=at("2026-03-02"))
    other = AutoPauseFactory(certification__certification_type__code=ADVANCED)
    save_certification_type(code=BASIC, grace_days=25, today=TODAY)
    assert AutoPause.objects.open().get() == other


def test_the_grace_of_another_type_lifts_nothing(paused):
    save_certification_type(code=ADVANCED, grace_days=60, today=TODAY)
    assert_rests_on(paused, paused.certification)


def test_moving_to_a_type_with_grace_lifts_the_pause(paused):
    CertificationTypeFactory(code=ADVANCED, grace_days=60)
    update_certification(
        certification=paused.certification, changes={"certification_type": ADVANCED}, today=TODAY
    )
    paused.refresh_from_db()
    assert paused.lifted_at is not None


def test_what_lifts_one_mentors_pause_leaves_the_others(paused):
    other = AutoPauseFactory()
    update_certification(
        certification=paused.certification, changes={"expires_at": at("2027-03-01")}, today=TODAY
    )
    assert_rests_on(other, other.certification)


def test_lifting_twice_keeps_the_first_lift(paused):
    lift_pauses([paused], by="first", reason="Renewed")
    lift_pauses([paused], by="second", reason="Renewed again")
    assert_lifted(paused, by="first", reason="Renewed")


def test_lifting_nothing_asks_the_database_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        lift_pauses([], by="tests", reason="Nothing")
