"""Two task clusters and two crons at the same instant: one run."""

from datetime import timedelta

from django.utils import timezone
from django_q.models import Schedule, Success, Task

from certifications.models import ExpiryRun
from tests.faults.invariants import assert_model_holds
from tests.faults.stage import Stage

NAME = "Nightly expiry run"
DUE, BATCH = 2000, 5


def two_clusters_two_crons(stage: Stage) -> None:
    """The schedule fires once for both clusters; whoever comes second says who is running.

    The clusters look at their schedule every 30 seconds: the crons start when it has fired.
    """
    stage.environment["MENTORCERTS_BATCH_SIZE"] = str(BATCH)
    due = stage.load(DUE, DUE)
    clusters = [stage.cluster(), stage.cluster()]
    Schedule.objects.filter(name=NAME).update(next_run=timezone.now() - timedelta(minutes=1))
    crons = []
    clusters[0].until(ExpiryRun.objects.exists, seconds=90)
    crons = [stage.job(batch=BATCH, wait=False) for _ in range(2)]
    codes = sorted(cron.wait().code for cron in crons)
    clusters[0].until(Success.objects.exists, seconds=60)
    paused = ExpiryRun.objects.filter(auto_paused__gt=0)
    stage.count(
        runs_that_paused=paused.count(),
        times_the_schedule_fired=Task.objects.count(),
        exit_codes_of_the_crons=codes,
        pauses=stage.paused(),
    )
    assert paused.count() == 1
    assert Task.objects.count() == 1
    assert codes == [75, 75]
    assert set(stage.states()) == {"done"}
    stage.assert_paused_once(due)
    assert_model_holds()
