"""Observe every run of the job: name it in the log, ping the monitor, alert the operators.

Registered in ``MentorcertsConfig.ready`` (see ``certifications.registry``).
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from certifications.job.exit_codes import (
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_HELD,
    EXIT_INTERRUPTED,
)
from certifications.job.refusals import Held, TakenOver
from certifications.models import ExpiryRun
from mentorcerts.health import alerts
from mentorcerts.health.pings import FAILURE, START, SUCCESS, ping
from mentorcerts.lib.logs import bound

logger = logging.getLogger(__name__)


@contextmanager
def observe_run(run: ExpiryRun) -> Iterator[None]:
    """Wrap a run, from the creation of its record to its end.

    Neither raises nor suppresses an exception; a dry run is only logged.
    """
    with bound(job_run_id=run.job_run_id):
        logger.info("The run starts")
        if run.dry_run:
            yield
            return
        ping(START, f"{run.job_run_id} starts")
        try:
            yield
        except TakenOver:  # the run that took over reports instead
            raise
        except Held as held:
            _report_end(EXIT_HELD, held.message)
            raise
        except Exception as error:
            # Only the type: a database's message can quote a record.
            _report_end(EXIT_FAILED, f"{run.job_run_id} failed: {type(error).__name__}")
            raise
        except BaseException:
            _report_end(EXIT_INTERRUPTED, f"{run.job_run_id} was interrupted")
            raise
        _report_end(
            EXIT_FAILED if run.failures else EXIT_DONE,
            f"{run.job_run_id}: {run.auto_paused} paused of {run.expired_found} due, "
            f"{run.skipped_exempt} exempt, {len(run.failures)} failed",
        )


def _report_end(code: int, summary: str) -> None:
    logger.info("The run ended with exit code %d", code)
    ping(SUCCESS if code == EXIT_DONE else FAILURE, f"exit code {code}\n{summary}")
    _check_and_alert()


def _check_and_alert() -> None:
    """Alert the operators where needed. An error here is logged: it must not fail the run."""
    try:
        alerts.check_and_alert(now=timezone.now())
    except Exception:
        logger.exception("Checking whether to alert the operators failed")
