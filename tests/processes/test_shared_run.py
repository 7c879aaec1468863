"""A run whose work several task workers share, over the database's queue and over Redis."""

from collections.abc import Iterator

import pytest
from django_q.models import Success

from certifications.job.batches import pause_share
from certifications.models import AutoPause, Certification, Event, ExpiryRun
from tests.support.processes import until
from tests.support.redis import redis_server

pytestmark = pytest.mark.process


@pytest.fixture(params=["database", "redis"])
def queue(request, tmp_path) -> Iterator[dict[str, str]]:
    """The settings that choose the queue; a Redis of its own where that is it."""
    if request.param == "database":
        yield {}
        return
    with redis_server(tmp_path) as redis:
        yield {"MENTORCERTS_REDIS_URL": redis.url}


def test_several_workers_share_a_run_and_pause_each_mentor_once(programme, queue, only_postgresql):
    due = programme.load(1500, 1500)
    env = {**queue, "MENTORCERTS_RUN_WORKERS": "4", "MENTORCERTS_BATCH_SIZE": "3"}
    nodes = [programme.run("qcluster", env=env, wait=False) for _ in range(2)]
    for node in nodes:
        node.until(lambda node=node: len(node.group()) >= 5)
    ask = "from django_q.tasks import async_task; async_task('builtins.len', [])"
    assert programme.run("shell", "--no-imports", "-c", ask, env=env).code == 0
    until(Success.objects.filter(func="builtins.len").exists)  # the queue is looked at
    run = programme.run("run_expiry_job", "--force", env=env)
    assert run.code == 0, run.errors
    assert ExpiryRun.objects.get().auto_paused == 1500
    programme.assert_paused_once(due)
    helped = Success.objects.filter(func="certifications.tasks.help_with_run")
    until(lambda: helped.count() == 3)
    assert sum(share.result for share in helped) > 0, "nobody helped"


def test_a_helper_of_a_run_that_is_over_pauses_nobody(programme):
    programme.load(10, 10)
    assert programme.run("run_expiry_job", "--force").code == 0
    over = ExpiryRun.objects.get()
    Event.objects.all().delete()
    AutoPause.objects.all().delete()
    Certification.objects.update(auto_pause_applied=False, auto_pause_applied_at=None)
    assert pause_share(over, after=0, through=10**9) == 0
    assert not AutoPause.objects.exists()


def test_a_share_that_nobody_works_on_is_done_all_the_same(programme):
    """The queue takes the shares, and no cluster is there."""
    due = programme.load(60, 60)
    env = {"MENTORCERTS_RUN_WORKERS": "3", "MENTORCERTS_BATCH_SIZE": "10"}
    assert programme.run("run_expiry_job", "--force", env=env).code == 0
    programme.assert_paused_once(due)


def test_a_queue_that_is_away_stops_no_run(programme):
    due = programme.load(60, 60)
    env = {"MENTORCERTS_RUN_WORKERS": "3", "MENTORCERTS_BATCH_SIZE": "10",
           "MENTORCERTS_REDIS_URL": "redis://127.0.0.1:1/0"}  # fmt: skip
    run = programme.run("run_expiry_job", "--force", env=env)
    assert run.code == 0, run.errors
    assert "nobody could be asked to help" in run.errors
    programme.assert_paused_once(due)
