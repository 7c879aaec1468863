"""Have a workbook read by a process with limits (``workbook_reader``), and take its answer."""

import json
import logging
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from mentorcerts.lib.sheets.bounds import Sheet, SheetHead, Unreadable
from mentorcerts.lib.sheets.cells import NO_RESULT, Since1904

ROOT = Path(__file__).parents[3]
"""The folder from which the program is imported."""
READER = [sys.executable, "-m", "mentorcerts.lib.sheets.workbook_reader"]
MAX_SECONDS = 90
"""By the clock: on a busy machine the half minute of work that a reader may do takes longer."""
TOO_SLOW = "takes too long to read: there is a great deal in it, or this server is very busy"
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH")
"""Of our environment; the process needs no secrets."""

logger = logging.getLogger(__name__)


SheetChoice = Callable[[list[SheetHead], int], int]
"""Which of several sheets is read: its number. The second argument is the one that was open."""


def read_workbook_apart(content: bytes, *, choose: SheetChoice | None = None) -> Sheet:
    """The table of a workbook. Raises ``Unreadable``.

    Takes ``MAX_SECONDS`` at most; twice that where several sheets hold something.
    """
    answer = _ask_reader(content)
    if "rows" not in answer:
        opened = answer["open"]
        number = choose(_heads(answer), opened) if choose else opened
        answer = _ask_reader(content, str(number))
    rows = deque(map(tuple, answer["rows"]))
    if answer["since_1904"]:
        rows = deque((number, *map(_since_1904, cells)) for number, *cells in rows)
    heading_row, *headers = rows.popleft()
    return Sheet(
        headers,
        rows,
        heading_row,
        notes=_notes(answer),
        number=answer["number"],
        sheets=_heads(answer),
    )


def _notes(answer: dict[str, Any]) -> list[str]:
    notes = []
    if hidden := answer["hidden"]:
        rows = "1 hidden row is" if hidden == 1 else f"{hidden:,} hidden rows are"
        notes.append(f"{rows} read as well.")
    if columns := answer["hidden_columns"]:
        which = "Hidden column" if len(columns) == 1 else "Hidden columns"
        verb = "is" if len(columns) == 1 else "are"
        notes.append(f"{which} {', '.join(columns)} {verb} read as well.")
    return notes


def _heads(answer: dict[str, Any]) -> list[SheetHead]:
    return [
        SheetHead(number, name, list(map(tuple, rows))) for number, name, rows in answer["heads"]
    ]


def _ask_reader(content: bytes, *arguments: str) -> dict[str, Any]:
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  our own command
            [*READER, *arguments],
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
    answer: dict[str, Any] = json.loads(done.stdout, object_hook=_untagged)
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    return answer


def _since_1904(cell: object) -> object:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Since1904(cell)
    return cell


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


def _untagged(tagged: dict[str, Any]) -> Any:
    if "moment" in tagged:
        return datetime.fromisoformat(tagged["moment"])
    return NO_RESULT if "no result" in tagged else tagged
