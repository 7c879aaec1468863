"""The job's pauses get their lines exactly once, however often and by whomever that is done."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certifications import services
from certifications.change_log import publish as publishing
from certifications.change_log.publish import first_number, last_number, publish_events
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Event, EventCursor, ExpiryRun
from certifications.services.events import untold_pauses
from tests.support.change_log import (
    PUBLISHED_AT,
    begin_log,
    lines_of,
    numbers,
    publish,
    story,
    types,
)
from tests.support.dates import TODAY, at
from tests.support.factories import AutoPauseFactory, ExpiryRunFactory
from tests.support.runs import record_mentors, run
from tests.support.services import exempt, record

pytestmark = pytest.mark.django_db


def paused_mentor() -> None:
    record(expires_at=at("2026-03-01"))
    expire_certifications(today=TODAY, trigger="command")


def test_each_pause_of_a_run_gets_its_line_and_number():
    record_mentors(due=3, valid=1)
    run()
    done = publish()
    assert (done.pauses, done.numbered) == (3, 4)
    told = Event.objects.filter(type="mentor.paused")
    assert set(told.values_list("pause", flat=True)) == set(
        AutoPause.objects.values_list("pk", flat=True)
    )
    assert numbers() == [1, 2, 3, 4]
    assert ExpiryRun.objects.get().pauses_told_at == PUBLISHED_AT


def test_publishing_again_does_nothing():
    record_mentors(due=3, valid=1)
    run()
    publish()
    before = list(Event.objects.values())
    again = publish()
    assert (again.pauses, again.numbered) == (0, 0)
    assert list(Event.objects.values()) == before


def test_many_are_told_in_parts(monkeypatch):
    monkeypatch.setattr(publishing, "PAUSES_AT_A_TIME", 2)
    monkeypatch.setattr(publishing, "ROWS_PER_STATEMENT", 3)
    record_mentors(due=7, valid=1)
    run()
    done = publish()
    assert (done.pauses, done.numbered) == (7, 8)
    assert numbers() == list(range(1, 9))


def test_a_publisher_that_has_no_time_left_leaves_the_rest_to_the_next(monkeypatch):
    monkeypatch.setattr(publishing, "ROWS_PER_STATEMENT", 3)
    record_mentors(due=7, valid=1)
    run()
    services.save_mentor(mentor_id="mentor-042")
    for number in range(5):
        services.add_note(mentor_id="mentor-042", text=f"Note {number}", by="kim")
    hurried = publish_events(now=PUBLISHED_AT, seconds=0)
    assert (hurried.pauses, hurried.numbered) == (0, 3)
    assert ExpiryRun.objects.get().pauses_told_at is None
    done = publish()
    assert (done.pauses, done.numbered) == (7, 10)


def test_a_service_in_between_tells_its_mentor_and_the_publisher_the_others():
    record_mentors(due=2, valid=0)
    paused_mentor()
    assert types(lines_of(exempt, date(2026, 4, 1))) == [
        ("mentor.paused", True),
        ("mentor.exempted", False),
    ]
    assert publish().pauses == 2
    assert story()[-2:] == [("mentor.paused", True), ("mentor.exempted", False)]


def test_pauses_of_a_run_that_is_going_on_are_told_and_it_is_looked_at_again():
    """They are committed batch by batch; the next batch is told by the next call."""
    going_on = ExpiryRunFactory(state="running")
    AutoPauseFactory(run=going_on)
    assert publish().pauses == 1
    going_on.refresh_from_db()
    assert going_on.pauses_told_at is None
    AutoPauseFactory(run=going_on)
    assert publish().pauses == 1
    ExpiryRun.objects.update(state="done", completed_at=at("2026-03-02T01:00:09"))
    AutoPauseFactory(run=going_on)
    assert publish().pauses == 1
    going_on.refresh_from_db()
    assert going_on.pauses_told_at == PUBLISHED_AT
    assert untold_pauses().count() == 0


def test_the_pauses_of_a_run_that_was_killed_are_told_once_and_so_are_those_of_the_next():
    record_mentors(due=1, valid=8)
    killed = ExpiryRunFactory(
        state="running", started_at=at("2026-03-02"), heartbeat_at=at("2026-03-02")
    )
    AutoPauseFactory(run=killed)
    publish()
    run()
    assert publish().pauses == 1
    assert ExpiryRun.objects.filter(pauses_told_at=None).count() == 0
    told = Event.objects.filter(type="mentor.paused").values_list("pause", flat=True)
    assert sorted(told) == sorted(AutoPause.objects.values_list("pk", flat=True))


def test_a_pause_that_was_lifted_past_the_services_tells_where_its_mentor_stands():
    """As the version before does it while it is being replaced."""
    AutoPauseFactory(
        certification__auto_pause_applied=False,
        certification__expires_at=at("2028-01-01"),
        certification__mentor__mentor_id="mentor-042",
        lifted_at=at("2026-03-03"),
        lift_reason="Renewed",
    )
    publish()
    assert story() == [("mentor.paused", False)]


def test_where_there_is_nothing_to_do_few_statements_and_no_writing():
    paused_mentor()
    publish()
    with CaptureQueriesContext(connection) as asked:
        assert publish().numbered == 0
    assert len(asked) == 2
    assert all(each["sql"].startswith("SELECT") for each in asked)


def test_backfilled_lines_are_never_numbered():
    record()
    Event.objects.create(type="mentor.paused", mentor_id="mentor-042", backfilled=True)
    assert publish().numbered == 1
    assert numbers() == [1, None]


def test_the_first_and_the_last_number_are_told():
    assert (first_number(), last_number()) == (1, 0)
    record()
    exempt(TODAY)
    publish()
    assert (first_number(), last_number()) == (1, 2)
    Event.objects.filter(sequence=1).delete()
    assert (first_number(), last_number()) == (2, 2)
    Event.objects.all().delete()
    assert (first_number(), last_number()) == (3, 2)


def test_a_log_without_a_cursor_begins_with_one():
    EventCursor.objects.all().delete()
    record()
    publish()
    assert numbers() == [1]


def test_the_command_tells_what_has_expired_as_well_and_says_what_it_did(capsys, on):
    on("2026-03-26")
    begin_log(at("2026-02-01"))
    paused_mentor()
    call_command("publish_events")
    assert capsys.readouterr().out == "4 published; 1 certifications have expired.\n"
    assert story() == [
        ("certification.recorded", False),
        ("mentor.paused", True),
        ("certification.expired", True),
    ]
