"""The counters behind the totals are checked every night, and somebody is told."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from django_q.models import Schedule

from certifications.models import Tally
from mentorcerts import tasks
from mentorcerts.models import CounterCheck
from tests.support.dates import at
from tests.support.factories import AutoPauseFactory, ExpiryRunFactory
from tests.support.home import HOME, told

pytestmark = pytest.mark.django_db


def test_wrong_counters_are_told_until_they_are_right(mails, coordinator, on):
    on("2026-03-26", "09:00:00")
    AutoPauseFactory()
    ExpiryRunFactory(started_at=at("2026-03-26"), completed_at=at("2026-03-26"))
    Tally.objects.filter(what="pause").update(n=5)
    assert tasks.check_totals() == 1
    tasks.look_after_runs()
    assert told(coordinator.get(HOME)) == [("Totals are wrong", True)]
    with pytest.raises(SystemExit):
        call_command("check_runs")
    call_command("check_totals", repair=True)
    assert told(coordinator.get(HOME)) == []
    tasks.look_after_runs()
    assert mails.subjects == [
        "[mentorcerts] Totals are wrong",
        "[mentorcerts] Well again: Totals are wrong",
    ]
    assert CounterCheck.objects.get().wrong == 0


def test_they_are_checked_every_night():
    migration = import_module("mentorcerts.migrations.0004_counter_checks")
    for _ in range(2):
        migration.make_schedule(apps, None)
    schedule = Schedule.objects.get(name=migration.NAME)
    assert (schedule.func, schedule.cron) == ("mentorcerts.tasks.check_totals", "15 4 * * *")
    assert timedelta() < schedule.next_run - timezone.now() <= timedelta(days=1)
