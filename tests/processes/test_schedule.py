"""The nightly schedule: made once, left alone after that, and fired by a real task cluster."""

import importlib
import json
import signal
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_q.models import Schedule, Success

from certifications.models import ExpiryRun
from mentorcerts.health.heartbeat import time_since_heartbeat
from mentorcerts.models import Heartbeat
from tests.support.processes import until

pytestmark = [pytest.mark.process, pytest.mark.one_database]

nightly = importlib.import_module("certifications.migrations.0003_schedules")
watch = importlib.import_module("mentorcerts.migrations.0002_roles_and_schedules")


def make_schedule():
    """What the migration does. (Its row was flushed away by the tests before this one.)"""
    nightly.make_schedule(apps, None)
    return Schedule.objects.get(name=nightly.NAME)


def test_migrate_makes_the_nightly_schedule(programme, empty_database):
    at = {"DATABASE_URL": empty_database}
    assert programme.run("migrate", "--verbosity=0", env=at).code == 0
    dumped = programme.run("dumpdata", "django_q.schedule", env=at)
    assert dumped.code == 0, dumped.errors
    schedules = {row["fields"]["name"]: row["fields"] for row in json.loads(dumped.output)}
    schedule = schedules["Nightly expiry run"]
    assert schedule["func"] == "certifications.tasks.run_expiry_job"
    assert (schedule["cron"], schedule["repeats"]) == ("0 1 * * *", -1)


def test_the_schedule_is_every_night_at_one_from_the_next_one_on(transactional_db):
    schedule = make_schedule()
    assert (schedule.func, schedule.cron) == ("certifications.tasks.run_expiry_job", "0 1 * * *")
    assert (schedule.schedule_type, schedule.repeats) == (Schedule.CRON, -1)
    assert (schedule.args, schedule.kwargs, schedule.hook) == (None, None, None)
    ahead = schedule.next_run - timezone.now()
    assert timedelta() < ahead <= timedelta(days=1)
    assert (schedule.next_run.hour, schedule.next_run.minute) == (1, 0)


def test_what_a_coordinator_changes_stays_changed(transactional_db):
    schedule = make_schedule()
    later = schedule.next_run + timedelta(hours=2)
    Schedule.objects.filter(pk=schedule.pk).update(cron="0 3 * * *", next_run=later, repeats=0)
    make_schedule()
    schedule.refresh_from_db()
    assert Schedule.objects.filter(name=nightly.NAME).count() == 1
    assert (schedule.cron, schedule.next_run, schedule.repeats) == ("0 3 * * *", later, 0)


def test_a_task_is_not_given_out_twice_and_a_missed_night_not_replayed():
    cluster = settings.Q_CLUSTER
    longest_wait = (cluster["queue_limit"] + 2) * cluster["timeout"] / cluster["workers"]
    assert cluster["retry"] > 2 * longest_wait, "retry counts from prefetch"
    assert cluster["catch_up"] is False
    assert cluster["max_attempts"] > 0
    assert cluster["time_zone"] == "UTC"
    assert cluster["workers"] == (1 if connection.vendor == "sqlite" else 2)


def test_a_cluster_fires_the_schedule_once_and_ends_when_told_to(programme):
    due = programme.load(50, due=5)
    schedule = make_schedule()
    watch.make_watch_schedules(apps, None)
    missed = timezone.now() - timedelta(days=3)  # three nights; they are caught up in one run
    Schedule.objects.filter(pk=schedule.pk).update(next_run=missed)

    cluster = programme.run("qcluster", wait=False)
    fired = ExpiryRun.objects.filter(trigger="schedule", state="done")
    cluster.until(fired.exists, seconds=75)  # it looks every 30 seconds
    cluster.until(Success.objects.exists)
    cluster.until(Heartbeat.objects.exists)
    processes = len(cluster.group())
    cluster.send(signal.SIGTERM)
    cluster.wait(30)
    until(lambda: not cluster.group(), seconds=5)

    assert cluster.code == 0
    assert processes >= 5  # parent, sentinel, worker, monitor, pusher
    assert "Traceback" not in cluster.errors
    assert fired.get().auto_paused == 5
    programme.assert_paused_once(due)
    schedule.refresh_from_db()
    assert timedelta() < schedule.next_run - timezone.now() <= timedelta(days=1)
    assert (schedule.next_run.hour, schedule.repeats) == (1, -1)
    assert Success.objects.get().result["auto_paused"] == 5  # signs of life are no results
    assert time_since_heartbeat(now=timezone.now()) < timedelta(seconds=75)
