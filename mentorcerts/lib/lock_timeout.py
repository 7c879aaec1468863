"""Give up waiting for a lock of PostgreSQL, and say who holds it.

``ALTER TABLE`` that waits for a lock makes every later reader and writer of the table wait behind
it: one forgotten transaction, and the program stands still. Does nothing on SQLite, where a writer
waits 20 seconds for the one write lock and then gives up by itself.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError

LOCK_NOT_AVAILABLE = "55P03"
"""PostgreSQL's code for a lock that was not free within ``lock_timeout``."""

HOLDERS = """
WITH locked AS (
    SELECT DISTINCT COALESCE(indexes.indrelid, named.oid) AS id
    FROM pg_class AS named LEFT JOIN pg_index AS indexes ON indexes.indexrelid = named.oid
    WHERE named.relname = ANY(%s) AND named.relkind IN ('r', 'i') AND pg_table_is_visible(named.oid)
)
SELECT locked.id::regclass::text, sessions.pid, sessions.usename, sessions.application_name,
    sessions.state, sessions.xact_start
FROM locked
LEFT JOIN pg_locks AS locks ON locks.relation = locked.id AND locks.granted
    AND locks.pid <> pg_backend_pid()
    AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
LEFT JOIN pg_stat_activity AS sessions ON sessions.pid = locks.pid
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY sessions.xact_start, 1
"""
"""The tables that a statement's words name, and the sessions that hold a lock of one.

Of other users' sessions PostgreSQL shows only superusers what they do, and since when.
"""


class LockNotFree(Exception):
    """A lock was not free in time; the message names the tables and the sessions that hold it."""


@contextmanager
def limited_waiting(connection: Any, *, seconds: int) -> Iterator[None]:
    """Wait so long at most for each lock; 0: for ever. Raises ``LockNotFree``."""
    if connection.vendor != "postgresql":
        yield
        return
    failed: list[str] = []
    with lock_timeout(connection, f"{seconds}s"):
        try:
            with connection.execute_wrapper(_remember_in(failed)):
                yield
        except OperationalError as error:
            if not _is_timeout(error) or not failed:
                raise
            raise LockNotFree(_in_words(connection, failed[-1])) from error


@contextmanager
def lock_timeout(connection: Any, value: str) -> Iterator[None]:
    """Set PostgreSQL's ``lock_timeout`` (such as ``5s``; ``0`` waits for ever) for this session.

    For code outside a transaction, whose rollback would undo it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [value])
    try:
        yield
    finally:
        if connection.connection is not None and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])


def _is_timeout(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) == LOCK_NOT_AVAILABLE


def _remember_in(failed: list[str]) -> Callable[..., Any]:
    """A wrapper of Django's cursors that notes the statements that did not get their lock."""

    def execute_and_note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            if _is_timeout(error):
                failed.append(str(sql))
            raise

    return execute_and_note


def _in_words(connection: Any, statement: str) -> str:
    """Name the tables of the statement, and who has locked them at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [re.findall(r"\w+", statement)])
        rows = cursor.fetchall()
    tables = ", ".join(sorted({table for table, *_session in rows})) or "the database"
    sessions = {pid: session for _table, pid, *session in rows if pid is not None}
    if not sessions:
        return f"The lock of {tables} was not free in time. Nobody holds one any more."
    holders = "; ".join(
        f"process {pid} (user {user}, program {program or 'unknown'}, {state or 'state unknown'}"
        + (f", in a transaction since {since:%Y-%m-%d %H:%M:%S %Z})" if since else ")")
        for pid, (user, program, state, since) in sessions.items()
    )
    return f"The lock of {tables} was not free in time. Locks are held by: {holders}."
