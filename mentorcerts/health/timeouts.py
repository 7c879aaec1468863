"""Asking the world outside for something, without ever waiting long for it."""

import logging
from collections.abc import Callable
from contextvars import copy_context
from threading import Thread

logger = logging.getLogger(__name__)


def run_with_timeout(seconds: float, what: str, do: Callable[[], object]) -> bool:
    """Whether it was done in time and without an error; what went wrong is logged.

    In a thread, since no timeout of a socket covers a name server that does not answer, or a peer
    that sends a byte a second. ``do`` must not touch the database.
    """
    outcome: list[str] = []

    def attempt() -> None:
        try:
            do()
            outcome.append("")
        except Exception as error:  # noqa: BLE001  whatever is wrong out there: it is logged below
            outcome.append(type(error).__name__)

    worker = Thread(target=copy_context().run, args=(attempt,), name=what, daemon=True)
    worker.start()
    worker.join(seconds)
    error = outcome[0] if outcome else f"no answer within {seconds:.0f} s"
    if error:
        logger.warning("%s failed: %s", what, error)
    return not error
