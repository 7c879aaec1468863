"""What is old goes, and nothing else does: above all no pause, and nothing that one needs."""

import importlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_q.models import Schedule, Task

from certifications import services
from certifications.models import (
    AutoPause,
    Certification,
    CertificationType,
    Event,
    ExpiryRun,
    Mentor,
)
from mentorcerts import tasks
from mentorcerts.lib.refusals import Conflict
from mentorcerts.models import Incident, PersonalDataEvent
from mentorcerts.personal_data import retention
from renewals.models import Renewal
from tests.support.factories import (
    AutoPauseFactory,
    ExpiryRunFactory,
    MentorFactory,
    RenewalFactory,
)
from tests.support.records import everything

NOW = datetime(2026, 3, 26, 3, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _settings(settings, db, monkeypatch) -> None:
    monkeypatch.setattr(retention, "STANDSTILL", timedelta.max)  # tests of their own, below
    settings.MENTORCERTS_KEEP_RUNS_DAYS = 100
    settings.MENTORCERTS_KEEP_RESULTS_DAYS = 10
    settings.MENTORCERTS_KEEP_AUDIT_DAYS = 0
    settings.MENTORCERTS_KEEP_HISTORY_DAYS = 1000
    settings.MENTORCERTS_KEEP_EVENTS_DAYS = 500


def run(days_ago: float, **fields) -> ExpiryRun:
    moment = NOW - timedelta(days=days_ago)
    ended = None if fields.get("state") == "running" else moment
    return ExpiryRunFactory(
        day=moment.date(), started_at=moment, heartbeat_at=moment, completed_at=ended, **fields
    )


def kept() -> set[ExpiryRun]:
    return set(ExpiryRun.objects.all())


def test_old_runs_that_paused_nobody_go():
    old = [run(101), run(400, state="held"), run(100.5, dry_run=True)]
    young = [run(99), run(1)]
    assert retention.prune(now=NOW)["runs"] == len(old)
    assert kept() == set(young)


def test_a_run_with_a_pause_stays_with_it_whether_open_or_lifted():
    open_pause = AutoPauseFactory(run=run(900))
    lifted = AutoPauseFactory(
        run=run(800),
        lifted_at=NOW - timedelta(days=700),
        lift_reason="Renewed",
        certification__auto_pause_applied=False,
    )
    goes, last = run(500), run(1)
    before = list(AutoPause.objects.order_by("pk").values())
    retention.prune(now=NOW)
    assert kept() == {open_pause.run, lifted.run, last}
    assert goes not in kept()
    assert list(AutoPause.objects.order_by("pk").values()) == before


def test_the_last_run_and_the_last_good_one_stay_however_old():
    run(900)
    good, last = run(300), run(200, state="failed")
    retention.prune(now=NOW)
    assert kept() == {good, last}


def test_a_run_that_goes_on_stays():
    going_on = run(200, state="running")
    last = run(150)
    retention.prune(now=NOW)
    assert kept() == {going_on, last}


def result(days_ago: float) -> Task:
    moment = NOW - timedelta(days=days_ago)
    return Task.objects.create(
        id=f"{days_ago}",
        name="run",
        func="f",
        started=moment,
        stopped=moment,
        success=days_ago > 15,
    )


def test_results_of_tasks_go_successes_and_failures():
    young, *_old = [result(9), result(11), result(20)]
    assert retention.prune(now=NOW)["results of tasks"] == 2
    assert list(Task.objects.all()) == [young]


def test_history_goes_and_the_records_stay(on):
    on("2023-01-01")
    services.save_mentor(mentor_id="old", name="Former Name")
    services.record_certification(
        mentor_id="old",
        certification_type="basic",
        issued_at=datetime(2023, 1, 1, tzinfo=UTC),
        expires_at=datetime(2027, 1, 1, tzinfo=UTC),
        today=date(2023, 1, 1),
    )
    user = User.objects.create_superuser("ada")
    LogEntry.objects.log_actions(user.pk, [Mentor.objects.get()], CHANGE, "")
    on("2026-03-20")
    services.save_mentor(mentor_id="old", name="Name")
    LogEntry.objects.log_actions(user.pk, [Mentor.objects.get()], CHANGE, "")
    RenewalFactory(certification=Certification.objects.get())
    Renewal.history.update(history_date=NOW - timedelta(days=1001))
    records = [
        list(model.objects.values())
        for model in (Mentor, Certification, CertificationType, Renewal)
    ]
    pruned = retention.prune(now=NOW)
    assert {what: number for what, number in pruned.items() if number} == {
        "history of mentor": 2,
        "history of certification": 1,
        "history of certification type": 1,
        "history of renewal": 1,
        "lines of the admin's log": 1,
    }
    assert [line.name for line in Mentor.history.all()] == ["Name"]
    assert records == [
        list(model.objects.values())
        for model in (Mentor, Certification, CertificationType, Renewal)
    ]
    client = Client()
    client.force_login(user)
    assert client.get(reverse("mentor-page", args=["old"])).status_code == 200


def test_sessions_that_have_run_out_and_incidents_that_are_over_go():
    for name, days in (("gone", -1), ("stays", 1)):
        Session.objects.create(session_key=name, expire_date=NOW + timedelta(days=days))
    for kind, closed in (("held", NOW - timedelta(days=101)), ("failed", None)):
        Incident.objects.create(kind=kind, opened_at=NOW - timedelta(days=200), closed_at=closed)
    PersonalDataEvent.objects.create(what="erased", mentor_id="x", at=NOW - timedelta(days=9000))
    retention.prune(now=NOW)
    assert [session.pk for session in Session.objects.all()] == ["stays"]
    assert [incident.kind for incident in Incident.objects.all()] == ["failed"]
    assert PersonalDataEvent.objects.count() == 1


def test_0_keeps_for_ever(settings):
    for name in ("RUNS", "RESULTS", "AUDIT", "ATTEMPTS", "HISTORY", "EVENTS", "MESSAGES"):
        setattr(settings, f"MENTORCERTS_KEEP_{name}_DAYS", 0)
    run(9000)
    run(1)
    result(9000)
    always = {
        "answers kept for retries": 0,
        "uploads never confirmed": 0,
        "sessions that have run out": 0,
        "former ids of erased mentors": 0,
    }
    Event.objects.create(type=Event.Type.RUN_HELD, sequence=1, occurred_at=NOW.replace(year=1990))
    assert retention.prune(now=NOW) == always
    assert (ExpiryRun.objects.count(), Task.objects.count()) == (2, 1)
    assert Event.objects.count() == 1


def test_it_goes_in_batches(monkeypatch):
    monkeypatch.setattr(retention, "ROWS_PER_TRANSACTION", 2)
    for days in range(101, 106):
        run(days)
    young = run(1)
    with CaptureQueriesContext(connection) as asked:
        assert retention.prune(now=NOW)["runs"] == 5
    deletions = [
        query["sql"]
        for query in asked
        if query["sql"].startswith('DELETE FROM "certifications_expiryrun"')
    ]
    assert len(deletions) == 3
    assert kept() == {young}


def test_a_dry_run_counts_what_would_go_and_deletes_nothing(on, capsys):
    on("2026-03-26", "03:30:00")
    for days in (300, 200, 1):
        run(days)
    result(11)
    before = everything(), list(Task.objects.values())
    call_command("prune_old_records", "--dry-run")
    dry = capsys.readouterr().out
    assert (everything(), list(Task.objects.values())) == before
    call_command("prune_old_records")
    assert capsys.readouterr().out == dry.replace("would be deleted", "deleted")
    assert "runs: 2 deleted" in dry.replace("would be ", "")
    assert ExpiryRun.objects.count() == 1


def test_the_task_cluster_does_it_every_night():
    migration = importlib.import_module("mentorcerts.migrations.0002_roles_and_schedules")
    migration.make_prune_schedule(apps, None)  # a test before may have emptied the tables
    schedule = Schedule.objects.get(name=migration.PRUNE)
    assert (schedule.func, schedule.cron) == ("mentorcerts.tasks.prune_old_records", "30 3 * * *")
    assert schedule.next_run > timezone.now()
    assert set(tasks.prune_old_records()) >= {"runs", "results of tasks", "history of mentor"}


def test_old_lines_of_the_change_log_go_but_for_the_newest_of_each_mentor():
    mentor = MentorFactory()

    def line(days_ago: int, **fields) -> Event:
        number = Event.objects.count() + 1
        values = {"type": "mentor.noted", "mentor": mentor, "sequence": number} | fields
        return Event.objects.create(occurred_at=NOW - timedelta(days=days_ago), **values)

    old = [line(900), line(501, backfilled=True, sequence=None)]
    run_line = line(501, mentor=None, type="run.held")
    stay = [line(499), line(501, sequence=None), line(600, mentor=MentorFactory())]
    assert retention.prune(now=NOW, dry_run=True)["lines of the change log"] == 3
    assert Event.objects.count() == 6
    assert retention.prune(now=NOW)["lines of the change log"] == 3
    assert set(Event.objects.all()) == set(stay)
    assert not {*old, run_line} & set(Event.objects.all())
    assert retention.prune(now=NOW)["lines of the change log"] == 0


# --- a clock that has jumped ------------------------------------------------------------------
@pytest.fixture
def standstill(monkeypatch):
    monkeypatch.setattr(retention, "STANDSTILL", timedelta(days=60))


@pytest.mark.usefixtures("standstill")
def test_a_clock_that_has_jumped_ahead_deletes_nothing(on, capsys):
    """The runs of two days don't count: the clock has dated them itself."""
    on("2026-03-24", "03:30:00")
    services.save_mentor(mentor_id="kim", name="Kim")
    run(2)
    century = datetime(2126, 3, 26, 3, 30, tzinfo=UTC)
    ExpiryRunFactory(day=century.date(), started_at=century, completed_at=century)
    before = everything()
    with pytest.raises(Conflict, match="24 Mar 2026, 03:30 UTC to two days ago no run began"):
        retention.prune(now=century)
    on("2126-03-26", "03:30:00")
    assert tasks.prune_old_records()["error"]["code"] == "conflict"
    with pytest.raises(CommandError, match="Is the clock right"):
        call_command("prune_old_records")
    assert everything() == before
    call_command("prune_old_records", "--dry-run")
    assert "history of mentor: 2 would be deleted" in capsys.readouterr().out


@pytest.mark.usefixtures("standstill")
def test_after_a_long_standstill_it_is_done_once_the_clock_has_proved_right():
    old = run(400)
    run(0)
    with pytest.raises(Conflict):
        retention.prune(now=NOW)
    assert retention.prune(now=NOW + timedelta(days=2, hours=1))["runs"] == 1
    assert old not in kept()
