"""A worker of the web server ends when its parent is gone.

A parent that was killed (SIGKILL, out of memory) can't end its workers. They would go on serving
the old code, on the port that the next start needs.
"""

import logging
import os
import signal
import time
from multiprocessing import parent_process
from threading import Thread

logger = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS = 1.0
SECONDS_FOR_REQUESTS = 30.0
"""For the requests in hand: as ``--workers-kill-timeout`` has it in the Procfile."""


def end_with_parent() -> None:
    """Watch the parent from a thread, and end at SIGTERM also while still starting.

    Does nothing in a process that ``multiprocessing`` did not start: gunicorn's workers look
    after themselves, and a server of one process has no parent.
    """
    parent = parent_process()
    if parent is None or parent.pid is None:
        return
    # Until granian sets the worker's own handler there is the parent's, which only makes a note.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_watch, args=(parent.pid,), name="end with parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOKS_EVERY_SECONDS)
    logger.error("The web server's parent process is gone: this worker ends")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_FOR_REQUESTS)
    os.kill(os.getpid(), signal.SIGKILL)
