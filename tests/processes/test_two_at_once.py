"""Runs that start in the same instant, and a run that another one wrongly takes for dead."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from certifications.models import ExpiryRun
from tests.support.processes import until

pytestmark = pytest.mark.process

DUE = 800
STALE = {"MENTORCERTS_RUN_STALE_SECONDS": "1"}
TAKEN_OVER = "was taken for dead; another run goes on in its place"


@transaction.atomic
def start_at_once(programme, processes):
    """Let all of them look whether a run is going on, see none, and be about to record theirs."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("lock certifications_expiryrun in exclusive mode")
        # On SQLite the transaction has the one lock that there is.
        runs = [programme.start_run(batch=2) for _ in range(processes)]
        runs[0].until(lambda: programme.at_our_lock(*runs))
    return runs


@pytest.mark.parametrize("processes", [2, 4])
def test_of_runs_started_at_once_one_runs_and_the_others_say_so(programme, processes):
    due = programme.load(DUE, DUE)
    runs = start_at_once(programme, processes)
    codes = sorted(run.wait().code for run in runs)
    # Whoever came late enough to start after the end has found nothing left to do.
    assert codes[0] == 0
    assert set(codes) <= {0, 75}
    for run in runs:
        assert "Traceback" not in run.errors
        if run.code == 75:
            assert " is going on since " in run.errors
    assert programme.states() == ["done"] * codes.count(0)
    assert sorted(ExpiryRun.objects.values_list("auto_paused", flat=True))[-1] == DUE
    programme.assert_paused_once(due)


def test_a_live_run_in_another_container_of_the_same_name_is_not_taken_for_dead(programme):
    """Its process has a number there that no process has here."""
    due = programme.load(DUE, DUE)
    here = {int(each.name) for each in Path("/proc").glob("[0-9]*")}
    unused = next(each for each in range(20_000, 30_000) if each not in here)
    inside = in_a_process_namespace(
        f"echo {unused - 1} > /proc/sys/kernel/ns_last_pid\n"
        f"{sys.executable} manage.py run_expiry_job --force\nexit $?"
    )
    first = programme.start(inside, env={"MENTORCERTS_BATCH_SIZE": "2"})
    first.until(lambda: programme.paused() >= 100)
    with programme.held_between_batches(first):
        assert ExpiryRun.objects.get().process == unused
        assert not Path(f"/proc/{unused}").exists()
        second = programme.run("run_expiry_job", "--force")

    assert second.code == 75, second.errors
    assert "is going on since" in second.errors
    assert first.wait().code == 0
    assert programme.states() == ["done"]
    programme.assert_paused_once(due)


def in_a_process_namespace(script):
    """A command that runs this as a container would: it counts its processes for itself."""
    unshare = ["unshare", "--pid", "--fork", "--mount-proc", "sh", "-c"]
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"]).returncode:
        pytest.skip("no process namespaces of our own here: be root, with util-linux")
    return [*unshare, script]


def test_a_second_run_is_refused_while_the_first_works(programme):
    due = programme.load(DUE, DUE)
    first = programme.start_run(batch=2)
    first.until(lambda: programme.paused() >= 100)
    programme.freeze_between_batches(first)

    second = programme.run("run_expiry_job", "--force")

    assert second.code == 75
    assert ExpiryRun.objects.get().job_run_id in second.errors
    first.thaw()
    assert first.wait().code == 0
    programme.assert_paused_once(due)


def take_over(programme, first, *, batch):
    """Freeze a run that works; another one takes it for dead once its heartbeat is old."""
    first.until(lambda: programme.paused() >= 100)
    programme.freeze_between_batches(first)
    heartbeat = ExpiryRun.objects.get().heartbeat_at.timestamp()
    until(lambda: time.time() - heartbeat > 1.1)
    size = {"MENTORCERTS_BATCH_SIZE": str(batch)}
    return programme.run("run_expiry_job", "--force", env=STALE | size, wait=False)


def test_a_run_taken_for_dead_stops_when_it_wakes_up_after_the_end(programme):
    due = programme.load(DUE, DUE)
    first = programme.start_run(batch=2)
    second = take_over(programme, first, batch=500)
    assert second.wait().code == 0
    before = list(ExpiryRun.objects.values())

    first.thaw()

    assert first.wait().code == 1
    assert TAKEN_OVER in first.errors
    assert "Traceback" not in first.errors
    assert programme.states() == ["interrupted", "done"]
    assert list(ExpiryRun.objects.values()) == before, "it wrote into a record no longer its own"
    programme.assert_paused_once(due)


def test_a_run_taken_for_dead_stops_when_it_wakes_up_beside_the_other(programme):
    due = programme.load(DUE, DUE)
    first = programme.start_run(batch=2)
    second = take_over(programme, first, batch=2)
    second.until(lambda: ExpiryRun.objects.filter(process=second.pid, auto_paused__gte=100))
    first.thaw()
    assert (first.wait().code, second.wait().code) == (1, 0)
    assert TAKEN_OVER in first.errors
    assert "Traceback" not in first.errors + second.errors
    assert programme.states() == ["interrupted", "done"]
    programme.assert_paused_once(due)


def test_a_run_taken_for_dead_in_a_batch_takes_the_batch_back(programme, only_postgresql):
    """It wakes up with its rows locked, and the other one waiting for them."""
    due = programme.load(60, 60)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("lock certifications_autopause in exclusive mode")
        first = programme.start_run(batch=100)
        first.until(lambda: programme.at_our_lock(first))  # all claimed, nothing logged yet
        first.freeze()
    ExpiryRun.objects.update(heartbeat_at="2020-01-01T00:00:00Z")
    second = programme.start_run(batch=100)
    second.until(lambda: programme.states() == ["interrupted", "running"])
    assert programme.paused() == 0
    first.thaw()
    assert (first.wait().code, second.wait().code) == (1, 0)
    assert TAKEN_OVER in first.errors
    assert programme.states() == ["interrupted", "done"]
    assert list(ExpiryRun.objects.order_by("pk").values_list("auto_paused", flat=True)) == [0, 60]
    programme.assert_paused_once(due)
