"""On which day the next nightly run is, and which night would be held."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django_q.models import Schedule

from certifications.job.next_run import NIGHTLY, HeldNight, first_held_night, next_run_day
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory, CertificationTypeFactory, ExpiryRunFactory
from tests.support.schedules import next_run_at

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_the_morning(on) -> None:
    on(str(TODAY), "08:00:00")


@pytest.fixture
def no_schedule() -> None:
    Schedule.objects.filter(func=NIGHTLY).delete()


@pytest.mark.usefixtures("no_schedule")
def test_a_migration_makes_the_schedule_that_is_asked():
    import_module("certifications.migrations.0003_schedules").make_schedule(apps, None)
    assert Schedule.objects.filter(func=NIGHTLY).count() == 1


def test_it_is_when_the_schedule_fires_next():
    next_run_at("2026-03-29T01:00:00")
    assert next_run_day(today=TODAY) == date(2026, 3, 29)


def test_the_day_is_that_of_the_programmes_zone(settings):
    settings.MENTORCERTS_TIME_ZONE = "America/Los_Angeles"
    next_run_at("2026-03-27T01:00:00")
    assert next_run_day(today=TODAY) == TODAY


@pytest.mark.usefixtures("no_schedule")
def test_without_a_schedule_or_a_run_it_is_tomorrow():
    assert next_run_day(today=TODAY) == TOMORROW


@pytest.mark.parametrize("trigger", ["command", "schedule"])
@pytest.mark.usefixtures("no_schedule")
def test_without_a_schedule_it_is_the_day_after_the_last_run(trigger):
    ExpiryRunFactory(day=TODAY - timedelta(days=1), trigger=trigger)
    assert next_run_day(today=TODAY) == TODAY
    ExpiryRunFactory(day=TODAY, trigger=trigger)
    assert next_run_day(today=TODAY) == TOMORROW


@pytest.mark.usefixtures("no_schedule")
def test_it_is_never_before_today():
    ExpiryRunFactory(day=TODAY - timedelta(days=9), trigger="command")
    assert next_run_day(today=TODAY) == TODAY


@pytest.mark.usefixtures("no_schedule")
def test_runs_that_a_person_started_and_dry_runs_say_nothing_of_the_next():
    ExpiryRunFactory(day=TODAY - timedelta(days=1), trigger="command")
    ExpiryRunFactory(day=TODAY, trigger="admin")
    ExpiryRunFactory(day=TODAY, number=2, trigger="command", dry_run=True)
    assert next_run_day(today=TODAY) == TODAY


def test_a_schedule_that_nobody_serves_is_passed_over():
    """Cron starts the runs, or the task cluster is down: its time has passed."""
    next_run_at("2026-03-20T01:00:00")
    ExpiryRunFactory(day=TODAY, trigger="command")
    assert next_run_day(today=TODAY) == TOMORROW


# --- which night would be held -------------------------------------------------------------------
@pytest.fixture
def low_limit(settings) -> None:
    settings.MENTORCERTS_BRAKE_MENTORS, settings.MENTORCERTS_BRAKE_PERCENT = 2, 20


def expiring(day: str, number: int = 3, **more) -> None:
    CertificationFactory.create_batch(number, expires_at=at(day), **more)


def held(mentors: int = 10) -> HeldNight | None:
    return first_held_night(first=TOMORROW, mentors_scanned=mentors)


@pytest.mark.usefixtures("low_limit")
def test_the_first_night_above_the_limit_is_told_with_how_many():
    expiring("2026-03-28", 2)
    expiring("2026-03-30", 3)
    expiring("2026-03-31", 4)
    assert held() == HeldNight(date(2026, 3, 31), 3)


@pytest.mark.usefixtures("low_limit")
def test_who_is_overdue_already_is_due_in_the_next_run():
    expiring("2026-03-01", 2)
    expiring("2026-03-26", 1)
    assert held() == HeldNight(TOMORROW, 3)


@pytest.mark.usefixtures("low_limit")
def test_grace_and_exemptions_put_it_off():
    graced = CertificationTypeFactory(code="graced", grace_days=3)
    expiring("2026-03-26", certification_type=graced)
    assert held() == HeldNight(date(2026, 3, 30), 3)
    expiring("2026-03-20", mentor__exempt_until=date(2026, 3, 27))
    assert held() == HeldNight(date(2026, 3, 28), 3)


@pytest.mark.usefixtures("low_limit")
def test_who_is_paused_revoked_or_removed_is_not_counted():
    for more in ({"auto_pause_applied": True}, {"revoked": True}, {"removed": True}):
        expiring("2026-03-20", **more)
    assert held() is None


@pytest.mark.usefixtures("low_limit")
@pytest.mark.parametrize(("day", "told"), [("2026-04-08", True), ("2026-04-09", False)])
def test_it_looks_a_fortnight_ahead(day, told):
    expiring(day)
    assert (held() is not None) is told


@pytest.mark.usefixtures("low_limit")
def test_a_share_within_the_limit_is_no_reason():
    expiring("2026-03-30")
    assert held(mentors=14) is not None
    assert held(mentors=15) is None
