"""``manage.py run_expiry_job`` as cron and operators meet it: exit codes, output, what it wrote."""

import json
import os
import select
import socket
import termios
import time
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from certifications.job.record import host_and_namespace
from certifications.models import Certification, ExpiryRun, Mentor
from mentorcerts.lib import clock
from mentorcerts.openapi.examples import printed

pytestmark = [pytest.mark.process, pytest.mark.one_database]

SMALL_BRAKE = {"MENTORCERTS_BRAKE_MENTORS": "10"}


def job(programme, *arguments, **how):
    return programme.run("run_expiry_job", *arguments, **how)


def api_keys():
    """The keys that the contract prints for a run, then the one that is told nowhere else."""
    (example,) = (e for e in printed() if "/run" in e["request"])
    return [*example["answer"], "skipped_exempt"]


@contextmanager
def a_row_that_cannot_be_paused(mentor):
    """The database refuses to mark this mentor's certification."""
    condition = f"NEW.auto_pause_applied AND NEW.mentor_id = '{mentor}'"
    on = (
        "CREATE TRIGGER broken BEFORE UPDATE ON certifications_certification"
        f" FOR EACH ROW WHEN ({condition})"
    )
    if connection.vendor == "sqlite":
        make = [f"{on} BEGIN SELECT RAISE(ABORT, 'this row is broken'); END"]
        drop = ["DROP TRIGGER broken"]
    else:
        raises = "BEGIN RAISE EXCEPTION 'this row is broken'; END"
        make = [
            f"CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $${raises}$$",
            f"{on} EXECUTE FUNCTION broken()",
        ]
        drop = ["DROP FUNCTION broken() CASCADE"]
    with connection.cursor() as cursor:
        for statement in make:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in drop:
                cursor.execute(statement)


# --- done --------------------------------------------------------------------------------------
def test_it_pauses_who_is_due_and_a_second_run_pauses_nobody(programme):
    due = programme.load(50, due=5)

    first, second = job(programme), job(programme)

    assert (first.code, second.code) == (0, 0)
    assert first.output.endswith(
        "50 mentors scanned, 5 expired, 5 paused, 0 skipped as exempt, 0 failed.\n"
    )
    assert second.output.endswith(
        "50 mentors scanned, 0 expired, 0 paused, 0 skipped as exempt, 0 failed.\n"
    )
    assert first.errors == second.errors == ""
    programme.assert_paused_once(due)
    run, again = ExpiryRun.objects.order_by("pk")
    assert (run.trigger, run.state, run.auto_paused) == ("command", "done", 5)
    assert (again.state, again.expired_found, again.auto_paused) == ("done", 0, 0)
    assert (run.host, run.number, again.number) == (host_and_namespace(), 1, 2)


def test_json_prints_the_keys_of_the_api_in_their_order(programme, api):
    programme.load(50, due=5)
    run = job(programme, "--json")
    assert run.code == 0
    assert run.errors == ""
    assert run.output.count("\n") == 1
    printed = json.loads(run.output)
    answer = api.post("/api/v1/certifications/expiry-job/run", {"dry_run": True})
    assert list(printed) == api_keys()
    assert list(answer.json()) == [*api_keys(), "would_be_held"]  # of dry runs only
    counts = ["mentors_scanned", "expired_found", "auto_paused", "skipped_exempt", "failures"]
    assert [printed[key] for key in counts] == [50, 5, 5, 0, []]
    assert printed["job_run_id"] == ExpiryRun.objects.order_by("pk")[0].job_run_id


def test_a_dry_run_writes_only_its_own_record(programme):
    programme.load(50, due=5)
    exempt_until = clock.today() + timedelta(days=9)
    first_due = Certification.objects.order_by("pk")[0].mentor_id
    Mentor.objects.filter(pk=first_due).update(exempt_until=exempt_until, exempt_reason="Ill")
    tables = (Mentor, Certification)
    before = [list(table.objects.order_by("pk").values()) for table in tables]

    dry = job(programme, "--dry-run", "--json")

    assert dry.code == 0
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert programme.paused() == 0
    record = ExpiryRun.objects.get()
    assert (record.dry_run, record.state) == (True, "done")
    real = json.loads(job(programme, "--json").output)
    counted = json.loads(dry.output)
    for counts in (real, counted):
        for of_each_run in ("job_run_id", "started_at", "completed_at"):
            counts.pop(of_each_run)
    assert counted.pop("would_be_held") is False
    assert counted == real
    assert (real["auto_paused"], real["skipped_exempt"]) == (4, 1)


def test_a_dry_run_looks_ahead(programme):
    programme.load(50, due=5)
    ahead = clock.today() + timedelta(days=500)
    run = job(programme, "--dry-run", "--as-of", str(ahead), "--json", "--force")
    assert run.code == 0
    assert json.loads(run.output)["auto_paused"] == 50
    assert programme.paused() == 0


# --- done, with failures -----------------------------------------------------------------------
def test_a_broken_row_is_told_and_all_others_are_paused(programme):
    *others, broken = programme.load(50, due=5)
    with a_row_that_cannot_be_paused(broken):
        run = job(programme, "--json")
    assert run.code == 1
    (failure,) = json.loads(run.output)["failures"]
    certification = Certification.objects.get(mentor_id=broken)
    assert list(failure) == ["certification_id", "mentor_id", "error"]
    assert failure["mentor_id"] == broken
    assert failure["certification_id"] == certification.certification_id
    assert "this row is broken" in failure["error"]
    assert json.loads(run.output)["expired_found"] == 5
    assert programme.states() == ["done"]
    programme.assert_paused_once(others)
    assert job(programme).code == 0  # the row has been mended
    programme.assert_paused_once([*others, broken])


def test_failures_are_listed_for_people_too(programme):
    *_, broken = programme.load(50, due=5)
    with a_row_that_cannot_be_paused(broken):
        run = job(programme)
    assert run.code == 1
    assert "5 expired, 4 paused, 0 skipped as exempt, 1 failed." in run.output
    name = Certification.objects.get(mentor_id=broken).certification_id
    (line,) = (line for line in run.errors.splitlines() if line.startswith("cert_"))
    assert line.startswith(f"{name} of {broken}: ")
    assert "this row is broken" in line


# --- called wrongly ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--no-such-option"], "unrecognized arguments: --no-such-option"),
        (["--as-of", "26/03/2026"], "'26/03/2026' is not a date: write it like 2026-03-26"),
        (["--as-of", "9000-01-01"], "only a dry run can look ahead"),
    ],
)
def test_a_wrong_call_is_exit_code_2_and_does_nothing(programme, arguments, complaint):
    programme.load(5, due=1)
    run = job(programme, *arguments)
    assert run.code == 2
    assert complaint in run.errors
    assert "Traceback" not in run.errors
    assert run.output == ""
    assert (programme.paused(), programme.states()) == (0, [])


def test_help_tells_the_exit_codes(programme):
    run = job(programme, "--help")
    assert run.code == 0
    told = run.output.partition("exit codes:\n")[2].split("\n")
    assert [line.split()[0] for line in told if line] == ["0", "1", "2", "3", "75", "130"]
    for option in ("--dry-run", "--as-of DATE", "--force", "--json"):
        assert option in run.output


# --- held --------------------------------------------------------------------------------------
def test_the_safety_limit_holds_a_run_until_somebody_repeats_it_with_force(programme):
    due = programme.load(50, due=20)

    held = job(programme, "--json", env=SMALL_BRAKE)

    assert held.code == 3
    assert "it would pause 20 of 50 mentors" in held.errors
    assert "Traceback" not in held.errors
    error = json.loads(held.output)["error"]
    assert list(error) == ["code", "message", "fields", "details"]
    assert error["code"] == "held"
    assert error["details"] == {
        "job_run_id": ExpiryRun.objects.get().job_run_id,
        "mentors_scanned": 50,
        "expired_found": 20,
    }
    assert (programme.paused(), programme.states()) == (0, ["held"])
    assert job(programme, "--force", env=SMALL_BRAKE).code == 0
    assert programme.states() == ["held", "done"]
    assert ExpiryRun.objects.latest("pk").forced
    programme.assert_paused_once(due)


# --- already running ---------------------------------------------------------------------------
def a_run_going_on(**fields):
    return ExpiryRun.objects.create(
        **{
            "job_run_id": "job_26MAR2026_01",
            "day": "2026-03-26",
            "as_of": "2026-03-26",
            "number": 1,
            "trigger": ExpiryRun.Trigger.API,
            "host": host_and_namespace(),
            "process": os.getpid(),
        }
        | fields
    )


@pytest.mark.parametrize("arguments", [[], ["--dry-run", "--force"]])
def test_a_run_is_refused_while_another_is_alive(programme, arguments):
    programme.load(50, due=5)
    a_run_going_on()
    refused = job(programme, "--json", *arguments)
    assert refused.code == 75
    assert "job_26MAR2026_01 is going on since" in refused.errors
    assert "Traceback" not in refused.errors
    error = json.loads(refused.output)["error"]
    assert error["code"] == "already_running"
    assert error["details"] == {"job_run_id": "job_26MAR2026_01"}
    assert (programme.paused(), programme.states()) == (0, ["running"])


def test_a_run_whose_process_has_ended_is_taken_over_at_once(programme):
    due = programme.load(50, due=5)
    ended = programme.run("version")
    a_run_going_on(process=ended.pid)
    assert job(programme).code == 0
    assert programme.states() == ["interrupted", "done"]
    programme.assert_paused_once(due)


# --- no database -------------------------------------------------------------------------------
def test_an_unreachable_database_is_told_without_a_traceback(programme, tmp_path):
    with closing(socket.socket()) as nobody:  # bound, and nobody listens
        nobody.bind(("127.0.0.1", 0))
        if connection.vendor == "sqlite":
            url = f"sqlite:///{tmp_path}/no/such/folder/db.sqlite3"
        else:
            url = f"postgres://postgres@127.0.0.1:{nobody.getsockname()[1]}/postgres"
        run = job(programme, env={"DATABASE_URL": url})
    assert run.code == 1
    assert "CommandError: The run failed" in run.errors
    reason = "unable to open" if connection.vendor == "sqlite" else "onnection refused"
    assert reason in run.errors
    assert "Traceback" not in run.errors
    assert run.output == ""


def test_a_database_without_tables_is_told_with_what_to_do(programme, empty_database):
    run = job(programme, env={"DATABASE_URL": empty_database})
    assert run.code == 1
    assert "manage.py migrate" in run.errors
    assert "certifications_expiryrun" in run.errors
    assert "Traceback" not in run.errors


# --- the progress bar --------------------------------------------------------------------------
def on_a_terminal(programme, *arguments, **how):
    """Run it with a terminal for its errors; returns the process and what the terminal got."""
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    try:
        try:
            process = job(programme, *arguments, wait=False, stderr=theirs, **how)
        finally:
            os.close(theirs)
        shown, deadline = b"", time.monotonic() + 30
        while time.monotonic() < deadline:
            if not select.select([ours], [], [], 1)[0]:
                continue
            try:
                shown += os.read(ours, 4096)
            except OSError:  # everybody has closed it
                break
        return process.wait(), shown.decode()
    finally:
        os.close(ours)


def test_a_terminal_gets_a_bar_and_the_output_stays_clean(programme):
    programme.load(50, due=20)
    run, shown = on_a_terminal(programme, "--json", "--force", env={"MENTORCERTS_BATCH_SIZE": "5"})
    assert run.code == 0
    assert "0/20" in shown
    assert "mentor/s" in shown
    assert json.loads(run.output)["auto_paused"] == 20


def test_without_a_terminal_there_is_no_bar(programme):
    programme.load(50, due=20)
    run = job(programme, "--force", env={"MENTORCERTS_BATCH_SIZE": "5"})
    assert run.code == 0
    assert run.errors == ""
    assert "mentor/s" not in run.output
