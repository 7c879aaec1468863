"""The clock goes back a day, a month ahead, a century; a 29 February; a zone changes its offset."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django_q.models import Schedule
from rest_framework.test import APIClient
from time_machine import travel

from certifications.job.next_run import NIGHTLY
from certifications.models import AutoPause, Certification, CertificationType, ExpiryRun, Mentor
from tests.faults.invariants import assert_model_holds
from tests.faults.stage import Stage
from tests.faults.travelling import how, run_at

DAY = timedelta(days=1)


def wrong_and_odd(stage: Stage) -> None:
    """Who expires on which day is paused on the next one, wherever the clock comes from."""
    checked = [
        _moved_back(stage),
        _moved_ahead(stage),
        _leap_day(stage),
        _summer_and_winter(stage),
    ]
    assert_model_holds(nothing_due=False)  # the last run's today is not ours
    stage.count(clock=how(), runs=sum(checked))


def _moved_back(stage: Stage) -> int:
    """Nobody is paused early or twice, and nobody resumed; tomorrow's dead run blocks nobody."""
    _hold(stage, {"back": [date(2027, 6, 14), date(2027, 6, 15)]})
    runs = _Runs(stage)
    runs.at("2027-06-15T12:00", pauses=["back-2027-06-14"])
    runs.at("2027-06-14T12:00")
    runs.at("2027-06-15T12:30")
    died = ExpiryRun.objects.latest("pk")
    ExpiryRun.objects.filter(pk=died.pk).update(
        state="running", completed_at=None, host="another-machine", heartbeat_at=_utc("2027-06-16")
    )
    runs.at("2027-06-15T13:00")
    died.refresh_from_db()
    assert died.state == "interrupted"
    runs.at("2027-06-16T00:00", pauses=["back-2027-06-15"])
    return runs.number


def _moved_ahead(stage: Stage) -> int:
    """Who expires in that month is paused early; every watch says so, and nothing is put off."""
    _hold(stage, {"ahead": [date(2027, 6, 20), date(2031, 1, 5)]})
    runs = _Runs(stage)
    runs.at("2027-07-16T12:00", pauses=["ahead-2027-06-20"])
    _watch_says(stage, "2027-06-17T00:05", "A clock is wrong, or was")
    runs.at("2027-06-17T00:10")
    _watch_says(stage, "2027-06-17T00:15", "")

    nightly = Schedule.objects.filter(func=NIGHTLY)
    nightly.update(next_run=_utc("2027-07-17T01:00"))
    _watch_says(stage, "2027-06-17T00:20", "later than its rhythm says")
    _watch_says(stage, "2027-06-17T00:25", "", "--repair")
    assert nightly.get().next_run == _utc("2027-06-17T01:00")
    return runs.number + _a_century_ahead(stage)


def _a_century_ahead(stage: Stage) -> int:
    """The safety limit holds the run, and what is old is kept."""
    _hold(stage, {"far": [date(2031, 1, day) for day in range(1, 5)]})
    limit = {"MENTORCERTS_BRAKE_MENTORS": "2"}
    held = run_at(stage, "2127-06-17T00:30", "run_expiry_job", env=limit)
    assert held.code == 3, held.errors
    kept = Mentor.history.count(), ExpiryRun.objects.count()
    refused = run_at(stage, "2127-06-17T00:35", "prune_old_records")
    assert refused.code == 1
    assert "Nothing old was deleted" in refused.errors
    assert (Mentor.history.count(), ExpiryRun.objects.count()) == kept
    return 1


def _watch_says(stage: Stage, moment: str, wrong: str, *options: str) -> None:
    """What is wrong; an empty text: that all is well."""
    said = run_at(stage, moment, "check_runs", *options)
    assert said.code == (1 if wrong else 0), said.output + said.errors
    assert (wrong or "The nightly run is well.") in said.output


def _leap_day(stage: Stage) -> int:
    days = [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]
    _hold(stage, {"leap": days})
    runs = _Runs(stage)
    runs.at("2028-02-28T23:59")
    runs.at("2028-02-29T00:00", pauses=["leap-2028-02-28"])
    _api_says(stage, "2028-02-29T12:00", {f"leap-{day}": n - 1 for n, day in enumerate(days)})
    runs.at("2028-03-01T00:00", pauses=["leap-2028-02-29"])
    runs.at("2028-03-02T00:00", pauses=["leap-2028-03-01"])
    return runs.number


def _summer_and_winter(stage: Stage) -> int:
    """In Berlin a day has 23 hours on 25 March 2029, and 25 on 28 October."""
    stage.environment["MENTORCERTS_TIME_ZONE"] = "Europe/Berlin"
    march, october = date(2029, 3, 25), date(2029, 10, 28)
    days = [march - DAY, march, october - DAY, october]
    _hold(stage, {"zone": days})
    runs = _Runs(stage)
    runs.at("2029-03-24T22:59")
    runs.at("2029-03-24T23:00", pauses=["zone-2029-03-24"])
    runs.at("2029-03-25T21:59")
    runs.at("2029-03-25T22:00", pauses=["zone-2029-03-25"])
    if stage.short:
        return runs.number
    runs.at("2029-10-27T21:59")
    runs.at("2029-10-27T22:00", pauses=["zone-2029-10-27"])
    runs.at("2029-10-28T22:59")
    runs.at("2029-10-28T23:00", pauses=["zone-2029-10-28"])
    return runs.number


def _api_says(stage: Stage, moment: str, days_left: dict[str, int]) -> None:
    """Asked in this process: a web server does not get far under libfaketime."""
    stage.make_token()
    client = APIClient(SERVER_NAME="127.0.0.1", HTTP_AUTHORIZATION=f"Token {stage.token}")
    with travel(_utc(moment), tick=False):
        for mentor, days in days_left.items():
            status = client.get(f"/api/v1/certification-statuses/{mentor}").json()
            assert status["days_until_expiry"] == days, status
            assert status["is_expired"] == (days < 0), status


class _Runs:
    """Runs at moments, each compared with whom it was to pause."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self.number = stage, 0

    def at(self, moment: str, *, pauses: Iterable[str] = ()) -> None:
        before = set(AutoPause.objects.values_list("pk", flat=True))
        run = run_at(self._stage, moment, "run_expiry_job", "--force")
        assert run.code == 0, (moment, run.errors)
        new = AutoPause.objects.exclude(pk__in=before)
        assert sorted(new.values_list("mentor_id", flat=True)) == sorted(pauses), moment
        assert not AutoPause.objects.filter(lifted_at__isnull=False).exists(), moment
        self.number += 1


def _hold(stage: Stage, days: dict[str, list[date]]) -> None:
    """A mentor ``name-day`` for each day, with a certification that is valid through it."""
    CertificationType.objects.get_or_create(code="basic")
    for name, each in days.items():
        for day in each:
            mentor = Mentor.objects.create(mentor_id=f"{name}-{day}")
            Certification.objects.create(
                mentor=mentor,
                certification_type_id="basic",
                issued_at=_utc("2024-02-29"),
                expires_at=_utc(str(day)),
                is_current=True,
            )


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
