"""Databases that are migrated once and then copied: each row gets a fresh one in no time."""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from tests.support import postgres

ROOT = Path(__file__).parents[2]
OWN_SERVER = "a server of its own"
"""Instead of an address: the row starts its server itself, because it is going to stop it."""


class Templates:
    """A migrated SQLite file and a migrated database on a PostgreSQL server, where wanted.

    ``databases`` names those that the machine has.
    """

    def __init__(self, folder: Path, *, wanted: set[str]) -> None:
        self.folder, self._wanted = folder, wanted
        self._stack = ExitStack()
        self._sqlite = folder / "template.sqlite3"
        self._server = ""
        self.databases: set[str] = set()

    def __enter__(self) -> Self:
        collect_static_files()
        if "sqlite" in self._wanted:
            migrate(f"sqlite:///{self._sqlite}")
            self.databases.add("sqlite")
        if "postgresql" in self._wanted:
            try:
                server = self._stack.enter_context(postgres.server(postgres.AS_IN_PRODUCTION))
            except postgres.NoPostgres:
                return self
            self._server = server.url.rpartition("/")[0]
            self._execute("create database template_of_rows")
            migrate(f"{self._server}/template_of_rows")
            self.databases.add("postgresql")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def copy(self, row: str, database: str) -> str:
        """The address of a copy for this row."""
        if database == "sqlite":
            copy = self.folder / f"{row}-file" / "db.sqlite3"
            copy.parent.mkdir()
            shutil.copy(self._sqlite, copy)
            return f"sqlite:///{copy}"
        name = row.replace("-", "_")
        self._execute(f"create database {name} template template_of_rows")
        return f"{self._server}/{name}"

    def own_server(self, row: str, database: str) -> str:
        return OWN_SERVER

    def _execute(self, statement: str) -> None:
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as server:
            server.execute(statement.encode())


def migrate(url: str) -> None:
    """Make all tables."""
    _manage("migrate", DATABASE_URL=url)


def collect_static_files() -> None:
    """The admin's pages need them outside of development."""
    _manage("collectstatic", "--noinput", DEBUG="false", SECRET_KEY="x", ALLOWED_HOSTS="x")


def _manage(*arguments: str, **environment: str) -> None:
    """Raises with what the command said when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments, "--verbosity=0"],
        cwd=ROOT,
        env=os.environ | {"DEBUG": "true"} | environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr}")
