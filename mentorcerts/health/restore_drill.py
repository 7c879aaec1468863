"""Restore a fresh backup into a new database, and hold what came back against what was backed up.

A backup that nobody has restored is a hope. Rows are counted in the very snapshot that is backed
up, so that the program can go on writing meanwhile.
"""

import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from psycopg import sql

TABLES_QUERY = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relpersistence = 'p' ORDER BY relname
"""
"""Those that a backup holds. Unlogged ones are scratch paper of the triggers."""
SEQUENCES_QUERY = """
SELECT tables.relname, columns.attname, pg_get_serial_sequence(
    quote_ident(tables.relname), columns.attname)
FROM pg_class AS tables JOIN pg_attribute AS columns ON columns.attrelid = tables.oid
WHERE tables.relnamespace = 'public'::regnamespace AND tables.relkind = 'r'
    AND columns.attnum > 0 AND NOT columns.attisdropped
    AND pg_get_serial_sequence(quote_ident(tables.relname), columns.attname) IS NOT NULL
ORDER BY 1, 2
"""
CHECKS = {
    "migrate --check": "it is of another release: restore it with that one, or migrate",
    "check_totals": "counters differ from what counting gives: manage.py check_totals --repair",
    "check_events": "the change log differs from the tables: manage.py check_events --repair",
}
"""Commands that must end well on the copy → what it means if one does not."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the report."""

    what: str
    is_well: bool
    text: str


class DrillError(Exception):
    """The drill could not be done; the message says why, and what would be right."""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What is compared of a table: the number of its rows, and the newest id."""

    rows: int
    newest: int | None


def drill(*, url: str, server: str, keep: bool) -> Iterator[Finding]:
    """Back up the database of ``url``, restore it on ``server``, and report on what came back.

    ``server`` is the address of any database of the server on which the copy is made, by a role
    that may create databases. The copy is dropped at the end, unless it is kept. Raises
    ``DrillError`` where there is nothing to report on.
    """
    with tempfile.TemporaryDirectory(prefix="mentorcerts-drill-") as folder:
        backup = Path(folder) / "backup"
        started = perf_counter()
        with _snapshot(url) as (connection, snapshot):
            before = _tables(connection)
            _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}",
                 f"--file={backup}", url)  # fmt: skip
        yield Finding(
            what="backup",
            is_well=True,
            text=f"{backup.stat().st_size / 1e6:.1f} MB in {perf_counter() - started:.1f} s",
        )
        with _new_database(server, keep=keep) as copy:
            started = perf_counter()
            _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner",
                 f"--dbname={copy}", str(backup))  # fmt: skip
            seconds = perf_counter() - started
            yield Finding(
                what="restore", is_well=True, text=f"in {seconds:.1f} s, into {_name(copy)}"
            )
            with psycopg.connect(copy) as connection:
                yield _compared(before, _tables(connection))
                yield _sequences(connection)
            yield from _checked(url, copy)


@contextmanager
def _snapshot(url: str) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """A transaction that sees one moment of the database, and the name of that moment."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield connection, row[0]


@contextmanager
def _new_database(server: str, *, keep: bool) -> Iterator[str]:
    """The address of a new, empty database."""
    name = f"mentorcerts_drill_{uuid.uuid4().hex[:8]}"
    made = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0")
    with psycopg.connect(server, autocommit=True) as connection:
        try:
            connection.execute(made.format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise DrillError(
                f"The role {connection.info.user} may not create databases. Allow it (ALTER ROLE "
                f"{connection.info.user} CREATEDB), or name another server or role by --server."
            ) from None
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        if not keep:
            with psycopg.connect(server, autocommit=True) as connection:
                dropped = sql.SQL("DROP DATABASE {} WITH (FORCE)")
                connection.execute(dropped.format(sql.Identifier(name)))


def _tables(connection: psycopg.Connection[Any]) -> dict[str, Contents]:
    numbered = {row[0]: row[1] for row in connection.execute(SEQUENCES_QUERY)}
    found = {}
    for (name,) in connection.execute(TABLES_QUERY).fetchall():
        newest = (
            sql.SQL("max({})").format(sql.Identifier(numbered[name])) if name in numbered else None
        )
        row = connection.execute(
            sql.SQL("SELECT count(*), {} FROM {}").format(
                newest or sql.SQL("NULL"), sql.Identifier(name)
            )
        ).fetchone()
        assert row is not None
        found[name] = Contents(rows=row[0], newest=row[1])
    return found


def _compared(before: Mapping[str, Contents], after: Mapping[str, Contents]) -> Finding:
    different = [
        f"{name}: {_in_words(before.get(name))} backed up, {_in_words(after.get(name))} restored"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]
    rows = sum(table.rows for table in after.values())
    return Finding(
        what="rows and newest ids",
        is_well=not different,
        text="; ".join(different) or f"the same: {rows:,} rows in {len(after)} tables",
    )


def _in_words(table: Contents | None) -> str:
    if table is None:
        return "no table"
    newest = "" if table.newest is None else f" up to id {table.newest}"
    return f"{table.rows:,} rows{newest}"


def _sequences(connection: psycopg.Connection[Any]) -> Finding:
    """A sequence that is behind its table makes every new record fail."""
    behind = []
    for table, column, sequence in connection.execute(SEQUENCES_QUERY).fetchall():
        both = sql.SQL("SELECT (SELECT max({}) FROM {}), (SELECT last_value FROM {})").format(
            sql.Identifier(column), sql.Identifier(table), sql.SQL(sequence)
        )
        row = connection.execute(both).fetchone()
        assert row is not None
        if row[0] is not None and row[0] > row[1]:
            behind.append(f"{table}: {row[1]}, its newest id is {row[0]}")
    return Finding(
        what="sequences", is_well=not behind, text="; ".join(behind) or "past every id there is"
    )


def _checked(url: str, copy: str) -> Iterator[Finding]:
    """What the program itself says of the copy."""
    for command, advice in CHECKS.items():
        done = _manage(copy, command)
        said = _said(done)
        text = (said or "nothing to say") if done.returncode == 0 else f"{said} ({advice})"
        yield Finding(what=command, is_well=done.returncode == 0, text=text)
    here, there = (_manage(each, "check_runs") for each in (url, copy))
    if same := here.returncode == there.returncode:
        text = f"as in the database in use: {_said(there)}"
    else:
        text = f"{_said(there)} The database in use says: {_said(here)}"
    yield Finding(what="check_runs", is_well=same, text=text)


def _manage(url: str, command: str) -> "subprocess.CompletedProcess[str]":
    """``manage.py`` on a database. It tells nobody: a copy must not send mails or pings."""
    silent = {"MENTORCERTS_ALERT_EMAILS": "", "MENTORCERTS_PING_URL": ""}
    return subprocess.run(  # noqa: S603  our own commands
        [sys.executable, "manage.py", *command.split()],
        cwd=settings.BASE_DIR,
        env=os.environ | silent | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
    )


def _said(done: "subprocess.CompletedProcess[str]") -> str:
    """What a command printed, on one line; of errors the end, which says which it was."""
    return " ".join((done.stdout or done.stderr[-300:]).split())


def _run(*command: str) -> None:
    """Run a tool of PostgreSQL. Raises ``DrillError`` with what it said."""
    try:
        done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  see the callers
    except FileNotFoundError:
        raise DrillError(f"{command[0]} is not here: install PostgreSQL's client tools.") from None
    if done.returncode != 0:
        raise DrillError(f"{command[0]} failed: {done.stderr.strip()}")


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
