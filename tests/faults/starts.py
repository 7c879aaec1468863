"""Two task clusters and two crons at the same instant: one run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task
from django_q.tasks import async_task

from certifications.models import ExpiryRun
from tests.faults.invariants import assert_model_holds
from tests.faults.kills import TASK
from tests.faults.stage import Stage
from tests.support.processes import Process, until
from tests.support.sql import number

NAME = "Nightly expiry run"
DUE, BATCH = 2000, 5


def two_clusters_two_crons(stage: Stage) -> None:
    """Whoever comes second says who is running; the schedule fires once for both clusters."""
    stage.environment["MENTORCERTS_BATCH_SIZE"] = str(BATCH)
    clusters = [stage.cluster(), stage.cluster()]
    due = stage.load(DUE, DUE, kind="at-once")
    figures = {"of_crons_and_clusters_at_once": _all_at_once(stage)}
    stage.assert_paused_once(due)
    if not stage.short:  # the clusters look at their schedule every 30 seconds
        due += stage.load(DUE, DUE, kind="scheduled")
        figures["of_crons_beside_the_schedule"] = _scheduled(stage, clusters)
    stage.assert_paused_once(due)
    assert set(stage.states()) == {"done"}
    assert_model_holds()
    paused = ExpiryRun.objects.filter(auto_paused__gt=0)
    assert set(paused.values_list("auto_paused", flat=True)) == {DUE}
    assert paused.count() == len(figures)
    stage.count(nights=len(figures), runs_that_paused=paused.count(), pauses=stage.paused())
    stage.count(**{f"exit_codes_{name}": codes for name, codes in figures.items()})


def _scheduled(stage: Stage, clusters: list[Process]) -> list[int]:
    """The nightly schedule is due for both clusters, and two crons start beside it."""
    tasks, runs = Task.objects.count(), ExpiryRun.objects.count()
    Schedule.objects.filter(name=NAME).update(next_run=timezone.now() - timedelta(minutes=1))
    clusters[0].until(lambda: ExpiryRun.objects.count() > runs, seconds=90)
    crons = [stage.job(batch=BATCH, wait=False) for _ in range(2)]
    codes = [cron.wait().code for cron in crons]
    _idle()
    assert Task.objects.count() == tasks + 1, "the schedule fired twice"
    assert codes == [75, 75]
    return codes


def _all_at_once(stage: Stage) -> list[int]:
    """Two tasks for the clusters and two crons; the exit codes of the crons."""
    with _gate(stage) as waiting:
        async_task(TASK)
        async_task(TASK)
        crons: list[Process] = [stage.job(batch=BATCH, wait=False) for _ in range(2)]
        waiting(4)
    codes = sorted(cron.wait().code for cron in crons)
    _idle()
    assert set(codes) <= {0, 75}
    return codes


@contextmanager
def _gate(stage: Stage) -> Iterator[Callable[[int], object]]:
    """Nobody can begin a run until all of them stand before it. (SQLite has no such gate.)"""
    if connection.vendor == "sqlite":
        yield lambda starters: None
        return
    with psycopg.connect(stage.url) as gate:
        gate.execute("lock table certifications_expiryrun in exclusive mode")
        before = (
            "select count(*) from pg_locks where not granted"
            " and relation = 'certifications_expiryrun'::regclass"
        )
        yield lambda starters: until(lambda: number(before) >= starters, seconds=60)


def _idle() -> None:
    """Every task is done and every run over."""
    until(lambda: not OrmQ.objects.exists(), seconds=60)
    until(lambda: not ExpiryRun.objects.filter(state="running").exists(), seconds=60)
