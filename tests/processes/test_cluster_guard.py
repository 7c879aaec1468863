"""A real task cluster with bad schedules in its table, a backlog, and a clock that was ahead."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Success
from django_q.tasks import async_task

from certifications.job.next_run import NIGHTLY
from certifications.models import ExpiryRun
from mentorcerts.models import Heartbeat

pytestmark = [pytest.mark.process, pytest.mark.slow]

HEARTBEAT = "mentorcerts.tasks.give_sign_of_life"
BAD = {
    "no expression": {"schedule_type": "C", "cron": None},
    "year 0202": {"schedule_type": "I", "next_run": datetime(202, 1, 1, tzinfo=UTC)},
    "func": {"kwargs": "func='os.getpid'"},
    "kwargs": {"kwargs": "x=1) + (2"},
    "args": {"args": "1, foo"},
    "sync": {"kwargs": "q_options={'sync': True}"},
    "type": {"schedule_type": "ZZ"},
}


def plant(**fields) -> Schedule:
    """A row as it is when nobody has checked it: due, before all others."""
    long_due = timezone.now() - timedelta(days=1)
    defaults = {"func": "os.getpid", "schedule_type": "D", "next_run": long_due}
    return Schedule.objects.bulk_create([Schedule(**{**defaults, **fields})])[0]


def nightly_run_and_heartbeat_are_due() -> None:
    due = timezone.now() - timedelta(minutes=1)
    plant(name="Nightly", func=NIGHTLY, schedule_type="C", cron="0 1 * * *", next_run=due)
    plant(name="Sign of life", func=HEARTBEAT, schedule_type="I", minutes=1, next_run=due)


def test_bad_schedules_stop_only_themselves(programme):
    for name, fields in BAD.items():
        plant(name=name, **fields)
    wait_for_themselves = plant(name="no function", func="os.nothing", schedule_type="D")
    nightly_run_and_heartbeat_are_due()
    cluster = programme.run("qcluster", wait=False)
    cluster.until(ExpiryRun.objects.filter(state="done").exists, seconds=75)
    cluster.until(Heartbeat.objects.exists)
    bad = Schedule.objects.filter(name__in=BAD)
    assert set(bad.values_list("next_run", flat=True)) == {None}
    assert "was set aside: cron: The type Cron needs an expression" in cluster.errors
    assert "Could not create task from schedule" not in cluster.errors
    wait_for_themselves.refresh_from_db()
    assert wait_for_themselves.next_run > timezone.now()

    said = programme.run("check_runs")
    assert said.code == 1
    for name in (*BAD, "no function"):
        assert f"“{name}”" in said.output
    assert "There is no function “os.nothing”" in said.output


def test_the_nightly_run_and_the_heartbeat_wait_for_no_backlog(programme):
    """3,000 tasks of 50 ms are 75 s for two workers, and were there first."""
    for _ in range(3000):
        async_task("time.sleep", 0.05, q_options={"save": False})
    nightly_run_and_heartbeat_are_due()
    cluster = programme.run("qcluster", wait=False)
    begun = cluster.until(ExpiryRun.objects.first, seconds=60)
    first = cluster.until(Heartbeat.objects.first, seconds=60)
    waiting = OrmQ.objects.filter(key="mentorcerts").count()
    assert waiting > 500, "the backlog was gone by then: it proves nothing"
    assert begun.trigger == "schedule"
    cluster.until(lambda: Heartbeat.objects.get().at > first.at, seconds=100)


def test_what_a_clock_has_put_far_ahead_comes_back(programme):
    """The watch by itself; the nightly run when a person says so."""
    ahead = timezone.now() + timedelta(days=30)
    nightly_run_and_heartbeat_are_due()
    Schedule.objects.update(next_run=ahead)
    cluster = programme.run("qcluster", wait=False)
    cluster.until(Heartbeat.objects.exists, seconds=120)
    assert Schedule.objects.get(func=NIGHTLY).next_run == ahead
    said = programme.run("check_runs")
    assert said.code == 1
    assert "“Nightly”" in said.output
    repaired = programme.run("check_runs", "--repair")
    assert "Repaired: “Nightly” runs next on" in repaired.output
    assert Schedule.objects.get(func=NIGHTLY).next_run < timezone.now() + timedelta(days=1)
    assert not Success.objects.filter(func=NIGHTLY).exists()
