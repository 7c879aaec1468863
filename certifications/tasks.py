"""What the task cluster runs. Tasks may run twice: each is safe to repeat."""

import logging
from typing import Any

from django.utils import timezone

from certifications.change_log.expired import tell_expired
from certifications.change_log.publish import publish_after_run, publish_events
from certifications.job.batches import pause_share
from certifications.job.refusals import AlreadyRunning, Held
from certifications.job.run import expire_certifications
from certifications.models import ExpiryRun
from certifications.serializers import ExpiryRunSerializer
from mentorcerts.lib import clock

logger = logging.getLogger(__name__)

SECONDS_OF_A_SLICE = 30.0
"""So long a task of every minute may work; what it leaves is done in the next minute."""


def run_expiry_job() -> dict[str, Any]:
    """The nightly run. Returns the API's shape of it, or of the refusal.

    A held or already running run is an answer and no fault: trying again would not help.
    """
    try:
        run = expire_certifications(today=clock.today(), trigger=ExpiryRun.Trigger.SCHEDULE)
    except (AlreadyRunning, Held) as refusal:
        logger.error("The nightly run did nothing: %s", refusal)
        return refusal.body()
    publish_after_run(run)
    return dict(ExpiryRunSerializer(run).data)


def help_with_run(job_run_id: str, after: int, through: int) -> int:
    """A share of a run that another worker started; returns how many were paused."""
    run = ExpiryRun.objects.filter(job_run_id=job_run_id, state=ExpiryRun.State.RUNNING).first()
    return pause_share(run, after=after, through=through) if run is not None else 0


def publish_change_log() -> int:
    """Every minute: write the job's pauses into the change log, and number its lines.

    Return how many were numbered.
    """
    return publish_events(now=timezone.now(), seconds=SECONDS_OF_A_SLICE).numbered


def tell_expired_certifications() -> int:
    """Every hour: write the line of each certification that has expired. Return how many."""
    return tell_expired(today=clock.today())
