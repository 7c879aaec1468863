"""The nightly run pauses exactly those who are due, and says how many."""

import os
from datetime import date

import pytest

from certifications import services
from certifications.job.record import host_and_namespace
from certifications.models import AutoPause, ExpiryRun
from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
)
from tests.support.runs import VALID, counts, paused_ids, run, without_runs

pytestmark = pytest.mark.django_db


def test_a_run_pauses_the_due_logs_them_and_counts():
    due = CertificationFactory(certification_id="cert_000000DE")
    CertificationFactory(**VALID)
    CertificationFactory(expires_at=at("2026-03-02"))
    done = run(requested_by="cron")
    assert (done.state, done.failures, done.error) == ("done", [], "")
    assert counts(done) == (3, 1, 0)
    assert done.auto_paused == 1
    assert paused_ids() == {"cert_000000DE"}
    pause = AutoPause.objects.get()
    assert (pause.certification, pause.mentor, pause.run) == (due, due.mentor, done)
    assert pause.reason == "Certification peer_mentor_basic expired on 2026-03-01"
    assert (pause.lifted_at, pause.lifted_by, pause.lift_reason) == (None, "", "")
    due.refresh_from_db()
    assert due.auto_pause_applied_at == pause.applied_at
    assert due.updated_at == pause.applied_at


def test_the_record_tells_how_it_was_started_and_how_it_ended():
    done = run(requested_by="coordinator", trigger="admin", force=True)
    stored = ExpiryRun.objects.get()
    assert stored.job_run_id == done.job_run_id == "job_02MAR2026_01"
    assert (stored.day, stored.as_of, stored.number) == (date(2026, 3, 2), date(2026, 3, 2), 1)
    assert (stored.trigger, stored.requested_by, stored.forced) == ("admin", "coordinator", True)
    assert (stored.host, stored.process) == (host_and_namespace(), os.getpid())
    assert stored.started_at <= stored.completed_at == stored.heartbeat_at


def test_what_is_stored_is_what_is_returned():
    CertificationFactory.create_batch(3)
    done = run()
    stored = ExpiryRun.objects.get()
    for field in ExpiryRun._meta.concrete_fields:
        assert getattr(stored, field.attname) == getattr(done, field.attname), field.name


def test_nobody_is_paused_where_nobody_is_certified():
    assert counts(run()) == (0, 0, 0)
    assert not AutoPause.objects.exists()


def test_revoked_removed_exempt_ungoverning_and_graceful_ones_are_left_alone():
    CertificationFactory(revoked=True)
    CertificationFactory(removed=True)
    CertificationFactory(mentor__exempt_until=date(2026, 3, 2))
    CertificationFactory(
        mentor=CertificationFactory(**VALID).mentor, issued_at=at("2024-02-01"), is_current=False
    )
    CertificationTypeFactory(code="with_grace", grace_days=1)
    CertificationFactory(certification_type__code="with_grace")
    before = without_runs()
    done = run()
    assert counts(done) == (4, 0, 1)
    assert done.auto_paused == 0
    assert without_runs() == before


def test_an_old_certification_hurts_nobody_who_holds_a_newer_one():
    old = CertificationFactory()
    services.record_certification(
        mentor_id=old.mentor_id,
        certification_type="peer_mentor_basic",
        issued_at=at("2026-02-20"),
        expires_at=at("2028-02-20"),
        today=date(2026, 2, 20),
    )
    assert run().auto_paused == 0


@pytest.mark.parametrize(
    ("grace_days", "day", "paused"),
    [
        (0, "2026-03-01", 0),
        (0, "2026-03-02", 1),
        (14, "2026-03-15", 0),
        (14, "2026-03-16", 1),
        (3650, "2036-02-27", 0),
        (3650, "2036-02-28", 1),
    ],
)
@pytest.mark.parametrize("time", ["00:00:00", "23:59:59.999999"])
def test_the_grace_of_the_type_decides_to_the_day(time, grace_days, day, paused):
    CertificationTypeFactory(code="peer_mentor_basic", grace_days=grace_days)
    CertificationFactory(expires_at=at(f"2026-03-01T{time}"))
    assert run(day).auto_paused == paused


@pytest.mark.parametrize(
    ("until", "paused"), [("2026-03-01", 1), ("2026-03-02", 0), ("2026-03-03", 0)]
)
def test_an_exemption_keeps_the_job_away_through_its_date(until, paused):
    CertificationFactory(mentor__exempt_until=date.fromisoformat(until))
    done = run("2026-03-02")
    assert (done.auto_paused, done.skipped_exempt) == (paused, 1 - paused)


def test_running_again_pauses_and_logs_nobody_twice():
    CertificationFactory.create_batch(3)
    assert run().auto_paused == 3
    before = without_runs()
    again = run()
    assert counts(again) == (3, 0, 0)
    assert again.auto_paused == 0
    assert without_runs() == before


def test_missed_nights_are_caught_up():
    CertificationFactory(expires_at=at("2026-03-01"))
    CertificationFactory(expires_at=at("2026-03-05"))
    CertificationFactory(expires_at=at("2025-03-01"))
    CertificationFactory(expires_at=at("2026-03-10"))
    run("2026-03-01")
    assert run("2026-03-10").auto_paused == 2
    assert set(AutoPause.objects.values_list("reason", flat=True)) == {
        "Certification peer_mentor_basic expired on 2025-03-01",
        "Certification peer_mentor_basic expired on 2026-03-01",
        "Certification peer_mentor_basic expired on 2026-03-05",
    }


def test_a_mentor_who_was_renewed_and_expired_again_is_paused_again():
    pause = AutoPauseFactory(certification__expires_at=at("2025-03-01"))
    services.update_certification(
        certification=pause.certification,
        changes={"expires_at": at("2026-03-01")},
        today=date(2026, 2, 1),
    )
    assert run("2026-03-02").auto_paused == 1
    assert AutoPause.objects.filter(certification=pause.certification).count() == 2
    assert AutoPause.objects.open().count() == 1


def test_a_run_as_of_an_earlier_day_judges_by_that_day():
    CertificationFactory(expires_at=at("2026-02-20"))
    CertificationFactory(expires_at=at("2026-02-25"))
    done = run("2026-03-02", as_of=date(2026, 2, 25))
    assert (done.auto_paused, done.as_of) == (1, date(2026, 2, 25))
    assert done.job_run_id == "job_02MAR2026_01", "named after the day on which it ran"
