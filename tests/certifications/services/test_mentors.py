"""Mentors are saved, paused by hand and exempted."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from certifications import services
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Certification, Mentor
from mentorcerts.lib.refusals import Conflict, Missing
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    MentorFactory,
)
from tests.support.records import refuses
from tests.support.services import exempt, update

pytestmark = pytest.mark.django_db


# --- mentors ------------------------------------------------------------------------------
def test_a_mentor_is_saved_and_saved_again():
    services.save_mentor(mentor_id="mentor-042", name="Ada Abebe", email="ada@mentors.example")
    services.save_mentor(mentor_id="mentor-042", name="Ada Bauer")
    mentor = Mentor.objects.get()
    assert (mentor.mentor_id, mentor.name, mentor.email) == ("mentor-042", "Ada Bauer", "")


@pytest.mark.parametrize("mentor_id", [".", ".."])
def test_dots_alone_are_no_id_but_a_mentor_of_old_times_who_has_it_can_be_paused(mentor_id):
    with refuses(ValidationError):
        services.save_mentor(mentor_id=mentor_id)
    MentorFactory(mentor_id=mentor_id)
    services.pause_mentor(mentor_id=mentor_id, reason="Has two ids", by="kim")
    assert Mentor.objects.get().pause_reason == "Has two ids"


def test_saving_a_mentor_leaves_pause_and_exemption_alone():
    MentorFactory(mentor_id="mentor-042", paused_by_hand=True, exempt_until=date(2026, 4, 30))
    services.save_mentor(mentor_id="mentor-042", name="Ada Abebe")
    mentor = Mentor.objects.get()
    assert mentor.pause_reason == "On leave"
    assert mentor.exempt_until == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", {"email": "not an address"}),
        ("name", {"name": "A" * 201}),
        ("mentor_id", {"mentor_id": "two words"}),
    ],
)
def test_a_mentor_that_makes_no_sense_is_refused_by_field(field, values):
    with refuses(ValidationError) as refusal:
        services.save_mentor(**{"mentor_id": "mentor-042"} | values)
    assert list(refusal.value.message_dict) == [field]


def test_a_coordinator_pauses_and_resumes():
    MentorFactory(mentor_id="mentor-042")
    services.pause_mentor(mentor_id="mentor-042", reason="  On leave ", by="coordinator")
    mentor = Mentor.objects.get()
    assert mentor.paused_at is not None
    assert (mentor.paused_by, mentor.pause_reason) == ("coordinator", "On leave")
    services.resume_mentor(mentor_id="mentor-042")
    mentor.refresh_from_db()
    assert (mentor.paused_at, mentor.paused_by, mentor.pause_reason) == (None, "", "")


def test_pausing_the_paused_and_resuming_the_others_is_a_conflict():
    MentorFactory(mentor_id="mentor-042", paused_by_hand=True)
    MentorFactory(mentor_id="mentor-043")
    with refuses(Conflict, "mentor-042 is already paused by coordinator"):
        services.pause_mentor(mentor_id="mentor-042", reason="Again", by="another")
    with refuses(Conflict, "mentor-043 is not paused by hand"):
        services.resume_mentor(mentor_id="mentor-043")


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_a_pause_or_an_exemption_needs_a_reason(reason):
    MentorFactory(mentor_id="mentor-042")
    with refuses(ValidationError, "Give a reason"):
        services.pause_mentor(mentor_id="mentor-042", reason=reason, by="coordinator")
    with refuses(ValidationError, "Give a reason"):
        services.exempt_mentor(
            mentor_id="mentor-042", until=TODAY, reason=reason, today=TODAY, by="coordinator"
        )


def test_the_stand_of_an_unknown_mentor_cannot_be_changed():
    for change in (
        lambda: services.pause_mentor(mentor_id="mentor-999", reason="Leave", by="coordinator"),
        lambda: services.resume_mentor(mentor_id="mentor-999"),
        lambda: services.end_exemption(mentor_id="mentor-999"),
        lambda: services.exempt_mentor(
            mentor_id="mentor-999", until=TODAY, reason="Ill", today=TODAY, by="coordinator"
        ),
    ):
        with refuses(Missing, "There is no mentor mentor-999"):
            change()


def test_nothing_but_a_coordinator_lifts_a_coordinators_pause():
    pause = AutoPauseFactory(
        certification__mentor=MentorFactory(mentor_id="mentor-042", paused_by_hand=True)
    )
    update(pause.certification, expires_at=at("2028-03-01"))
    services.exempt_mentor(
        mentor_id="mentor-042", until=TODAY, reason="Ill", today=TODAY, by="coordinator"
    )
    pause.refresh_from_db()
    assert pause.lifted_at is not None
    assert Mentor.objects.get().pause_reason == "On leave"


def test_resuming_leaves_the_jobs_pause():
    pause = AutoPauseFactory(
        certification__mentor=MentorFactory(mentor_id="mentor-042", paused_by_hand=True)
    )
    services.resume_mentor(mentor_id="mentor-042")
    pause.refresh_from_db()
    assert pause.lifted_at is None
    assert Certification.objects.get().auto_pause_applied


def test_the_job_pauses_those_whom_a_coordinator_paused_as_well():
    CertificationFactory(mentor=MentorFactory(mentor_id="mentor-042", paused_by_hand=True))
    assert expire_certifications(today=TODAY, trigger="schedule").auto_paused == 1
    assert Mentor.objects.get().paused_at is not None


# --- exemptions ---------------------------------------------------------------------------
def test_an_exemption_lifts_now_keeps_the_job_away_and_then_lets_it_pause_again():
    first = AutoPauseFactory(certification__mentor__mentor_id="mentor-042")
    exempt(date(2026, 3, 28))
    assert not Certification.objects.get().auto_pause_applied
    for day in (26, 27, 28):
        run = expire_certifications(today=date(2026, 3, day), trigger="schedule")
        assert (run.expired_found, run.auto_paused, run.skipped_exempt) == (0, 0, 1)
    run = expire_certifications(today=date(2026, 3, 29), trigger="schedule")
    assert (run.expired_found, run.auto_paused, run.skipped_exempt) == (1, 1, 0)
    assert Certification.objects.get().auto_pause_applied
    first.refresh_from_db()
    assert first.lift_reason == "Exempt until 2026-03-28: Ill"
    assert AutoPause.objects.count() == 2


def test_the_lift_of_an_exemption_keeps_the_reason_that_the_exemption_keeps():
    pause = AutoPauseFactory(certification__mentor__mentor_id="mentor-042")
    assert exempt(TODAY, reason="  Ill ").exempt_reason == "Ill"
    pause.refresh_from_db()
    assert pause.lift_reason == "Exempt until 2026-03-26: Ill"


def test_an_exemption_ends_when_a_coordinator_ends_it():
    CertificationFactory(mentor__mentor_id="mentor-042")
    exempt(date(2026, 4, 30))
    services.end_exemption(mentor_id="mentor-042")
    mentor = Mentor.objects.get()
    assert (mentor.exempt_until, mentor.exempt_reason) == (None, "")
    assert not AutoPause.objects.exists(), "it is not run for them there and then"
    assert expire_certifications(today=TODAY, trigger="schedule").auto_paused == 1


def test_an_exemption_can_be_prolonged_or_cut_short():
    MentorFactory(mentor_id="mentor-042")
    for until in (date(2026, 4, 30), date(2026, 5, 31), TODAY):
        assert exempt(until).exempt_until == until
    assert Mentor.objects.get().exempt_reason == "Ill"


def test_an_exemption_until_yesterday_is_refused():
    MentorFactory(mentor_id="mentor-042")
    with refuses(ValidationError, "must not lie before today, 26 Mar 2026") as refusal:
        exempt(date(2026, 3, 25))
    assert list(refusal.value.message_dict) == ["exempt_until"]


def test_ending_an_exemption_that_is_not_there_is_a_conflict():
    MentorFactory(mentor_id="mentor-042")
    with refuses(Conflict, "mentor-042 has no exemption"):
        services.end_exemption(mentor_id="mentor-042")
