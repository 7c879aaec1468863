"""SIGKILL: of the job, of a task worker in the middle of a run, of the whole cluster."""

import os
import signal
import time
from datetime import timedelta

from django.db.models import F
from django_q.models import OrmQ
from django_q.tasks import async_task

from certifications.models import ExpiryRun
from tests.faults.invariants import assert_model_holds
from tests.faults.stage import Stage
from tests.support.processes import Process, until

DUE, BATCH = 400, 2
TASK = "certifications.tasks.run_expiry_job"


def job(stage: Stage) -> None:
    """Each kill is followed by a run that must find and finish exactly what was left."""
    due: list[str] = []
    struck = 0
    kills = stage.rounds(50, 3)
    for number in range(kills):
        before = len(due)
        due += stage.load(DUE, DUE, kind=f"round-{number}")
        run = stage.job(batch=BATCH, wait=False)
        if number % 10 == 0:  # one in ten while it starts
            time.sleep(stage.random.uniform(0, 0.8))
        else:
            wanted = before + stage.random.randrange(1, DUE * 3 // 4)
            run.until(lambda wanted=wanted: stage.paused() >= wanted)
            time.sleep(stage.random.uniform(0, 0.01))  # so that it strikes within a batch, too
        run.end(signal.SIGKILL)
        struck += before < stage.paused() < len(due)
        assert stage.job().code == 0
        stage.assert_paused_once(due)
    assert_model_holds()
    stage.count(kills=kills, in_mid_work=struck, pauses=len(due), runs=ExpiryRun.objects.count())
    assert struck >= (1 if stage.short else kills / 3), (
        "too few kills struck while it worked for this to mean anything"
    )


def worker(stage: Stage) -> None:
    """The task dies with its worker. The next night's run does the rest; the redelivery nothing."""
    stage.environment["MENTORCERTS_BATCH_SIZE"] = "5"
    due: list[str] = []
    rounds = stage.rounds(5, 1)
    stuck = 0
    running = stage.cluster()
    for number in range(rounds):
        due += stage.load(1000, 1000, kind=f"round-{number}")
        os.kill(_working(running, len(due) - 1000), signal.SIGKILL)
        assert stage.paused() < len(due)
        if not _next_night(running, seconds=20):
            stuck += 1  # a known fault of the task queue: its supervisor starts it anew
            running.destroy()
            running = stage.cluster()
            assert _next_night(running, seconds=60)
        stage.assert_paused_once(due)
        running = _redelivered(stage, running)
        stage.assert_paused_once(due)
    assert_model_holds()
    stage.count(kills=rounds, pauses=len(due), clusters_stuck=stuck)


def cluster(stage: Stage) -> None:
    """All of its processes at once; it finishes the run after its next start."""
    stage.environment["MENTORCERTS_BATCH_SIZE"] = "5"
    due: list[str] = []
    rounds = stage.rounds(5, 1)
    for number in range(rounds):
        due += stage.load(1000, 1000, kind=f"round-{number}")
        running = stage.cluster()
        _working(running, len(due) - 1000)
        running.destroy()
        assert stage.paused() < len(due)
        running = _redelivered(stage, stage.cluster())
        stage.assert_paused_once(due)
        running.destroy()
    assert_model_holds()
    stage.count(kills=rounds, pauses=len(due))


def _working(cluster: Process, paused: int) -> int:
    """Send a task to the cluster; the worker that is in the middle of it."""
    async_task(TASK)
    found = ExpiryRun.objects.filter(state="running", auto_paused__gte=50)
    cluster.until(found.exists, seconds=60)
    return int(found.get().process)


def _next_night(cluster: Process, *, seconds: float) -> bool:
    """Send the task again; whether a run was done within the time."""
    done = ExpiryRun.objects.filter(state="done").count()
    async_task(TASK)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ExpiryRun.objects.filter(state="done").count() > done:
            return True
        time.sleep(0.05)
    return False


def _redelivered(stage: Stage, cluster: Process) -> Process:
    """As if ``retry`` had passed: what nobody acknowledged is given out once more, and ends."""
    OrmQ.objects.update(lock=F("lock") - timedelta(days=1))
    cluster.until(lambda: not OrmQ.objects.exists(), seconds=60)
    until(lambda: not ExpiryRun.objects.filter(state="running").exists(), seconds=60)
    return cluster
