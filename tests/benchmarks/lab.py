"""Where things are measured: one PostgreSQL server with databases to copy, and processes.

The server is set up as for production: nothing that keeps data safe is off. Every database of a
size is made once, then copied, so that repetitions begin alike.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import psycopg

from tests.benchmarks import loading
from tests.support import postgres

P = ParamSpec("P")
R = TypeVar("R")

ROOT = Path(__file__).resolve().parents[2]
AS_IN_PRODUCTION = {
    "shared_buffers": "2GB",
    "effective_cache_size": "6GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "max_connections": "120",
    "timezone": "UTC",
}
PROGRAM = {
    "DEBUG": "false",
    "SECRET_KEY": "only-for-benchmarks-on-a-database-that-lives-for-some-minutes-0123456789",
    "ALLOWED_HOSTS": "127.0.0.1,testserver",
    "SECURE_SSL_REDIRECT": "false",
    "MENTORCERTS_API_ACCESS": "public",
    "MENTORCERTS_API_RATE_ADDRESS": "100000000/minute",  # requests are counted, and none refused
    "MENTORCERTS_LOG_LEVEL": "WARNING",
    "DJANGO_SETTINGS_MODULE": "mentorcerts.settings",
    "PYTHONWARNINGS": "ignore:No directory at",  # nobody asks for static files here
}
"""As in production, but open: every contestant answers without asking who asks."""


@dataclass(frozen=True)
class Sizes:
    """Numbers of mentors, and how often each thing is measured."""

    tiny: int = 1_000
    small: int = 10_000
    medium: int = 100_000
    large: int = 1_000_000
    huge: int = 5_000_000
    rows: int = 20_000
    repeat: int = 5


QUICK = Sizes(tiny=1_000, small=2_000, medium=5_000, large=50_000, huge=100_000, rows=2_000)


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(f"    {datetime.now():%H:%M:%S} {text}", file=sys.stderr, flush=True)


class Lab:
    """Databases and processes for the length of a run of benchmarks."""

    def __init__(self, server: postgres.Server, folder: Path, sizes: Sizes) -> None:
        self.folder, self.sizes = folder, sizes
        self._base = server.url.rpartition("/")[0]

    # --- databases -------------------------------------------------------------------------
    def url(self, name: str) -> str:
        return f"{self._base}/{name}"

    def execute(self, sql: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(sql.encode())

    def query(self, sql: str, database: str) -> list[Any]:
        with psycopg.connect(self.url(database)) as connection:
            return connection.execute(sql.encode()).fetchall()

    def exists(self, name: str) -> bool:
        found = f"SELECT FROM pg_database WHERE datname = '{name}'"
        return bool(self.query(found, "postgres"))

    def loaded(self, size: int, due: int = loading.DUE) -> str:
        """The name of a database with so many mentors, to copy or to read; made once."""
        name = f"mentors_{size}_{due}"
        if not self.exists(name):
            say(f"loading {size:,} mentors into PostgreSQL")
            self._copy(self._migrated, name)
            with program(self.url(name)) as run:
                run(loading.load_many, size, due=due, today=today())
        return name

    def copy(self, template: str, name: str) -> str:
        """A fresh copy, on disk and in memory; returns its address."""
        self._copy(template, name)
        with suppress(psycopg.Error):  # not every installation carries the extension
            self.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm", name)
            self.execute(
                "SELECT pg_prewarm(oid::regclass) FROM pg_class WHERE relkind IN ('r', 'i')"
                " AND relname ~ '^(certifications|certification|mentor|one|pause)_'"
                " AND relname !~ 'historical'",
                name,
            )
        self.execute("CHECKPOINT")
        return self.url(name)

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _copy(self, template: str, name: str) -> None:
        self.drop(name)
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")

    @cached_property
    def _migrated(self) -> str:
        name = "migrated"
        self.execute(f"CREATE DATABASE {name}")
        with program(self.url(name)) as run:
            run(migrate)
        return name

    def sqlite(self, size: int) -> Path:
        """The same in an SQLite file."""
        path = self.folder / f"mentors_{size}.sqlite3"
        if not path.exists():
            say(f"loading {size:,} mentors into SQLite")
            with program(f"sqlite:///{path}") as run:
                run(migrate)
                run(loading.load_many, size, today=today())
        return path


def today() -> date:
    return datetime.now(UTC).date()


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


# --- processes -------------------------------------------------------------------------------
@contextmanager
def program(url: str, *, root: Path = ROOT, **settings: str) -> Iterator[Callable[..., Any]]:
    """A process of its own with Django set up on this database; call it with a function.

    ``root``: the work tree whose program it is.
    """
    env = environment(url, **settings)
    pool = ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=_become_the_program, initargs=(env, root)
    )
    with pool:

        def call(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
            return pool.submit(function, *args, **kwargs).result()

        yield call


def settle_as_web_process() -> None:
    """What ``mentorcerts.wsgi`` does when it has started, in a process of the program."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018
    gc.collect()
    gc.freeze()


def environment(url: str, **settings: str) -> dict[str, str]:
    """The variables of a process of the program on this database."""
    return {**os.environ, **PROGRAM, "DATABASE_URL": url, **settings}


def _become_the_program(env: dict[str, str], root: Path) -> None:
    os.environ.update(env)
    os.chdir(root)
    sys.path.insert(0, str(root))  # before that of the benchmarks themselves
    import django

    django.setup()
