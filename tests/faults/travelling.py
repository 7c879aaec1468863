"""Commands of ``manage.py`` at another moment: their own clock is turned.

By libfaketime where the machine has it (Debian's package ``libfaketime``), else by time-machine
inside the process.
"""

import sys
from pathlib import Path

from tests.faults.stage import Stage
from tests.support.processes import Process

TRAVEL = """
import sys, time_machine
from datetime import datetime
time_machine.travel(datetime.fromisoformat(sys.argv[1])).start()
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[2:]])
"""


def run_at(stage: Stage, moment: str, *command: str, env: dict[str, str] | None = None) -> Process:
    """A command of ``manage.py`` as of that moment (UTC, ``2027-06-15T12:00``), once ended."""
    if _library():
        return stage.run(*command, env=_clock(moment) | (env or {}))
    travelling = [sys.executable, "-c", TRAVEL, f"{moment}+00:00", *command]
    return stage.start(travelling, env=env).wait()


def how() -> str:
    """By what the clock is turned here."""
    return "libfaketime" if _library() else "time-machine"


def _clock(moment: str) -> dict[str, str]:
    """The environment in which it is that moment (UTC) when a process starts."""
    return {
        "LD_PRELOAD": _library(),
        "FAKETIME": "@" + moment.replace("T", " ") + ":00",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": "UTC",
    }


def _library() -> str:
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return str(found[0]) if found else ""
