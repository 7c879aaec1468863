"""Outside programs that read the API's description: linters, and generators of clients.

They are installed on first use, beside their lists in ``tests/clients``, and again when a list has
changed: ``node_modules`` by npm, ``.venv`` by pip. Both together take half a minute.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.support.needed import needed

CLIENTS = Path(__file__).parent.parent / "clients"
NODE_MODULES, VENV = CLIENTS / "node_modules", CLIENTS / ".venv"
MINUTES = 10 * 60
"""How long an installation may take, in seconds: CI's machine is shared."""


@cache
def node_tool(name: str) -> str:
    """The path of a program from ``package.json``: redocly, spectral, openapi-typescript, tsc."""
    needed("node")
    npm = needed("npm", "NODE")

    def install() -> None:
        _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"])

    _installed(NODE_MODULES, CLIENTS / "package-lock.json", install)
    return str(NODE_MODULES / ".bin" / name)


@cache
def python_tool(name: str) -> str:
    """The path of a program from ``requirements.txt``; ``python`` is the one that has them all."""

    def install() -> None:
        shutil.rmtree(VENV, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(VENV)])
        pip = [str(VENV / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--requirement", "requirements.txt"])

    _installed(VENV, CLIENTS / "requirements.txt", install)
    return str(VENV / "bin" / name)


def _installed(folder: Path, listed: Path, install: Callable[[], None]) -> None:
    """Install what is listed unless it is there. Processes that test side by side do it once."""
    wanted = hashlib.sha256(listed.read_bytes() + sys.version.encode()).hexdigest()
    stamp = folder / "installed"
    with (CLIENTS / f".{folder.name.strip('.')}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            install()
            stamp.write_text(wanted)


def _run(command: list[str]) -> None:
    answer = subprocess.run(command, cwd=CLIENTS, capture_output=True, text=True, timeout=MINUTES)
    if answer.returncode:
        reason = f"can't be installed here: {' '.join(command)}: {answer.stderr[-500:]}"
        missing = os.environ.get("MENTORCERTS_TESTS_NEED_CLIENTS")
        (pytest.fail if missing else pytest.skip)(reason)
