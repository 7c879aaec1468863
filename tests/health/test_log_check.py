"""The change log is checked against the tables every night, and somebody is told."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from django_q.models import Schedule

from mentorcerts import tasks
from mentorcerts.models import EventCheck
from tests.support.change_log import write_past_the_services
from tests.support.dates import at
from tests.support.factories import CertificationFactory, ExpiryRunFactory
from tests.support.home import HOME, told

pytestmark = pytest.mark.django_db


def test_the_command_names_the_differences_and_repairs_them(capsys):
    write_past_the_services()
    with pytest.raises(SystemExit) as ended:
        call_command("check_events")
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "1 paused in the log only: bob\n1 paused in the records only: ann\n" in said
    assert "1 active in one, without a stand in the other: cem\n" in said
    assert "Run it with --repair" in said
    assert EventCheck.objects.get().wrong == 3
    call_command("check_events", repair=True)
    assert "3 lines with where they stand have been written." in capsys.readouterr().out
    assert EventCheck.objects.get().wrong == 0
    call_command("check_events")
    assert capsys.readouterr().out == "The change log tells where every mentor stands.\n"


def test_it_names_ten_at_most(capsys):
    for number in range(12):
        CertificationFactory(mentor__mentor_id=f"mentor-{number:02d}", revoked=True)
    with pytest.raises(SystemExit):
        call_command("check_events")
    said = capsys.readouterr().out
    assert "12 paused in the records only: mentor-00, " in said
    assert "mentor-09, …" in said
    assert "mentor-10" not in said


def test_a_difference_is_an_incident_until_it_is_repaired(mails, coordinator, on):
    on("2026-03-26", "09:00:00")
    ExpiryRunFactory(started_at=at("2026-03-26"), completed_at=at("2026-03-26"))
    CertificationFactory(revoked=True)
    assert tasks.check_change_log() == 1
    tasks.look_after_runs()
    assert told(coordinator.get(HOME)) == [("The change log is wrong", True)]
    with pytest.raises(SystemExit):
        call_command("check_runs")
    call_command("check_events", repair=True)
    assert told(coordinator.get(HOME)) == []
    tasks.look_after_runs()
    assert mails.subjects == [
        "[mentorcerts] The change log is wrong",
        "[mentorcerts] Well again: The change log is wrong",
    ]


def test_it_is_checked_every_night():
    migration = import_module("mentorcerts.migrations.0005_event_checks")
    for _ in range(2):
        migration.make_schedule(apps, None)
    schedule = Schedule.objects.get(name=migration.NAME)
    assert (schedule.func, schedule.cron) == ("mentorcerts.tasks.check_change_log", "30 4 * * *")
    assert timedelta() < schedule.next_run - timezone.now() <= timedelta(days=1)


def test_the_log_is_published_every_minute_and_what_expired_told_every_hour():
    migration = import_module("certifications.migrations.0012_change_log_schedules")
    for _ in range(2):
        migration.make_schedules(apps, None)
    assert set(Schedule.objects.values_list("func", "cron")) == {
        ("certifications.tasks.publish_change_log", "* * * * *"),
        ("certifications.tasks.tell_expired_certifications", "7 * * * *"),
    }
