"""``python -m tests``: the whole suite on SQLite, then on PostgreSQL.

Tests marked ``one_database`` or ``picky_database`` run on one of the two.

Further arguments go to pytest. Ends with 0 only if every database that the machine has passed;
where ``MENTORCERTS_TESTS_NEED_POSTGRESQL`` is set, a machine without PostgreSQL has failed.
"""

import os
import subprocess
import sys

from tests.support import postgres
from tests.support.databases import CHOICES, OPTION

CHOSEN = {"sqlite": "not picky_database", "postgresql": "not one_database"}
"""Which tests run where both databases are available. ``pyproject.toml`` explains the marks."""


def main(arguments: list[str]) -> int:
    results: dict[str, str] = {}
    both = has_postgres()
    for database in CHOICES:
        if database == "postgresql" and not both:
            needed = bool(os.environ.get("MENTORCERTS_TESTS_NEED_POSTGRESQL"))
            results[database] = "NOT RUN: no PostgreSQL binaries found (install postgresql)"
            failed = needed
        else:
            chosen = ["-m", CHOSEN[database]] if both else []
            command = [sys.executable, "-m", "pytest", f"{OPTION}={database}", *chosen, *arguments]
            code = subprocess.run(command, env=_environment()).returncode
            results[database] = "passed" if code == 0 else f"FAILED (pytest ended with {code})"
            failed = code != 0
        if failed:
            break
    print("\n".join(f"tests on {name}: {result}" for name, result in results.items()))
    return int(failed)


def _environment() -> dict[str, str]:
    """Python keeps what it compiles: tests start hundreds of processes."""
    dropped = "PYTHONDONTWRITEBYTECODE"
    return {name: value for name, value in os.environ.items() if name != dropped}


def has_postgres() -> bool:
    try:
        with postgres.server():
            return True
    except postgres.NoPostgres:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["-n", "3", "--dist", "loadgroup", "-q"]))
