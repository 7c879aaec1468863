"""A rule for new migrations: nothing that locks or rewrites a large table, or that takes away.

It reviews the SQL that Django would send to PostgreSQL. What it can't see is SQL that Python code
sends (``RunPython``): that is for the reviewer's eyes. A ``CREATE INDEX`` and the like on a table
that the same migration makes harms nobody, because it is empty.
"""

import io
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

PACKAGES = ("certifications", "statuses", "renewals", "mentorcerts")

NAME = r'"(?P<table>\w+)"'
RULES = {
    "builds an index while nobody may write": (
        rf"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY).* ON {NAME}"
    ),
    "checks all rows while nobody may write: add it NOT VALID, then VALIDATE": (
        rf"ALTER TABLE {NAME} ADD CONSTRAINT \S+ (CHECK|FOREIGN KEY)(?!.*NOT VALID)"
    ),
    "builds an index while nobody may read: make it CONCURRENTLY, then add it USING INDEX": (
        rf"ALTER TABLE {NAME} ADD CONSTRAINT \S+ (UNIQUE|PRIMARY KEY|EXCLUDE)(?!.*USING INDEX)"
    ),
    "rewrites the table": rf"ALTER TABLE {NAME} ALTER COLUMN .* TYPE ",
    "reads all rows while nobody may write: prove it by a CHECK that was validated before": (
        rf"ALTER TABLE {NAME} ALTER COLUMN .* SET NOT NULL"
    ),
    "adds a column that the version before can't fill: give it a db_default": (
        rf"ALTER TABLE {NAME} ADD COLUMN (?=.*NOT NULL)(?!.*(DEFAULT|GENERATED))"
    ),
    "takes away the default that the version before needs": (
        rf"ALTER TABLE {NAME} ALTER COLUMN .* DROP DEFAULT"
    ),
    "fills a column row by row, rewriting the table": (
        rf"ALTER TABLE {NAME} ADD COLUMN .* (GENERATED|DEFAULT (now|clock_timestamp|random|gen_))"
    ),
    "takes away what the version before uses": (
        rf"(DROP TABLE|ALTER TABLE) (IF EXISTS )?{NAME}( DROP COLUMN| RENAME|;| CASCADE)"
    ),
}


def objections(sql: str) -> set[str]:
    """What is wrong with these statements on tables that were there before."""
    new = set(re.findall(r'CREATE TABLE "(\w+)"', sql))
    found = set()
    for statement in sql.split(";\n"):
        for reason, pattern in RULES.items():
            match = re.search(pattern, statement + ";", re.DOTALL)
            if match and match["table"] not in new:
                found.add(reason)
    return found


def migrations() -> list[tuple[str, str]]:
    """Of all apps of ours: those in a package of ``mentorcerts`` as well."""
    ours = {app.label for app in apps.get_app_configs() if app.name.partition(".")[0] in PACKAGES}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return sorted(key for key in loader.disk_migrations if key[0] in ours)


def test_every_app_with_tables_of_its_own_is_looked_at():
    with_models = {
        model._meta.app_label
        for model in apps.get_models()
        if model.__module__.partition(".")[0] in PACKAGES
    }
    assert {app for app, _name in migrations()} >= with_models


@pytest.mark.django_db
@pytest.mark.parametrize("migration", migrations(), ids="-".join)
def test_a_migration_does_not_lock_a_million_rows(migration):
    if connection.vendor != "postgresql":
        pytest.skip("the SQL for SQLite is another one, and locks the one file anyway")
    out = io.StringIO()
    call_command("sqlmigrate", *migration, stdout=out)
    assert objections(out.getvalue()) == set()


# --- that the rule finds what it is about ---------------------------------------------------------
T = 'ALTER TABLE "mentor"'
BAD = [
    'CREATE INDEX "i" ON "mentor" ("name");\n',
    'CREATE UNIQUE INDEX "i" ON "mentor" ("name");\n',
    f'{T} ADD CONSTRAINT "c" CHECK ("a" > 0);\n',
    f'{T} ADD CONSTRAINT "c" FOREIGN KEY ("a") REFERENCES "b" ("id");\n',
    f'{T} ADD CONSTRAINT "c" UNIQUE ("a");\n',
    f'{T} ALTER COLUMN "a" TYPE bigint USING "a"::bigint;\n',
    f'{T} ALTER COLUMN "a" SET NOT NULL;\n',
    f'{T} ADD COLUMN "a" integer NOT NULL;\n',
    f'{T} ADD COLUMN "a" integer DEFAULT 0 NOT NULL;\n{T} ALTER COLUMN "a" DROP DEFAULT;\n',
    f'{T} ADD COLUMN "a" timestamp DEFAULT now() NOT NULL;\n',
    f'{T} ADD COLUMN "a" integer GENERATED ALWAYS AS (1) STORED;\n',
    f'{T} DROP COLUMN "a" CASCADE;\n',
    f'{T} RENAME COLUMN "a" TO "b";\n',
    f'{T} RENAME TO "person";\n',
    'DROP TABLE "mentor" CASCADE;\n',
]
GOOD = [
    'CREATE INDEX CONCURRENTLY "i" ON "mentor" ("name");\n',
    f'{T} ADD COLUMN "a" integer NULL;\n',
    f"{T} ADD COLUMN \"a\" varchar(9) DEFAULT '' NOT NULL;\n",
    f'{T} ADD CONSTRAINT "c" CHECK ("a" > 0) NOT VALID;\n',
    f'{T} VALIDATE CONSTRAINT "c";\n',
    f'{T} ADD CONSTRAINT "c" UNIQUE USING INDEX "i";\n',
    'CREATE TABLE "mentor" ("a" integer NOT NULL);\nCREATE INDEX "i" ON "mentor" ("a");\n',
]


@pytest.mark.parametrize("sql", BAD)
def test_the_rule_objects(sql):
    assert objections(sql)


@pytest.mark.parametrize("sql", GOOD)
def test_the_rule_lets_pass(sql):
    assert objections(sql) == set()
