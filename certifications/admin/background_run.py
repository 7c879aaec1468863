"""Start a run from a page, without making the browser wait for its end."""

from contextvars import copy_context
from dataclasses import dataclass
from threading import Thread
from typing import Any

from django.db import connection, connections

from certifications.change_log.publish import publish_after_run
from certifications.job.run import expire_certifications
from certifications.models import ExpiryRun

WAIT_SECONDS = 2.0
"""Most runs end within this time; then the page shows the result at once."""


@dataclass
class StartedRun:
    """A run that was started. ``error`` is what ended it early, if anything did."""

    run: ExpiryRun | None = None
    error: Exception | None = None


def start_run(**arguments: Any) -> StartedRun:
    """Run the job in a thread of the web process; return when it ends or takes long.

    The run keeps its own record, with heartbeat and counts, so that its page can follow it; if
    the web process ends meanwhile, the next run finishes the work.
    """
    started = StartedRun()
    # The context holds the request's id, which is part of each line of the log.
    worker = Thread(
        target=copy_context().run, args=(_run_and_report, started, arguments), name="expiry run"
    )
    if connection.in_atomic_block:
        # A thread would not see what this transaction has written.
        _run_and_report(started, arguments)
        return started
    worker.start()
    worker.join(WAIT_SECONDS)
    if worker.is_alive():
        started.run = ExpiryRun.objects.filter(state=ExpiryRun.State.RUNNING).first()
    return started


def _run_and_report(started: StartedRun, arguments: dict[str, Any]) -> None:
    own_connection = not connection.in_atomic_block
    try:
        started.run = expire_certifications(**arguments)
        publish_after_run(started.run)
    except Exception as error:  # noqa: BLE001  the page that asked raises it
        started.error = error
    finally:
        if own_connection:
            connections.close_all()
