"""A database from before the migrations were squashed, upgraded: it is the same as a fresh one.

``before_1_0/`` holds what the last release before the squash left: the demo programme after its
first run, with a token, an incident, an export and a change of each kind of record.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from mentorcerts.management.commands.migrate import never_applied
from tests.support import postgres

pytestmark = pytest.mark.process

DUMPS = Path(__file__).parent / "before_1_0"

REPLACED = {
    "certifications": (
        "0001_initial 0002_nightly_schedule 0003_history 0004_undo 0005_queue_index "
        "0006_search_index 0007_tallies 0008_run_permission 0009_people "
        "0010_drop_pattern_indexes 0011_tally_months 0012_blocks"
    ).split(),
    "statuses": ["0001_initial"],
    "renewals": ["0001_initial", "0002_history", "0003_tally"],
    "mentorcerts": (
        "0001_roles 0002_access 0003_personal_data 0004_personal_data_roles 0005_watch "
        "0006_watch_schedules 0007_prune_schedule"
    ).split(),
}
"""The migrations of the release before the squash, in the order in which each app had them."""

SCHEMA = {
    "sqlite": ["select tbl_name, type, name, sql from sqlite_master"],
    "postgresql": [
        "select relname, relkind, relpersistence from pg_class "
        "where relnamespace = 'public'::regnamespace",
        "select table_name, column_name, data_type, is_nullable, column_default, "
        "character_maximum_length from information_schema.columns where table_schema = 'public'",
        "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint "
        "where connamespace = 'public'::regnamespace",
        # The plain form has parentheses more for a condition that did not come from a dump.
        "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid, true) from pg_trigger "
        "where not tgisinternal",
        "select p.proname, pg_get_functiondef(p.oid) from pg_proc p "
        "join pg_language l on l.oid = p.prolang "
        "where p.pronamespace = 'public'::regnamespace and l.lanname in ('plpgsql', 'sql')",
    ],
}
"""Everything that the database itself holds of a schema: columns, indexes, keys, triggers."""

SCHEDULES = (
    "select name, func, schedule_type, cron, minutes, repeats, args, kwargs, hook "
    "from django_q_schedule"
)
NEXT_RUNS = "select name, next_run from django_q_schedule"
APPLIED = "select app, name from django_migrations"
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


def load_dump(database: Database) -> None:
    script = (DUMPS / f"{connection.vendor}.sql").read_text("utf-8")
    if connection.vendor == "postgresql" and not database.rows(
        "select name from pg_available_extensions where name = 'pg_trgm'"
    ):  # neither release makes the indexes that need it
        script = re.sub(r"^CREATE .*(pg_trgm|gin_trgm_ops).*;$", "", script, flags=re.MULTILINE)
    database.execute(script)


@dataclass
class Upgrade:
    database: Database
    next_runs: list[tuple[Any, ...]]
    """Of the schedules, before."""
    output: str
    """What ``migrate`` said."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.database.rows(query)


@pytest.fixture(scope="module")
def upgraded(databases: Any) -> Upgrade:
    database: Database = databases("upgraded")
    load_dump(database)
    next_runs = database.rows(NEXT_RUNS)
    done = database.manage("migrate", "--noinput")
    assert done.returncode == 0, done.stderr
    return Upgrade(database, next_runs, done.stdout)


@pytest.fixture(scope="module")
def fresh(databases: Any) -> Database:
    database: Database = databases("fresh")
    done = database.manage("migrate", "--noinput")
    assert done.returncode == 0, done.stderr
    return database


def squashed(app: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The migrations of an app that stand for older ones, in their order; and for which."""
    replacements = MigrationLoader(None).replacements
    return [(name, each.replaces) for (of, name), each in sorted(replacements.items()) if of == app]


def test_the_schema_is_that_of_a_fresh_database(upgraded, fresh):
    for question in SCHEMA[connection.vendor]:
        assert upgraded.rows(question) == fresh.rows(question) != []


def test_the_schedules_and_the_roles_are_those_of_a_fresh_database(upgraded, fresh):
    for question in (SCHEDULES, GROUPS):
        assert upgraded.rows(question) == fresh.rows(question) != []


def test_nothing_is_done_again(upgraded, fresh):
    """Only what came after the squash was applied; schedules that were there are when they were."""
    applied = set(re.findall(r"Applying (\w+)\.(\w+)\.\.\.", upgraded.output))
    assert ("certifications", "0004_drop_blocks") in applied
    assert applied.isdisjoint((app, name) for app in REPLACED for name, _ in squashed(app))
    assert set(upgraded.rows(APPLIED)) == set(fresh.rows(APPLIED))
    before = set(upgraded.next_runs)
    assert before
    assert before <= set(upgraded.rows(NEXT_RUNS))


def test_the_api_answers_as_a_fresh_database_with_the_same_records(upgraded, fresh, tmp_path):
    file = tmp_path / "records.json"
    models = ["auth.group", "auth.user", "certifications", "renewals"]
    without = ["--exclude", "certifications.tally", "--natural-foreign"]
    taken = upgraded.database.manage("dumpdata", *models, *without, "--output", str(file))
    assert taken.returncode == 0, taken.stderr
    given = fresh.manage("loaddata", str(file))
    assert given.returncode == 0, given.stderr
    for database in (upgraded.database, fresh):  # explanations name the day of the next run
        database.execute("update django_q_schedule set next_run = '2026-03-27 01:00:00+00:00'")
    reads = [
        json.loads(each.python("-m", "tests.production.contract_read").stdout)["answers"]
        for each in (upgraded.database, fresh)
    ]
    assert reads[0] == reads[1]
    assert len(reads[0]) > 300
    assert {status for status, _body in reads[0].values()} == {200}


def test_a_database_with_some_of_the_old_migrations_is_refused_with_a_sentence(databases):
    database = databases("partly")
    load_dump(database)
    database.execute(
        "delete from django_migrations where app = 'certifications' and name > '0008'"
        " or app in ('renewals', 'statuses', 'mentorcerts')"
    )
    questions = (APPLIED, *SCHEMA[connection.vendor])
    before = [database.rows(question) for question in questions]
    refused = database.manage("migrate", "--noinput")
    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: This database was left between two releases")
    assert "certifications 0012_blocks" in refused.stderr
    assert "Install the last release that does, run its manage.py migrate" in refused.stderr
    assert [database.rows(question) for question in questions] == before


ALL = {(app, name) for app, names in REPLACED.items() for name in names}


def test_the_old_migrations_are_replaced_each_once_and_no_name_is_used_again():
    named = [(app, name) for app in REPLACED for name, _ in squashed(app)]
    replaced = [old for app in REPLACED for _, olds in squashed(app) for old in olds]
    assert sorted(replaced) == sorted(ALL)
    assert ALL.isdisjoint(named)


@pytest.mark.parametrize(
    ("app", "number"),
    [(app, number) for app, names in REPLACED.items() for number in range(1, len(names))],
)
def test_wherever_the_old_release_stopped_the_database_is_refused(app, number):
    there = ALL - {(app, name) for name in REPLACED[app][number:]}
    assert never_applied(there)


@pytest.mark.parametrize("app", REPLACED)
def test_a_fresh_database_whose_first_migrate_was_interrupted_is_not_refused(app):
    """Django records a squashed migration as those that it stands for, until all are applied."""
    applied = ALL - {(app, name) for name in REPLACED[app]}
    for _name, olds in squashed(app):
        assert never_applied(applied) == []
        applied |= set(olds)
    assert applied == ALL
    assert never_applied(applied) == []


def test_an_empty_database_is_not_refused():
    assert never_applied(set()) == []
