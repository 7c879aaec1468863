"""The processes as ``docs/production/Procfile`` names them: what tests start is what it says."""

import os
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "production"


def lines() -> dict[str, str]:
    """Name of a process → its command."""
    text = (FOLDER / "Procfile").read_text(encoding="utf-8")
    return {name: command.strip() for name, _, command in
            (line.partition(":") for line in text.splitlines() if line.strip())}  # fmt: skip


def command(name: str) -> list[str]:
    """A line of it, for a shell as process managers use one. It becomes the process itself."""
    line = lines()[name]
    return ["sh", "-c", line if "&&" in line else f"exec {line}"]


def environment(**more: str) -> dict[str, str]:
    """With the programs of this virtual environment in the path."""
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}"} | more
