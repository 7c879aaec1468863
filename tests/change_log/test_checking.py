"""Replaying the log gives where mentors stand, or the difference is found and corrected."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from certifications import services
from certifications.change_log.fold import Differences, compare_with_log, correct_log
from certifications.job.run import expire_certifications
from certifications.models import Certification, Event
from mentorcerts import demo
from tests.support.change_log import publish, story, write_past_the_services
from tests.support.dates import TODAY, at
from tests.support.factories import AutoPauseFactory, CertificationFactory
from tests.support.services import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_wrong():
    write_past_the_services()


def test_what_the_services_and_the_job_do_is_in_step_before_and_after_it_is_published():
    record(mentor_id="ann")
    record(mentor_id="bob", expires_at=at("2026-03-01"))
    services.pause_mentor(mentor_id="ann", reason="On leave", by="kim")
    expire_certifications(today=TODAY, trigger="command")
    assert not compare_with_log()
    publish()
    assert not compare_with_log()


def test_who_has_no_line_since_the_log_began_is_in_step_unless_paused():
    CertificationFactory(mentor__mentor_id="ann")
    CertificationFactory(mentor__mentor_id="bob", revoked=True)
    assert compare_with_log() == Differences([], ["bob"])


@pytest.mark.usefixtures("three_wrong")
def test_differences_are_named_by_what_they_are():
    found = compare_with_log()
    assert found == Differences(["bob"], ["ann"], ["cem"])
    assert len(found) == 3
    assert found


def test_who_was_without_a_stand_and_is_active_now_is_found():
    services.remove_certification(certification=record(), today=TODAY)
    Certification.objects.update(deleted_at=None, is_current=True)
    assert compare_with_log() == Differences([], [], ["mentor-042"])


@pytest.mark.usefixtures("three_wrong")
def test_correcting_writes_a_line_with_where_each_stands_and_then_there_is_no_difference():
    assert correct_log(compare_with_log()) == 3
    assert story("ann")[-1] == ("mentor.paused", True)
    assert story("bob")[-1] == ("mentor.resumed", False)
    assert story("cem")[-1] == ("mentor.resumed", None)
    assert {str(line.data) for line in Event.objects.order_by("-pk")[:3]} == {
        "{'cause': 'corrected'}"
    }
    assert not compare_with_log()


def test_the_demo_programme_is_in_step():
    demo.load(today=TODAY)
    assert Certification.objects.paused().exists()
    assert not compare_with_log()
    assert publish().numbered == 0


def test_the_log_begins_with_who_is_paused():
    """As the migration does it, on a programme that is older than the log."""
    CertificationFactory(mentor__mentor_id="ann")
    CertificationFactory(mentor__mentor_id="bob", revoked=True)
    CertificationFactory(
        mentor__mentor_id="cem",
        mentor__left_at=at("2026-03-01"),
        mentor__left_by="kim",
        mentor__left_reason="Moved",
        mentor_left=True,
    )
    pause = AutoPauseFactory()
    begin = import_module("certifications.migrations.0011_change_log_begins")
    Event.objects.all().delete()
    begin._tell_who_is_paused(apps, timezone.now())
    lines = Event.objects.all()
    assert {line.mentor_id for line in lines} == {"bob", "cem", pause.mentor_id}
    assert {(line.paused, line.backfilled) for line in lines} == {(True, True)}
    assert not compare_with_log()
