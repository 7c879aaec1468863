"""The expiry job over the API: starting it, what holds it up, and the log of its pauses."""

import os
import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from certifications import expiry, services
from certifications.job.record import host_and_namespace
from certifications.models import AutoPause, ExpiryRun
from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, LOGS, RUN, STATUSES
from tests.support.records import everything, recorded

PRINTED_RUN = "/api/v1/certifications/api/v1/certifications/expiry-job/run"


def ran(api, **body):
    response = api.post(RUN, body)
    assert response.status_code == 200, response.content
    return response.json()


def logs(api, **query):
    return api.get(LOGS, query).json()["data"]


@pytest.fixture
def two_due_of_four(db):
    """a and b are due; c is expired, but exempt; d is valid."""
    recorded("mentor-a", expires="2026-03-01")
    recorded("mentor-b", expires="2026-03-25")
    recorded("mentor-c", expires="2026-03-01")
    recorded("mentor-d", expires="2026-03-26")
    services.exempt_mentor(
        mentor_id="mentor-c",
        until=date(2026, 3, 26),
        reason="Course booked",
        today=date(2026, 3, 26),
        by="coordinator-7",
    )


# --- a run --------------------------------------------------------------------------------
def test_a_run_pauses_those_due_and_tells_the_counts(api, two_due_of_four):
    run = ran(api)
    assert list(run) == [
        "job_run_id",
        "started_at",
        "completed_at",
        "mentors_scanned",
        "expired_found",
        "auto_paused",
        "failures",
        "skipped_exempt",
    ]
    assert run["job_run_id"] == "job_26MAR2026_01"
    assert run["started_at"].startswith("2026-03-26T01:00:")
    assert run["completed_at"].startswith("2026-03-26T01:00:")
    assert (run["mentors_scanned"], run["expired_found"], run["auto_paused"]) == (4, 2, 2)
    assert (run["failures"], run["skipped_exempt"]) == ([], 1)
    paused = api.get(STATUSES, {"paused": "true"}).json()["data"]
    assert [row["mentor_id"] for row in paused] == ["mentor-a", "mentor-b"]


def test_a_second_run_finds_nothing_left_to_do(api, two_due_of_four):
    ran(api)
    again = ran(api)
    assert again["job_run_id"] == "job_26MAR2026_02"
    assert (again["mentors_scanned"], again["expired_found"], again["auto_paused"]) == (4, 0, 0)
    assert len(logs(api)) == 2


def test_a_run_of_nobody_is_a_run(api):
    run = ran(api)
    assert (run["mentors_scanned"], run["expired_found"], run["auto_paused"]) == (0, 0, 0)


@pytest.mark.parametrize("body", [None, {}, {"dry_run": False}, {"confirm_mass_pause": False}])
def test_a_run_needs_no_body(body, api, two_due_of_four):
    response = api.post(RUN) if body is None else api.post(RUN, body)
    assert (response.status_code, response.json()["auto_paused"]) == (200, 2)


def test_a_missed_night_is_caught_up(api, on):
    recorded("mentor-a", expires="2026-03-01")
    on("2026-04-20")
    assert ran(api)["auto_paused"] == 1


def test_grace_days_are_waited_for(api, on):
    recorded(expires="2026-03-20")
    services.save_certification_type(
        code="peer_mentor_basic", grace_days=6, today=date(2026, 3, 26)
    )
    assert ran(api)["expired_found"] == 0
    assert api.get(f"{STATUSES}/mentor-1").json()["status"] == "expired"
    on("2026-03-27")
    assert ran(api)["auto_paused"] == 1


def test_what_can_not_be_paused_is_told_and_stops_nobody_else(api, two_due_of_four, monkeypatch):
    def fails_for_one(kind, expires_at):
        if kind == "broken":
            raise RuntimeError("no words for this")
        return pause_reason(kind, expires_at)

    pause_reason = expiry.pause_reason
    broken = recorded("mentor-x", kind="broken", expires="2026-03-01")
    monkeypatch.setattr(
        "certifications.job.claim.expiry",
        # The database wants a text for the reason: no batch goes through as a whole.
        SimpleNamespace(PAUSE_REASON=None, pause_reason=fails_for_one),
    )
    run = ran(api)
    assert (run["expired_found"], run["auto_paused"]) == (3, 2)
    assert run["failures"] == [
        {
            "certification_id": broken.certification_id,
            "mentor_id": "mentor-x",
            "error": "RuntimeError: no words for this",
        }
    ]
    assert api.get(f"{STATUSES}/mentor-x").json()["paused"] is False


# --- a dry run ----------------------------------------------------------------------------
def test_a_dry_run_counts_what_the_real_run_does_and_writes_its_own_record_only(
    api, two_due_of_four
):
    before = everything()
    dry = ran(api, dry_run=True)
    after = everything()
    assert len(after.pop("ExpiryRun")) == len(before.pop("ExpiryRun")) + 1
    assert after == before
    assert logs(api) == []

    real = ran(api)
    counts = ("mentors_scanned", "expired_found", "auto_paused", "skipped_exempt", "failures")
    assert {name: dry[name] for name in counts} == {name: real[name] for name in counts}
    assert (dry["job_run_id"], real["job_run_id"]) == ("job_26MAR2026_01", "job_26MAR2026_02")


# --- the safety limit ----------------------------------------------------------------------------
@pytest.fixture
def low_limit(settings):
    """It holds runs above one mentor and above 20 %."""
    settings.MENTORCERTS_BRAKE_MENTORS = 1
    settings.MENTORCERTS_BRAKE_PERCENT = 20


def test_a_run_that_would_pause_too_many_is_held_until_it_is_confirmed(
    api, two_due_of_four, low_limit
):
    before = everything()
    error = refused(api.post(RUN), 409, "held")
    assert error["details"] == {
        "job_run_id": "job_26MAR2026_01",
        "mentors_scanned": 4,
        "expired_found": 2,
    }
    after = everything()
    assert [run["state"] for run in after.pop("ExpiryRun")] == ["held"]
    assert after["Event"].pop()["type"] == "run.held"
    assert after | {"ExpiryRun": []} == before
    refused(api.post(RUN, {"confirm_mass_pause": False}), 409, "held")

    assert ran(api, confirm_mass_pause=True)["auto_paused"] == 2


def test_a_dry_run_is_not_held_and_tells_that_the_real_one_would_be(
    api, two_due_of_four, low_limit
):
    dry = ran(api, dry_run=True)
    assert (dry["expired_found"], dry["auto_paused"]) == (2, 0)
    assert ran(api, dry_run=True, confirm_mass_pause=True)["auto_paused"] == 2
    assert AutoPause.objects.count() == 0


@pytest.mark.parametrize(("mentors", "percent"), [(2, 20), (1, 50)])
def test_both_bounds_have_to_be_exceeded(mentors, percent, api, two_due_of_four, settings):
    settings.MENTORCERTS_BRAKE_MENTORS, settings.MENTORCERTS_BRAKE_PERCENT = mentors, percent
    assert ran(api)["auto_paused"] == 2


# --- one run at a time ----------------------------------------------------------------------
def run_going_on(**fields):
    """The record of a run of this very process that gave a sign of life just now."""
    return ExpiryRun.objects.create(
        **{
            "job_run_id": "job_26MAR2026_01",
            "day": date(2026, 3, 26),
            "number": 1,
            "trigger": ExpiryRun.Trigger.SCHEDULE,
            "as_of": date(2026, 3, 26),
            "started_at": timezone.now(),
            "heartbeat_at": timezone.now(),
            "host": host_and_namespace(),
            "process": os.getpid(),
            **fields,
        }
    )


@pytest.mark.parametrize("body", [{}, {"dry_run": True}, {"confirm_mass_pause": True}])
def test_a_second_run_says_which_one_is_going_on(body, api, two_due_of_four):
    run_going_on()
    before = everything()
    error = refused(api.post(RUN, body), 409, "already_running")
    assert error["details"] == {"job_run_id": "job_26MAR2026_01"}
    assert everything() == before


@pytest.mark.parametrize("what_died", ["its heart", "its process"])
def test_a_run_that_died_is_marked_and_its_work_is_done(what_died, api, two_due_of_four):
    if what_died == "its heart":
        dead = run_going_on(heartbeat_at=timezone.now() - timedelta(seconds=301))
    else:
        dead = run_going_on(process=2**22 + 1)  # above Linux' highest process id
    run = ran(api)
    assert (run["job_run_id"], run["auto_paused"]) == ("job_26MAR2026_02", 2)
    dead.refresh_from_db()
    assert dead.state == ExpiryRun.State.INTERRUPTED


# --- what a run refuses -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"dry_run": "true"}, "dry_run"),
        ({"dry_run": 1}, "dry_run"),
        ({"dry_run": None}, "dry_run"),
        ({"dry_run": []}, "dry_run"),
        ({"confirm_mass_pause": "yes"}, "confirm_mass_pause"),
        ({"confirm_mass_pause": 0}, "confirm_mass_pause"),
        ({"dryrun": True}, "dryrun"),
        ({"dry_run ": True}, "dry_run "),
        ({"dry-run": True}, "dry-run"),
        ({"force": True}, "force"),
        ({"as_of": "2030-01-01"}, "as_of"),
    ],
)
def test_a_mistyped_request_runs_nothing(body, field, api, two_due_of_four):
    before = everything()
    refused(api.post(RUN, body), 400, "invalid", {field})
    assert everything() == before


@pytest.mark.parametrize("path", [RUN, PRINTED_RUN])
@pytest.mark.parametrize("query", ["dry_run=true", "dry_run", "confirm_mass_pause=true"])
def test_dry_run_in_the_address_is_refused_not_overlooked(query, path, api, two_due_of_four):
    before = everything()
    response = api.post(f"{path}?{query}", {})
    refused(response, 400, "invalid", {query.partition("=")[0]})
    assert everything() == before


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete"])
def test_only_a_post_runs_the_job(method, api, two_due_of_four):
    before = everything()
    assert getattr(api, method)(RUN).status_code == 405
    assert everything() == before


# --- the log ------------------------------------------------------------------------------
def test_a_log_tells_whom_a_run_paused_and_why(api):
    recorded("mentor-a", kind="advanced", expires="2026-03-01")
    ran(api)
    [log] = logs(api)
    assert list(log) == [
        *("log_id", "mentor_id", "reason", "job_run_id", "applied_at"),
        *("lifted_at", "lifted_by", "lift_reason"),
    ]
    assert re.fullmatch(r"log_[0-9A-HJKMNP-TV-Z]{8}", log["log_id"])
    assert log["mentor_id"] == "mentor-a"
    assert log["reason"] == "Certification advanced expired on 2026-03-01"
    assert log["job_run_id"] == "job_26MAR2026_01"
    assert log["applied_at"].startswith("2026-03-26T01:00:")


def test_logs_come_newest_first(api, on):
    for letter, expires, day in (
        ("a", "2026-03-01", "2026-03-27"),
        ("c", "2026-03-27", "2026-03-28"),
        ("b", "2026-03-28", "2026-03-29"),
    ):
        recorded(f"mentor-{letter}", expires=expires)
        on(day)
        ran(api)
    assert [log["mentor_id"][-1] for log in logs(api)] == ["b", "c", "a"]
    assert [log["mentor_id"][-1] for log in logs(api, ordering="applied_at")] == ["a", "c", "b"]
    assert [log["mentor_id"][-1] for log in logs(api, ordering="-applied_at")] == ["b", "c", "a"]


def test_a_log_stays_as_it_was_written_until_it_tells_that_the_pause_is_over(api):
    certification = recorded()
    ran(api)
    before = logs(api)
    address = f"{CERTIFICATIONS}/{certification.certification_id}"
    api.put(address, {"expires_at": "2027-03-01", "certification_type": "advanced"})
    (was,), (now,) = before, logs(api)
    lift = {"lifted_at", "lifted_by", "lift_reason"}
    assert {name for name in now if now[name] != was[name]} == lift
    api.delete(address)
    assert logs(api) == [now]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_log_can_only_be_read(method, api):
    recorded()
    ran(api)
    before = everything()
    refused(getattr(api, method)(LOGS, {}), 405, "method_not_allowed")
    assert everything() == before


# --- looking ahead -------------------------------------------------------------------------------
def test_a_dry_run_looks_ahead_as_of_a_day(api, on):
    on("2026-03-26")
    recorded(expires="2026-04-10")
    body = {"dry_run": True, "as_of": "2026-04-11"}
    assert api.post(RUN, body).json()["auto_paused"] == 1
    assert api.post(RUN, body | {"as_of": "2026-04-10"}).json()["auto_paused"] == 0


def test_a_dry_run_says_whether_the_limit_would_hold_it(api, on, settings):
    """Case B7: after the contract's keys; a real run has those and no other."""
    on("2026-03-26")
    settings.MENTORCERTS_BRAKE_MENTORS = 1
    for number in range(2):
        recorded(f"mentor-{number}")
    answer = api.post(RUN, {"dry_run": True}).json()
    assert list(answer)[-1] == "would_be_held"
    assert (answer["would_be_held"], answer["expired_found"], answer["auto_paused"]) == (True, 2, 0)
    confirmed = {"dry_run": True, "confirm_mass_pause": True}
    assert api.post(RUN, confirmed).json()["would_be_held"] is False
    assert "would_be_held" not in api.post(RUN, {"confirm_mass_pause": True}).json()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"as_of": "2026-03-01"}, "goes only with dry_run"),
        ({"as_of": "2026-04-11", "dry_run": False}, "goes only with dry_run"),
        ({"as_of": "11.4.2026", "dry_run": True}, "Write a date like 2026-03-26."),
        ({"as_of": 20260411, "dry_run": True}, "Write a date like 2026-03-26."),
        ({"as_of": "1899-12-31", "dry_run": True}, "Dates start at 1900-01-01."),
        ({"as_of": None, "dry_run": True}, "may not be null"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused(body, text, api):
    answer = api.post(RUN, body)
    assert answer.status_code == 400
    assert text in str(answer.json()["error"]["fields"]["as_of"])
    assert ExpiryRun.objects.count() == 0
