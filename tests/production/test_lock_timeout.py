"""A migration that meets a lock gives up soon, says who holds it, and can be run again."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.support.own_databases import database_of_its_own, manage_on, start_manage
from tests.support.processes import until

pytestmark = [
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one write lock"),
]

BEFORE, COLUMNS, INDEXES = (
    ("certifications", name)
    for name in ("0007_requirements", "0008_leavers", "0009_leavers_indexes")
)
APPLIED = "SELECT 1 FROM django_migrations WHERE app = %s AND name = %s"
WAITS = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
    "AND query LIKE %s AND wait_event_type = 'Lock' "
    "AND now() - query_start > %s * interval '1 second'"
)


@pytest.fixture(scope="module")
def before_leavers() -> Iterator[str]:
    """As it was before mentors could leave: two migrations that need locks are missing."""
    with database_of_its_own() as url:
        done = manage_on(url, "migrate", "--noinput", *BEFORE)
        assert done.returncode == 0, done.stderr
        yield url


@pytest.fixture
def database(before_leavers: str) -> Iterator[str]:
    with database_of_its_own(before_leavers) as url:
        yield url


def found(url: str, query: str, *parameters: Any) -> bool:
    with psycopg.connect(url) as other:
        return other.execute(query, parameters).fetchone() is not None


def test_a_migration_gives_up_and_says_who_holds_the_lock(database):
    with psycopg.connect(database, application_name="a-forgotten-psql") as holder:
        holder.execute("SELECT count(*) FROM certifications_mentor")
        refused = manage_on(database, "migrate", "--lock-timeout", "1", *COLUMNS)
        assert refused.returncode == 1
        assert "The lock of certifications_mentor was not free in time." in refused.stderr
        assert f"process {holder.info.backend_pid} (user " in refused.stderr
        assert "program a-forgotten-psql, idle in transaction, " in refused.stderr
        assert "gave up after 1 s" in refused.stderr
        assert "Run it again" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert not found(database, APPLIED, *COLUMNS)
        # Nobody waits behind it: the table can be written.
        with psycopg.connect(database, options="-c lock_timeout=1s") as writer:
            writer.execute("UPDATE certifications_mentor SET name = name")
    assert manage_on(database, "migrate", "--noinput").returncode == 0
    assert found(database, APPLIED, *INDEXES)


def test_an_index_that_is_built_beside_writers_waits_for_them(database):
    """To give up would leave half an index; and it is in nobody's way."""
    assert manage_on(database, "migrate", *COLUMNS).returncode == 0
    with psycopg.connect(database) as writer:
        writer.execute("UPDATE certifications_mentor SET name = name")
        migration = start_manage(database, "migrate", "--lock-timeout", "1", *INDEXES)
        until(lambda: found(database, WAITS, "CREATE INDEX CONCURRENTLY%", 2), seconds=60)
        assert migration.poll() is None
    _output, errors = migration.communicate(timeout=60)
    assert (migration.returncode, errors) == (0, "")
    assert found(database, APPLIED, *INDEXES)


def test_the_session_waits_as_long_as_before_once_it_is_over(db):
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.parametrize("seconds", ["-1", "soon", "86401"])
def test_a_bad_number_of_seconds_is_refused(seconds):
    with pytest.raises(CommandError, match="write a whole number of seconds, 0 to 86400"):
        call_command("migrate", f"--lock-timeout={seconds}")
