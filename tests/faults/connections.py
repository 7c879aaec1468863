"""PostgreSQL goes away and comes back; connections are cut at random."""

import signal
import time
from collections import Counter

from django.db import connection
from django_q.models import Success
from django_q.tasks import async_task

from certifications.models import ExpiryRun
from tests.faults.invariants import assert_model_holds
from tests.faults.kills import TASK
from tests.faults.load import NO_ANSWER, at_work, settle_down, told
from tests.faults.stage import Stage, forget_connections
from tests.support.processes import Process, until

RETRY_LATER = 503


def restart(stage: Stage) -> None:
    """Under a run and under load: the run says so or goes on; the API says 503, then is well."""
    assert stage.server is not None
    stage.make_token()
    web, cluster = stage.web(), stage.cluster()
    workers = web.workers()
    mentors = [f"mentor-{number:02d}" for number in range(50)]
    due: list[str] = []
    ways, number = stage.rounds(3, 1), stage.rounds(3000, 600)
    slowest, codes = 0.0, []
    with at_work(stage, web, mentors, people=6, run_the_job=False) as work:
        for how in [signal.SIGINT, signal.SIGQUIT, signal.SIGINT][:ways]:
            due += stage.load(number, number, kind=f"round-{len(due)}")
            run = stage.job(batch=5, wait=False)
            run.until(ExpiryRun.objects.filter(process=run.pid, auto_paused__gt=50).exists)
            forget_connections()
            stage.server.stop(how)
            time.sleep(2)
            stage.server.start()
            slowest = max(slowest, settle_down(web, stage))
            codes.append(run.wait().code)
            assert "Traceback" not in run.errors
            assert codes[-1] == 0 or "The run failed" in run.errors
    cluster_says = _works_again(cluster)
    lost = ExpiryRun.objects.filter(trigger="command").exclude(state="done")
    stage.count(
        stops=ways,
        exit_codes_of_the_runs=codes,
        states=sorted(lost.values_list("state", flat=True)),
        answers=told(work.statuses),
        well_again_after=f"{slowest:.1f} s",
        cluster=cluster_says,
        acknowledged_writes=len(work.ledger),
    )
    assert web.workers() == workers, "the web process was restarted"
    _assert_survived(stage, work)
    assert RETRY_LATER in work.statuses
    assert ExpiryRun.objects.filter(pauses__isnull=False).exists()
    paused = set(ExpiryRun.objects.values_list("pauses__mentor_id", flat=True))
    assert set(due) <= paused


def _works_again(cluster: Process) -> str:
    """It does a task, or it has ended and its supervisor knows. Anything else is a fault."""
    begin = time.monotonic()
    async_task(TASK)
    until(lambda: cluster.ended or Success.objects.exists(), seconds=120)
    if cluster.ended:
        return f"ended with {cluster.code}, to be started again"
    return f"does its tasks after {time.monotonic() - begin:.0f} s"


def cut(stage: Stage) -> None:
    """Somebody's connection, five times a second, at whatever they are doing."""
    stage.make_token()
    web = stage.web()
    mentors = [f"mentor-{number:02d}" for number in range(50)]
    cuts, codes = 0, Counter[int]()
    with at_work(stage, web, mentors, people=8) as work:
        deadline = time.monotonic() + stage.rounds(60, 8)
        while time.monotonic() < deadline:
            run = stage.job(batch=5, wait=False)
            while not run.ended:
                cuts += _cut_one(stage)
                time.sleep(0.2)
            codes[run.code] += 1
            assert run.code in (0, 75) or "The run failed, and what" in run.errors, run.errors
    settle_down(web, stage)
    stage.count(
        cuts=cuts,
        exit_codes_of_runs=dict(codes),
        requests=work.statuses.total(),
        answers=told(work.statuses),
        acknowledged_writes=len(work.ledger),
    )
    assert cuts > 5
    _assert_survived(stage, work)


def _cut_one(stage: Stage) -> int:
    """Anybody's but ours; rather somebody's who is in the middle of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from (select pid from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
            " and backend_type = 'client backend'"
            " order by state = 'idle', random() limit 1) as somebody"
        )
        return len(cursor.fetchall())


def _assert_survived(stage: Stage, work) -> None:
    assert work.surprises() == []
    assert {status for status in work.statuses if status >= 500} <= {RETRY_LATER}
    assert NO_ANSWER not in work.statuses
    again = stage.job()
    assert again.code == 0, again.errors
    work.ledger.assert_kept()
    assert_model_holds()
