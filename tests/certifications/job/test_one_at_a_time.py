"""One run at a time: what another one finds, and when a run is taken to be dead."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from certifications.job.record import host_and_namespace, is_dead
from certifications.job.refusals import AlreadyRunning, TakenOver
from certifications.models import AutoPause, ExpiryRun
from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    ExpiryRunFactory,
)
from tests.support.records import refuses
from tests.support.runs import paused_ids, run, running, take_over

pytestmark = pytest.mark.django_db


# --- one at a time ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "fields",
    [{}, {"host": "another-machine", "process": 2**22 + 1}, {"process": 0}],
    ids=["here", "elsewhere", "no process known"],
)
@pytest.mark.parametrize("options", [{}, {"dry_run": True}, {"force": True}])
def test_a_second_start_says_which_run_is_going_on(fields, options):
    CertificationFactory()
    running(**fields)
    with refuses(AlreadyRunning, "job_02MAR2026_01 is going on since") as refusal:
        run(**options)
    assert refusal.value.details == {"job_run_id": "job_02MAR2026_01"}


def test_a_run_started_while_one_works_is_refused_and_the_first_goes_on():
    CertificationFactory()
    refusals = []

    def start_another(due: int) -> None:
        with pytest.raises(AlreadyRunning) as refusal:
            run()
        refusals.append((due, refusal.value.details["job_run_id"]))

    done = run(on_start=start_another)
    assert refusals == [(1, done.job_run_id)]
    assert (done.state, done.auto_paused) == ("done", 1)
    assert ExpiryRun.objects.get() == done


def test_a_start_in_the_same_instant_is_noticed_by_the_database(monkeypatch):
    """Both look, see nobody and insert: the index lets one through, the other looks again."""
    winner = running()
    looks = iter([None, winner])
    real = ExpiryRun.objects.filter

    class Blind:
        first = staticmethod(lambda: next(looks))

    monkeypatch.setattr(
        ExpiryRun.objects,
        "filter",
        lambda **lookup: Blind() if "state" in lookup else real(**lookup),
    )
    with refuses(AlreadyRunning, winner.job_run_id):
        run()


def test_a_run_whose_heartbeat_is_old_is_marked_interrupted_and_finished(settings):
    """It had paused the first mentor when it died, elsewhere; the second was still due."""
    settings.MENTORCERTS_RUN_STALE_SECONDS = 300
    long_ago = timezone.now() - timedelta(seconds=301)
    dead = running(host="another-machine", heartbeat_at=long_ago, auto_paused=1)
    AutoPauseFactory(run=dead)
    CertificationFactory(certification_id="cert_000000DE")
    done = run()
    assert (done.job_run_id, done.auto_paused) == ("job_02MAR2026_02", 1)
    assert "cert_000000DE" in paused_ids()
    assert AutoPause.objects.open().count() == 2
    dead.refresh_from_db()
    assert (dead.state, dead.auto_paused) == ("interrupted", 1)
    assert dead.completed_at is not None


def test_a_heartbeat_from_tomorrow_blocks_nobody_until_then():
    """The clock of the machine that died was wrong, or ours has been put right."""
    ahead = timezone.now() + timedelta(days=1)
    dead = running(host="another-machine", heartbeat_at=ahead)
    assert run().state == "done"
    dead.refresh_from_db()
    assert dead.state == "interrupted"


def test_a_heartbeat_that_is_not_old_yet_is_a_sign_of_life(settings):
    settings.MENTORCERTS_RUN_STALE_SECONDS = 300
    running(host="another-machine", heartbeat_at=timezone.now() - timedelta(seconds=290))
    with refuses(AlreadyRunning):
        run()


@pytest.mark.parametrize(("age", "dead"), [(300, False), (301, True), (-300, False), (-301, True)])
def test_a_run_is_dead_when_its_heartbeat_is_far_in_the_past_or_future(age, dead, settings):
    settings.MENTORCERTS_RUN_STALE_SECONDS = 300
    now = at("2026-03-02T01:00:00")
    silent = ExpiryRunFactory.build(heartbeat_at=now - timedelta(seconds=age), process=0)
    assert is_dead(silent, now) is dead


def test_a_run_of_this_machine_whose_process_has_ended_is_dead_at_once():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead = running(process=ended.pid)
    assert run().state == "done"
    dead.refresh_from_db()
    assert dead.state == "interrupted"


OTHER_BOOT = "{host} 00000000-0000-0000-0000-000000000000 {namespace}"


@pytest.mark.parametrize(
    "elsewhere",
    ["{host}", "{host} {boot} pid:[1]", OTHER_BOOT, "another-machine {boot} {namespace}"],
    ids=["not known", "another container", "another machine", "another name"],
)
def test_that_a_process_is_gone_is_believed_only_where_its_number_means_the_same(elsewhere):
    host, boot, namespace = host_and_namespace().split(" ")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    place = elsewhere.format(host=host, boot=boot, namespace=namespace)
    running(process=ended.pid, host=place)
    with refuses(AlreadyRunning):
        run()


def test_each_batch_is_a_sign_of_life(settings):
    settings.MENTORCERTS_BATCH_SIZE = 1
    CertificationFactory.create_batch(3)
    beats = []
    run(on_progress=lambda _: beats.append(ExpiryRun.objects.get().heartbeat_at))
    assert beats == sorted(set(beats))
    assert len(beats) == 3


# --- taken over ---------------------------------------------------------------------------
def test_a_run_that_was_taken_over_stops_and_rolls_its_batch_back(settings):
    settings.MENTORCERTS_BATCH_SIZE = 2
    CertificationFactory.create_batch(5)
    with pytest.raises(TakenOver, match="job_02MAR2026_01 was taken for dead"):
        run(on_progress=take_over)
    closed = ExpiryRun.objects.get()
    assert (closed.state, closed.auto_paused, closed.error) == ("interrupted", 2, "")
    assert AutoPause.objects.count() == len(paused_ids()) == 2
    assert run().auto_paused == 3, "the next run finishes its work"


def test_a_run_that_was_taken_over_before_its_first_batch_pauses_nobody():
    CertificationFactory()
    with pytest.raises(TakenOver):
        run(on_start=take_over)
    assert not paused_ids()
    assert not AutoPause.objects.exists()


def test_a_run_that_was_taken_over_after_its_last_batch_does_not_call_itself_done():
    CertificationFactory()
    with pytest.raises(TakenOver):
        run(on_progress=take_over)
    assert ExpiryRun.objects.get().state == "interrupted"
    assert len(paused_ids()) == 1


def test_a_run_that_was_taken_over_while_a_bad_row_is_tried_alone_stops(bad_row, settings):
    settings.MENTORCERTS_BATCH_SIZE = 1
    CertificationFactory()
    bad_row(CertificationFactory())
    with pytest.raises(TakenOver):
        run(on_progress=take_over)
    closed = ExpiryRun.objects.get()
    assert (closed.state, closed.failures) == ("interrupted", [])
