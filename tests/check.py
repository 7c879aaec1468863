"""``python -m tests.check``: all that can be checked of the code without running the tests.

Lint, format, types, layers, migrations, production settings, pins. Run it before you push; CI
runs it too. Every check is run, and those that failed are listed at the end.
"""

import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent

PRODUCTION = {
    "DEBUG": "false",
    "ALLOWED_HOSTS": "certs.example.org",
    "DATABASE_URL": "postgres://mentorcerts@127.0.0.1/mentorcerts",
}
"""Settings such as production has; the database is never asked."""

CHECKS: dict[str, list[str]] = {
    "lint, with the rules of bandit": [f"{BIN}/ruff", "check", "."],
    "format": [f"{BIN}/ruff", "format", "--check", "."],
    "types": [f"{BIN}/mypy", "."],
    "layers": [f"{BIN}/lint-imports"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "production settings": [sys.executable, "manage.py", "check", "--deploy", "--fail-level",
                            "WARNING"],
    "dependencies fit together": [f"{BIN}/pip", "check"],
    "pins": [sys.executable, "-m", "tests.pins"],
}  # fmt: skip


def main() -> int:
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    print(f"FAILED: {', '.join(failed)}" if failed else "All checks passed.")
    return int(bool(failed))


def passes(name: str, command: list[str]) -> bool:
    """Run one check from the root of the repository; its output goes to the terminal."""
    print(f"--- {name}", flush=True)
    environment = dict(os.environ)
    if name == "production settings":
        environment |= PRODUCTION | {"SECRET_KEY": secrets.token_urlsafe(50)}
    return subprocess.run(command, cwd=ROOT, env=environment).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
