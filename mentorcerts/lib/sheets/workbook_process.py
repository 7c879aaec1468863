"""Have a workbook read by a process with limits (``workbook_reader``), and take its answer."""

import json
import logging
import os
import signal
import subprocess
import sys
from collections import deque
from datetime import datetime
from pathlib import Path
from typing import Any

from mentorcerts.lib.sheets.bounds import Sheet, Unreadable

ROOT = Path(__file__).parents[3]
"""The folder from which the program is imported."""
READER = [sys.executable, "-m", "mentorcerts.lib.sheets.workbook_reader"]
MAX_SECONDS = 90
"""By the clock: on a busy machine the half minute of work that a reader may do takes longer."""
TOO_SLOW = "takes too long to read: there is a great deal in it, or this server is very busy"
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH")
"""Of our environment; the process needs no secrets."""

logger = logging.getLogger(__name__)


def read_workbook_apart(content: bytes) -> Sheet:
    """The table of a workbook. Takes ``MAX_SECONDS`` at most. Raises ``Unreadable``."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  our own command
            READER,
            input=content,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment,
            timeout=MAX_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(_told(TOO_SLOW)) from None
    if done.returncode:
        raise Unreadable(_why_it_ended(done.returncode))
    answer = json.loads(done.stdout, object_hook=_moment)
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    return Sheet(answer["headers"], deque(map(tuple, answer["rows"])))


def _why_it_ended(code: int) -> str:
    if code == -signal.SIGXCPU:
        return _told(TOO_SLOW)
    logger.error("The process that reads workbooks ended with %s", code)
    # The system kills it where the whole machine has no more memory.
    return _told("needs too much memory" if code == -signal.SIGKILL else "can't be read")


def _told(what: str) -> str:
    return (
        f"The workbook {what}. Copy the table into a new workbook, or save the sheet as "
        '"CSV UTF-8".'
    )


def _moment(tagged: dict[str, Any]) -> Any:
    return datetime.fromisoformat(tagged["moment"]) if "moment" in tagged else tagged
