"""Publishers and runs as processes: at once, killed at any moment, beside writers."""

import signal
import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from certifications import services
from certifications.change_log.fold import compare_with_log
from certifications.change_log.publish import last_number
from certifications.models import AutoPause, Event, ExpiryRun
from tests.support.change_log import numbers, publish
from tests.support.runs import record_mentors, run

DUE = 600


def assert_told_once() -> None:
    """Each pause has its one line, each line its number, and replaying gives what is recorded."""
    told = Event.objects.filter(type="mentor.paused").values_list("pause", flat=True)
    assert sorted(told) == sorted(AutoPause.objects.values_list("pk", flat=True))
    assert sorted(number or 0 for number in numbers()) == list(range(1, last_number() + 1))
    assert not ExpiryRun.objects.filter(pauses_told_at=None).exists()
    assert not compare_with_log()


@pytest.mark.process
def test_four_publishers_at_once_tell_each_pause_once(programme):
    programme.load(DUE, DUE)
    run("2026-01-01", trigger="schedule")  # nobody: an older one beside it
    forced(programme)
    publishers = [programme.run("publish_events", wait=False) for _ in range(4)]
    for each in publishers:
        assert each.wait().code == 0, each.errors
    publish()  # what each left to the others
    assert_told_once()


def forced(programme) -> None:
    """A run as the command makes it, its lines taken back: they are still to be told."""
    assert programme.run("run_expiry_job", "--force").code == 0
    Event.objects.all().delete()
    ExpiryRun.objects.update(pauses_told_at=None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE certifications_eventcursor SET last = 0")


@pytest.mark.process
def test_a_publisher_that_is_killed_leaves_the_rest_to_the_next(programme):
    programme.load(DUE * 5, DUE * 5)
    forced(programme)
    first = programme.run("publish_events", wait=False)
    first.until(lambda: Event.objects.exists())
    first.end(signal.SIGKILL)
    assert programme.run("publish_events").code == 0
    assert_told_once()


@pytest.mark.process
def test_pauses_of_a_run_are_told_while_it_goes_on_and_after_it_was_killed(programme):
    due = programme.load(DUE, DUE)
    going_on = programme.start_run(batch=2)
    going_on.until(lambda: programme.paused() >= 50)
    with programme.held_between_batches(going_on):
        told = AutoPause.objects.count()
        if connection.vendor == "postgresql":  # SQLite's one lock is held meanwhile
            assert publish().pauses == told
            services.add_note(mentor_id=due[0], text="Called back", by="kim")
        going_on.end(signal.SIGKILL)
    publish()
    assert ExpiryRun.objects.get().pauses_told_at is None  # nobody knows yet that it is dead
    assert programme.run("run_expiry_job", "--force").code == 0
    publish()
    programme.assert_paused_once(due)
    assert_told_once()


@pytest.mark.process
def test_who_writes_while_two_publish_leaves_a_log_without_a_gap(programme):
    due = programme.load(DUE, DUE)
    forced(programme)
    publishers = [programme.run("publish_events", wait=False) for _ in range(2)]
    for mentor_id in due[::20]:
        services.add_note(mentor_id=mentor_id, text="Called back", by="kim")
    for each in publishers:
        assert each.wait().code == 0, each.errors
    publish()
    assert_told_once()
    for mentor_id in due[::20]:
        theirs = Event.objects.filter(mentor=mentor_id).order_by("sequence")
        assert list(theirs.values_list("type", flat=True)) == ["mentor.paused", "mentor.noted"]


@pytest.mark.django_db(transaction=True)
def test_a_publisher_with_nothing_to_do_waits_for_no_writer():
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one lock for all who write")
    record_mentors(due=2, valid=1)
    run()
    publish()
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert publish().numbered == 0
        writer.execute("ROLLBACK")
    assert last_number() == 3
