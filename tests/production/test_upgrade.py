"""A database from before the migrations were squashed, upgraded: it is the same as a fresh one.

``before_1_0/`` holds what the last release before the squash left: the demo programme after its
first run, with a token, an incident, an export and a change of each kind of record.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from mentorcerts.management.commands.migrate import never_applied
from tests.support import postgres

pytestmark = pytest.mark.process

DUMPS = Path(__file__).parent / "before_1_0"

LATEST = {
    "certifications": "0004_drop_blocks",
    "statuses": "0001_squashed_1_0",
    "renewals": "0002_triggers",
    "mentorcerts": "0002_roles_and_schedules",
}

OF_OTHERS = ("django_migrations", "sqlite_sequence")

SCHEMA = {
    "sqlite": [
        'select m.name, p.name, p.type, p."notnull", p.pk from sqlite_master m '
        "join pragma_table_info(m.name) p where m.type = 'table'",
        "select tbl_name, name, sql from sqlite_master where type in ('index', 'trigger')",
        'select m.name, f."from", f."table", f."to" from sqlite_master m '
        "join pragma_foreign_key_list(m.name) f where m.type = 'table'",
    ],
    "postgresql": [
        "select table_name, column_name, data_type, is_nullable, column_default, "
        "character_maximum_length from information_schema.columns where table_schema = 'public'",
        "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint "
        "where connamespace = 'public'::regnamespace",
        "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger "
        "where not tgisinternal",
        "select p.proname, pg_get_functiondef(p.oid) from pg_proc p "
        "join pg_language l on l.oid = p.prolang "
        "where p.pronamespace = 'public'::regnamespace and l.lanname in ('plpgsql', 'sql')",
    ],
}
"""Everything that the database itself holds of a schema: columns, indexes, keys, triggers."""

SCHEDULES = "select name, func, schedule_type, cron, minutes, repeats from django_q_schedule"
GROUPS = (
    "select g.name, c.app_label, p.codename from auth_group g "
    "join auth_group_permissions gp on gp.group_id = g.id "
    "join auth_permission p on p.id = gp.permission_id "
    "join django_content_type c on c.id = p.content_type_id"
)


class Database:
    """A database of its own: empty, or filled from a dump."""

    def __init__(self, url: str) -> None:
        self.url = url

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return self.python("manage.py", *arguments)

    def python(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = os.environ | {"DATABASE_URL": self.url, "DEBUG": "true"}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Sorted, as sets of rows are compared."""
        with self.connected() as raw:
            cursor = raw.cursor()
            cursor.execute(query)
            return sorted(cursor.fetchall(), key=repr)

    def execute(self, script: str) -> None:
        with self.connected() as raw:
            if connection.vendor == "sqlite":
                raw.executescript(script)
            else:
                raw.execute(script)
            raw.commit()

    @contextmanager
    def connected(self) -> Iterator[Any]:
        if connection.vendor == "sqlite":
            # Through Django: constraints and indexes call functions that it brings along.
            copy = connection.copy()
            copy.settings_dict = {
                **copy.settings_dict,
                "NAME": self.url.removeprefix("sqlite:///"),
                "OPTIONS": {},
            }
            copy.connect()
            with closing(copy.connection) as raw:
                yield raw
        else:
            import psycopg

            with psycopg.connect(self.url) as raw:
                yield raw


@pytest.fixture(scope="module", autouse=True)
def _databases_of_our_own(django_db_blocker: Any) -> Iterator[None]:
    """These tests don't touch the test database, but need Django's functions for SQLite."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """``databases("name")`` makes an empty one."""
    if connection.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("databases")
        yield lambda name: Database(f"sqlite:///{folder / name}.sqlite3")
        return
    with postgres.server() as server:

        def make(name: str) -> Database:
            import psycopg

            with psycopg.connect(server.url, autocommit=True) as raw:
                raw.execute(f'create database "{name}"')
            return Database(server.url.rpartition("/")[0] + f"/{name}")

        yield make


def dumped() -> str:
    return (DUMPS / f"{connection.vendor}.sql").read_text("utf-8")


@pytest.fixture(scope="module")
def upgraded(databases: Any) -> Database:
    database: Database = databases("upgraded")
    database.execute(dumped())
    done = database.manage("migrate", "--noinput")
    assert done.returncode == 0, done.stderr
    return database


@pytest.fixture(scope="module")
def fresh(databases: Any) -> Database:
    database: Database = databases("fresh")
    done = database.manage("migrate", "--noinput")
    assert done.returncode == 0, done.stderr
    return database


def without_others(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Without the tables that say what was done when."""
    return [row for row in rows if row[0] not in OF_OTHERS]


def test_the_schema_is_that_of_a_fresh_database(upgraded, fresh):
    for question in SCHEMA[connection.vendor]:
        found = without_others(upgraded.rows(question))
        assert found == without_others(fresh.rows(question))
        assert found


def test_the_schedules_and_the_roles_are_those_of_a_fresh_database(upgraded, fresh):
    for question in (SCHEDULES, GROUPS):
        assert upgraded.rows(question) == fresh.rows(question) != []


def test_only_what_goes_was_done(upgraded, fresh):
    """Nothing was run again but the one migration after the squash."""
    applied = "select app, name from django_migrations"
    ours = {(app, name) for app, name in upgraded.rows(applied) if app in LATEST}
    assert {(app, name) for app, name in fresh.rows(applied) if app in LATEST} <= ours
    assert set(LATEST.items()) <= ours


def test_the_api_answers_as_a_fresh_database_with_the_same_records(upgraded, fresh, tmp_path):
    file = tmp_path / "records.json"
    models = ["auth.group", "auth.user", "certifications", "renewals"]
    without = ["--exclude", "certifications.tally", "--natural-foreign"]
    taken = upgraded.manage("dumpdata", *models, *without, "--output", str(file))
    assert taken.returncode == 0, taken.stderr
    given = fresh.manage("loaddata", str(file))
    assert given.returncode == 0, given.stderr
    reads = [
        json.loads(each.python("-m", "tests.production.contract_read").stdout)["answers"]
        for each in (upgraded, fresh)
    ]
    assert reads[0] == reads[1]
    assert len(reads[0]) > 300
    assert {status for status, _body in reads[0].values()} == {200}


PARTLY = {
    "the first ones only": "app = 'certifications' and name > '0007_tallies'",
    "all but one": "app = 'renewals' and name = '0003_tally'",
    "all but the roles of personal data": "app = 'mentorcerts' and name like '0004%'",
}


@pytest.mark.parametrize("missing", PARTLY.values(), ids=PARTLY)
def test_a_database_between_two_releases_is_refused_with_a_sentence(databases, missing):
    database = databases(f"partly_{list(PARTLY.values()).index(missing)}")
    database.execute(dumped())
    database.execute(f"delete from django_migrations where {missing}")
    before = database.rows("select app, name from django_migrations")
    refused = database.manage("migrate", "--noinput")
    assert refused.returncode == 1
    assert "This database was left between two releases" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert database.rows("select app, name from django_migrations") == before


def test_an_empty_and_a_whole_database_are_not_refused():
    assert never_applied(set()) == []
