"""Stands beside every run of the job (``MENTORCERTS_RUN_WATCH``): names it in the log, pings the
monitor, and tells the operators when it has ended otherwise than it should."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from certifications.job.refusals import Held, TakenOver
from certifications.management.commands.run_expiry_job import (
    DONE,
    DONE_WITH_FAILURES,
    HELD,
    INTERRUPTED,
)
from certifications.models import ExpiryRun
from mentorcerts.health import alerts
from mentorcerts.health.pings import FAILURE, START, SUCCESS, ping
from mentorcerts.lib.logs import bound

logger = logging.getLogger(__name__)


@contextmanager
def observed(run: ExpiryRun) -> Iterator[None]:
    """Around a run, from its record's making to its end. Never raises, and hides no exception."""
    with bound(job_run_id=run.job_run_id):
        logger.info("The run starts")
        if run.dry_run:
            yield
            return
        ping(START, f"{run.job_run_id} starts")
        try:
            yield
        except TakenOver:  # another run goes on in its place, and reports
            raise
        except Held as held:
            _ended(HELD, held.message)
            raise
        except Exception as error:
            # Its name only: what a database says can quote a record.
            _ended(DONE_WITH_FAILURES, f"{run.job_run_id} failed: {type(error).__name__}")
            raise
        except BaseException:
            _ended(INTERRUPTED, f"{run.job_run_id} was interrupted")
            raise
        _ended(
            DONE_WITH_FAILURES if run.failures else DONE,
            f"{run.job_run_id}: {run.auto_paused} paused of {run.expired_found} due, "
            f"{run.skipped_exempt} exempt, {len(run.failures)} failed",
        )


def _ended(code: int, summary: str) -> None:
    logger.info("The run ended with exit code %d", code)
    ping(SUCCESS if code == DONE else FAILURE, f"exit code {code}\n{summary}")
    look_after_runs()


def look_after_runs() -> None:
    """``alerts.look``, now; what goes wrong in it is logged and stops nobody."""
    try:
        alerts.look(now=timezone.now())
    except Exception:
        logger.exception("It could not be looked whether the operators have to be told")
