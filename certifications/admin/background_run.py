"""Starts a run from a page without keeping the browser waiting for its end."""

from contextvars import copy_context
from dataclasses import dataclass
from threading import Thread
from typing import Any

from django.db import connection, connections

from certifications.job.run import expire_certifications
from certifications.models import ExpiryRun

PATIENCE_SECONDS = 2.0
"""Most runs end within this time: then the page shows the result at once."""


@dataclass
class Started:
    """A run on its way. ``error`` is what stopped it from going on, if anything did."""

    run: ExpiryRun | None = None
    error: Exception | None = None


def start_run(**arguments: Any) -> Started:
    """Run the job in a thread of the web process; return when it ends, or goes on for long.

    The run keeps its own record, with heartbeat and counts, so that its page can follow it; if
    the web process ends meanwhile, the next run finishes the work.
    """
    started = Started()
    # With what the log says of every line: which request this comes from.
    worker = Thread(target=copy_context().run, args=(_run, started, arguments), name="expiry run")
    if connection.in_atomic_block:
        _run(started, arguments)  # a thread would not see what this transaction has written
        return started
    worker.start()
    worker.join(PATIENCE_SECONDS)
    if worker.is_alive():
        started.run = ExpiryRun.objects.filter(state=ExpiryRun.State.RUNNING).first()
    return started


def _run(started: Started, arguments: dict[str, Any]) -> None:
    own_connection = not connection.in_atomic_block
    try:
        started.run = expire_certifications(**arguments)
    except Exception as error:  # noqa: BLE001  handed to the page that asked, which raises it
        started.error = error
    finally:
        if own_connection:
            connections.close_all()
