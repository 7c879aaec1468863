"""Operators are mailed once a day while an incident lasts, and when it is over."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections

from certifications.job import run as job
from certifications.job.refusals import Held
from certifications.models import ExpiryRun
from mentorcerts.health.alerts import check_and_alert
from mentorcerts.lib import clock
from mentorcerts.models import Incident
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory, ExpiryRunFactory
from tests.support.network import free_port
from tests.support.receivers import ADDRESS

NOW = datetime(2026, 3, 26, 1, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_day(on, db) -> None:
    on(str(TODAY))


def run(**arguments) -> ExpiryRun:
    return job.expire_certifications(
        today=clock.today(), trigger=ExpiryRun.Trigger.SCHEDULE, **arguments
    )


def good_run(moment: datetime) -> ExpiryRun:
    return ExpiryRunFactory(day=moment.date(), started_at=moment, completed_at=moment)


def test_overdue_is_told_once_a_day_though_nothing_runs(mails):
    CertificationFactory()
    good_run(NOW - timedelta(hours=25))
    check_and_alert(now=NOW)
    assert mails.received == []
    for hours in (2, 3, 25, 26, 50):
        check_and_alert(now=NOW + timedelta(hours=hours))
    message, again, _ = mails.received
    assert "so since" not in message.get_content()
    assert "This has been so since 26 Mar 2026, 03:00 UTC." in again.get_content()
    assert message["Subject"] == "[mentorcerts] The nightly run is overdue"
    assert message["To"] == ADDRESS
    assert "background tasks" in message.get_content()
    incident = Incident.objects.get()
    assert (incident.kind, incident.closed_at) == ("overdue", None)


def test_it_is_told_when_it_is_well_again_and_the_next_time_anew(mails):
    CertificationFactory()
    check_and_alert(now=NOW)
    run()
    assert mails.subjects == [
        "[mentorcerts] The nightly run is overdue",
        "[mentorcerts] Well again: The nightly run is overdue",
    ]
    run()
    assert len(mails.received) == 2
    check_and_alert(now=NOW + timedelta(days=2))
    assert len(mails.received) == 3
    assert Incident.objects.filter(closed_at=None).count() == 1


def test_a_held_run_is_told_at_its_end(mails, settings):
    settings.MENTORCERTS_BRAKE_MENTORS = 0
    CertificationFactory()
    for _ in range(2):
        with pytest.raises(Held):
            run()
    assert mails.subjects == ["[mentorcerts] The last run was held by the safety limit"]
    assert "1 of 1 mentors" in mails.received[0].get_content()
    run(force=True)
    assert mails.subjects[1:] == [
        "[mentorcerts] Well again: The last run was held by the safety limit"
    ]


def test_a_run_that_is_held_night_after_night_is_told_every_day(mails, settings, on):
    """Case B8: once a day, and of the newest run."""
    settings.MENTORCERTS_BRAKE_MENTORS = 0
    CertificationFactory()
    for night in range(4):
        on(TODAY + timedelta(days=night))
        for _ in range(2):
            with pytest.raises(Held):
                run()
    subjects = ["[mentorcerts] The last run was held by the safety limit"] * 4
    assert mails.subjects == subjects
    assert "Run: job_29MAR2026_01" in mails.received[3].get_content()


def test_a_failed_run_is_told_at_its_end_without_what_the_error_quotes(mails, monkeypatch):
    CertificationFactory(mentor__name="Zoe Quill")

    def broken(**arguments):
        raise OperationalError("Failing row contains (Zoe Quill).")

    monkeypatch.setattr(job, "preview_run", broken)
    with pytest.raises(OperationalError):
        run()
    assert mails.subjects == ["[mentorcerts] The last run failed"]
    assert "Zoe" not in mails.received[0].get_content()
    assert ExpiryRun.objects.get().job_run_id in mails.received[0].get_content()


def test_a_run_that_is_going_on_is_neither_an_incident_nor_the_end_of_one(mails):
    CertificationFactory()
    yesterday = NOW - timedelta(days=1)
    ExpiryRunFactory(
        state="held", day=date(2026, 3, 25), started_at=yesterday, completed_at=yesterday
    )
    check_and_alert(now=NOW)
    ExpiryRunFactory(state="running", day=TODAY, started_at=NOW, heartbeat_at=NOW)
    check_and_alert(now=NOW)
    assert len(mails.received) == 1
    assert Incident.objects.filter(closed_at=None).count() == 1


@pytest.mark.parametrize("outcome", ["refused", "away"])
def test_a_mail_that_could_not_be_sent_is_sent_the_next_time(outcome, mails, settings):
    CertificationFactory()
    port, mails.refuses = settings.EMAIL_PORT, outcome == "refused"
    if outcome == "away":
        settings.EMAIL_PORT = free_port()
    check_and_alert(now=NOW)
    assert Incident.objects.get().told_at is None
    settings.EMAIL_PORT, mails.refuses = port, False
    check_and_alert(now=NOW)
    check_and_alert(now=NOW)
    assert len(mails.received) == 1


def test_the_end_of_an_incident_is_told_the_next_time_where_the_mail_was_refused(mails):
    CertificationFactory()
    check_and_alert(now=NOW)
    mails.refuses = True
    run()
    mails.refuses = False
    check_and_alert(now=NOW)
    check_and_alert(now=NOW)
    assert [subject for subject in mails.subjects if "Well again" in subject] == [
        "[mentorcerts] Well again: The nightly run is overdue"
    ]


def test_a_dead_mail_server_harms_no_run(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.MENTORCERTS_ALERT_EMAILS = [ADDRESS]
    settings.MENTORCERTS_BRAKE_MENTORS = 0
    CertificationFactory()
    with pytest.raises(Held):
        run()
    assert run(force=True).auto_paused == 1


def test_a_dry_run_tells_nobody(mails, pings):
    CertificationFactory()
    run(dry_run=True)
    assert (mails.received, pings, Incident.objects.count()) == ([], [], 0)


def test_without_addresses_nothing_is_noted_that_would_be_missing_later(mails, settings):
    settings.MENTORCERTS_ALERT_EMAILS = []
    CertificationFactory()
    check_and_alert(now=NOW)
    assert Incident.objects.count() == 0
    settings.MENTORCERTS_ALERT_EMAILS = [ADDRESS]
    check_and_alert(now=NOW)
    assert len(mails.received) == 1


def test_the_command_says_what_is_the_matter_and_tells_it(mails, capsys):
    CertificationFactory(created_at=at("2026-03-01"))
    with pytest.raises(SystemExit) as ended:
        call_command("check_runs")
    assert ended.value.code == 1
    assert "The nightly run is overdue" in capsys.readouterr().out
    run()
    call_command("check_runs")
    assert "well" in capsys.readouterr().out
    assert len(mails.received) == 2


@pytest.mark.django_db(transaction=True)
def test_several_who_look_at_the_same_time_tell_it_once(mails):
    CertificationFactory()
    together = Barrier(4)

    def look() -> None:
        together.wait()
        try:
            check_and_alert(now=NOW)
        finally:
            connections.close_all()

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mails.received) == 1
    assert Incident.objects.count() == 1
