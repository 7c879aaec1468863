"""A certification that was recorded for the wrong person is moved to the right one."""

import pytest
from django.core.exceptions import ValidationError

from certifications import services
from certifications.change_log.fold import compare_with_log
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Certification, Event, Mentor
from certifications.services.moving import Move
from mentorcerts.lib.refusals import Conflict, Missing
from mentorcerts.promises.services import make_promise
from renewals.models import Renewal
from renewals.services import remove_renewal
from tests.support.change_log import lines_of, story
from tests.support.dates import TODAY, at
from tests.support.records import refuses
from tests.support.services import ADVANCED, BASIC, exempt, record, renew

pytestmark = pytest.mark.django_db

OVERDUE = at("2026-03-01")


def run() -> None:
    expire_certifications(today=TODAY, trigger="command")


def move(certification: Certification, *, to: str = "ben", reason: str = "Two Bens") -> Move:
    return services.move_certification(
        certification=certification, to_mentor_id=to, reason=reason, today=TODAY, by="kim"
    )


@pytest.fixture
def ben(db):
    return services.save_mentor(mentor_id="ben", name="Ben")


@pytest.fixture
def certification(ben):
    """Of mentor-042: valid until 2026-09-26."""
    return record()


def governing(mentor_id: str) -> str | None:
    rows = Certification.objects.governing().filter(mentor=mentor_id)
    return rows.values_list("certification_id", flat=True).first()


def test_it_governs_the_right_mentor_and_the_other_one_has_none(certification):
    moved = move(certification).certification
    assert (moved.pk, moved.mentor_id) == (certification.pk, "ben")
    assert governing("ben") == certification.certification_id
    assert governing("mentor-042") is None


def test_the_log_tells_both_mentors_one_line_each(certification):
    gone, here = lines_of(move, certification)
    assert (gone.type, gone.mentor_id, gone.paused) == ("certification.removed", "mentor-042", None)
    assert (here.type, here.mentor_id, here.paused) == ("certification.recorded", "ben", False)
    assert gone.reason == "Moved to ben: Two Bens"
    assert here.reason == "Moved from mentor-042: Two Bens"
    assert (gone.by, here.by) == ("kim", "kim")
    assert gone.data == here.data
    assert not compare_with_log()


def test_its_renewals_dates_and_revocation_go_along(certification):
    renewal = renew("2027-09-26")
    services.update_certification(
        certification=certification, changes={}, status="revoked", reason="Complaint", today=TODAY
    )
    moved = move(certification).certification
    assert list(moved.renewals.all()) == [renewal]
    assert moved.expires_at == at("2027-09-26")
    assert moved.revocation_reason == "Complaint"
    assert story("ben") == [("certification.recorded", True)]


def test_history_says_from_whom_to_whom_and_why(certification):
    move(certification)
    line = certification.history.first()
    assert line.mentor_id == "ben"
    assert line.history_change_reason == "Moved from mentor-042 to ben: Two Bens"


def test_the_pause_of_the_wrong_mentor_ends_and_the_right_one_is_due_in_the_next_run(ben):
    certification = record(expires_at=OVERDUE)
    run()
    lines = lines_of(move, certification)
    assert [(line.mentor_id, line.paused) for line in lines] == [
        ("mentor-042", True),  # the run's pause, told before anything is changed
        ("mentor-042", None),
        ("ben", False),
    ]
    pause = AutoPause.objects.get()
    assert pause.lifted_by == "kim"
    assert pause.lift_reason == f"{certification.certification_id} was moved from mentor-042 to ben"
    run()
    assert AutoPause.objects.open().get().mentor_id == "ben"
    assert not compare_with_log()


def test_the_pause_stays_where_something_else_of_the_mentor_is_overdue(ben):
    certification = record(expires_at=OVERDUE)
    run()
    other = record(certification_type=ADVANCED, expires_at=at("2026-02-01"))
    move(certification)
    pause = AutoPause.objects.open().get()
    assert (pause.mentor_id, pause.certification_id) == ("mentor-042", other.pk)


def test_it_ends_the_pause_of_a_mentor_who_was_only_thought_to_have_expired(ben):
    record(mentor_id="ben", expires_at=OVERDUE)
    run()
    other = record(certification_type=ADVANCED)
    lines = lines_of(move, other)
    assert [(line.mentor_id, line.type, line.paused) for line in lines] == [
        ("ben", "mentor.paused", True),
        ("mentor-042", "certification.removed", None),
        ("ben", "certification.recorded", False),
    ]
    assert not AutoPause.objects.open().exists()


def test_an_exemption_ends_with_the_last_certification(certification):
    exempt(at("2026-12-01").date())
    lines = lines_of(move, certification)
    assert Mentor.objects.get(pk="mentor-042").exempt_until is None
    assert lines[-1].type == Event.Type.EXEMPTION_ENDED


def test_a_mentor_who_has_left_stays_out_of_the_list(certification):
    services.record_departure(mentor_id="ben", reason="Moved away", today=TODAY, by="kim")
    move(certification)
    moved = Certification.objects.get(pk=certification.pk)
    assert (moved.is_current, moved.mentor_left) == (True, True)


def test_a_promise_of_the_wrong_mentor_ends_and_is_told(certification):
    promise = make_promise(
        mentor_id="mentor-042",
        day=at("2026-04-10").date(),
        note="Course",
        today=TODAY,
        now=at("2026-03-26"),
        by="kim",
    )
    assert move(certification).told == ["The promise of mentor-042 by 2026-04-10 ends."]
    promise.refresh_from_db()
    assert promise.end == "withdrawn"


def test_a_renewal_that_is_removed_later_pauses_nobody_whose_it_never_was(ben):
    certification = record(expires_at=OVERDUE)
    run()
    renewal = renew("2027-03-01")
    move(certification)
    renewal = Renewal.objects.get()
    remove_renewal(renewal=renewal, today=TODAY)
    assert not AutoPause.objects.open().exists()
    assert not compare_with_log()


def test_moved_back_everything_is_as_it_was(certification):
    move(certification)
    move(Certification.objects.get(), to="mentor-042")
    assert governing("mentor-042") == certification.certification_id
    assert story("ben") == [("certification.recorded", False), ("certification.removed", None)]
    assert not compare_with_log()


# --- refused ------------------------------------------------------------------------------------
def test_nobody_gets_the_same_one_twice(certification):
    twin = record(mentor_id="ben", certification_type=BASIC)
    with refuses(Conflict, f"{twin.certification_id} is already recorded for ben"):
        move(certification)


def test_a_reason_is_needed(certification):
    with refuses(ValidationError, "Give a reason"):
        move(certification, reason=" ")


def test_an_unknown_mentor_is_not_made(certification):
    with refuses(Missing, "There is no mentor nobody"):
        move(certification, to="nobody")


def test_it_is_not_moved_to_whose_it_is(certification):
    with refuses(Conflict, "is mentor-042's already"):
        move(certification, to="mentor-042")


def test_a_removed_one_is_restored_first(certification):
    services.remove_certification(certification=certification, today=TODAY)
    with refuses(Missing, "has been removed"):
        move(certification)


@pytest.mark.parametrize("act", ["move", "change", "remove", "renewal"])
def test_who_has_read_it_before_it_was_moved_is_told_so(certification, act):
    renewal = renew("2027-09-26")
    stale = Certification.objects.get(pk=certification.pk)
    stale_renewal = type(renewal).objects.select_related("certification").get(pk=renewal.pk)
    move(certification)
    services.save_mentor(mentor_id="cleo")
    acts = {
        "move": lambda: move(stale, to="cleo"),
        "change": lambda: services.update_certification(
            certification=stale, changes={"expires_at": at("2028-01-01")}, today=TODAY
        ),
        "remove": lambda: services.remove_certification(certification=stale, today=TODAY),
        "renewal": lambda: remove_renewal(renewal=stale_renewal, today=TODAY),
    }
    with refuses(Conflict, "has just been moved from mentor-042 to ben"):
        acts[act]()
