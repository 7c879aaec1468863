"""Call other servers without waiting for them longer than a time limit."""

import logging
from collections.abc import Callable
from contextvars import copy_context
from threading import Thread

logger = logging.getLogger(__name__)


def run_with_timeout(seconds: float, what: str, do: Callable[[], object]) -> bool:
    """Return whether ``do`` ended in time and without an error; log what went wrong.

    It runs in a thread, because no socket timeout covers a name server that does not answer, or
    a server that sends one byte a second. ``do`` must not touch the database. ``what`` names the
    call in the log.
    """
    outcome: list[str] = []

    def attempt() -> None:
        try:
            do()
            outcome.append("")
        except Exception as error:  # noqa: BLE001  any failure of the other server is logged below
            outcome.append(type(error).__name__)

    worker = Thread(target=copy_context().run, args=(attempt,), name=what, daemon=True)
    worker.start()
    worker.join(seconds)
    error = outcome[0] if outcome else f"no answer within {seconds:.0f} s"
    if error:
        logger.warning("%s failed: %s", what, error)
    return not error
