"""A clock that was ahead: nothing that it has dated counts as well, and no age is negative."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django_q.models import OrmQ, Schedule

from certifications.job.next_run import NIGHTLY, next_run_day
from certifications.job.run import expire_certifications
from certifications.job.undo import preview_undo
from certifications.models import Certification, ExpiryRun
from mentorcerts.access import tokens
from mentorcerts.health.alerts import check_and_alert
from mentorcerts.health.heartbeat import record_cluster_heartbeat
from mentorcerts.health.notices import all_notices
from mentorcerts.health.run_health import run_health
from mentorcerts.models import Incident, TokenUse
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory, ExpiryRunFactory
from tests.support.home import HOME, text, told
from tests.support.schedules import next_run_at

NOW = datetime(2026, 3, 26, 9, 0, tzinfo=UTC)
AHEAD = NOW + timedelta(days=30)


@pytest.fixture(autouse=True)
def _in_the_morning(on, db) -> None:
    on(str(TODAY), "09:00:00")


def run_at(moment: datetime, **fields) -> ExpiryRun:
    times = {"started_at": moment, "heartbeat_at": moment, "completed_at": moment}
    return ExpiryRunFactory(**{"day": moment.date(), **times, **fields})


def kinds(now: datetime = NOW) -> list[str]:
    return [notice.kind for notice in all_notices(now=now)]


# --- runs ------------------------------------------------------------------------------------
def test_the_last_run_is_the_one_that_began_last_and_not_the_latest_day():
    run_at(AHEAD)
    last = run_at(NOW)
    assert run_health().last == run_health().last_good == last
    assert kinds() == []


@pytest.mark.parametrize(
    "fields",
    [{}, {"state": "held"}, {"started_at": NOW, "heartbeat_at": NOW}, {"state": "running"}],
)
def test_a_last_run_that_is_dated_ahead_is_a_problem(fields, coordinator):
    run_at(NOW - timedelta(hours=8))
    ended = {"completed_at": None} if fields.get("state") == "running" else {}
    run_at(AHEAD, **fields, **ended)
    assert kinds() == ["clock"]
    page = coordinator.get(HOME)
    assert told(page) == [("A clock is wrong, or was", True)]
    assert "25 Apr 2026, 09:00 UTC, which is still ahead" in text(page)


def test_clocks_that_differ_by_seconds_are_no_problem():
    run_at(NOW + timedelta(seconds=90))
    assert kinds() == []


def test_a_good_run_that_is_dated_ahead_is_no_good_run_of_tonight():
    run_at(AHEAD)
    run_at(NOW - timedelta(days=3), state="failed")
    failed, overdue = all_notices(now=NOW)
    assert (failed.kind, overdue.kind) == ("failed", "overdue")
    assert "dated 25 Apr 2026, 09:00 UTC, which is still ahead" in overdue.text


@pytest.mark.parametrize("scheduled", [True, False])
def test_the_next_run_is_not_put_off_by_a_run_that_is_dated_ahead(scheduled):
    run_at(AHEAD, trigger="schedule")
    if scheduled:
        next_run_at("2026-03-27T01:00:00")
    assert next_run_day(today=TODAY) == date(2026, 3, 27)


def test_changes_after_a_run_that_is_dated_ahead_are_not_undone_with_it(on):
    on("2026-04-25", "01:00:00")
    changed, unchanged = CertificationFactory(), CertificationFactory()
    run = expire_certifications(today=date(2026, 4, 25), trigger="schedule")
    assert run.auto_paused == 2
    on(str(TODAY), "09:00:00")
    Certification.objects.filter(pk=changed.pk).update(updated_at=NOW)
    found = preview_undo(run)
    assert [pause.certification for pause in found.pauses] == [unchanged]
    assert [pause.certification for pause, _ in found.conflicts] == [changed]


# --- the watch ---------------------------------------------------------------------------------
def test_a_heartbeat_that_is_dated_ahead_is_no_sign_of_life():
    record_cluster_heartbeat(now=AHEAD)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["task_cluster"].startswith("the last sign of life is dated ahead")
    record_cluster_heartbeat(now=NOW + timedelta(seconds=30))
    assert Client().get("/readyz").json()["task_cluster"] == "well"


def test_told_by_a_clock_that_was_ahead_is_not_told_today(mails):
    CertificationFactory()
    Incident.objects.create(kind="overdue", title="Overdue", opened_at=AHEAD, told_at=AHEAD)
    for minutes in (0, 10):
        check_and_alert(now=NOW + timedelta(minutes=minutes))
    (mail,) = mails.received
    assert "so since" not in mail.get_content()


def test_a_schedule_that_is_a_month_ahead_is_told_and_pulled_back(mails, capsys):
    run_at(NOW)
    next_run_at("2026-04-25T01:00:00")
    hourly = Schedule.objects.create(
        name="Hourly", func=NIGHTLY, schedule_type="H", next_run=at("2026-04-25T10:20:00")
    )
    with pytest.raises(SystemExit):
        call_command("check_runs")
    said = capsys.readouterr().out
    assert "2 scheduled tasks do not run as they should" in said
    assert "runs next on 25 Apr 2026, 01:00 UTC, later than its rhythm says" in said
    assert mails.subjects == ["[mentorcerts] 2 scheduled tasks do not run as they should"]

    call_command("check_runs", "--repair")
    said = capsys.readouterr().out
    assert "Repaired: “Nightly expiry run” runs next on 27 Mar 2026, 01:00 UTC." in said
    assert said.endswith("The nightly run is well.\n")
    hourly.refresh_from_db()
    assert hourly.next_run == at("2026-03-26T09:20:00")
    assert mails.subjects[1:] == [
        "[mentorcerts] Well again: 2 scheduled tasks do not run as they should"
    ]
    assert "A run has ended well" not in mails.received[1].get_content()


@pytest.mark.parametrize(
    "next_run", ["2026-03-27T01:00:00", "2026-03-28T01:00:00", "2026-03-26T01:00:00"]
)
def test_a_schedule_within_its_rhythm_is_well(next_run):
    """A new one may leave out the first time."""
    run_at(NOW)
    next_run_at(next_run)
    assert kinds() == []


def test_tasks_that_were_queued_ahead_are_told_and_done_now(capsys):
    run_at(NOW)
    for lock in (AHEAD, NOW + timedelta(hours=2), NOW):  # the second is being done
        OrmQ.objects.create(key="mentorcerts", payload="x", lock=lock)
    assert kinds() == ["tasks"]
    call_command("check_runs", "--repair")
    assert "A task that waited for a day far off is done now." in capsys.readouterr().out
    assert OrmQ.objects.filter(lock__gt=NOW + timedelta(hours=1)).count() == 1


# --- people ------------------------------------------------------------------------------------
def test_sessions_of_logins_that_are_dated_ahead_are_ended(
    coordinator, on, capsys, django_user_model
):
    run_at(NOW)
    on(str(AHEAD.date()))
    meanwhile = Client()
    meanwhile.force_login(django_user_model.objects.get(username="kim"))
    on(str(TODAY), "09:00:00")
    call_command("check_runs", "--repair")
    repaired = "A person who logged in at a time that is yet to come logs in again."
    assert repaired in capsys.readouterr().out
    assert meanwhile.get(HOME).status_code == 302
    assert coordinator.get(HOME).status_code == 200


def test_a_token_that_was_used_ahead_is_recorded_as_used_now(coordinator, django_user_model):
    owner = django_user_model.objects.get(username="kim")
    token, text_of_it = tokens.create_token(owner=owner)
    TokenUse.objects.create(token=token, used_at=AHEAD)
    tokens.record_use(tokens.find_token(text_of_it.encode()))
    assert TokenUse.objects.get().used_at < NOW + timedelta(minutes=1)
