"""The drill restores what it has just backed up, and notices a restore that is not the same."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from mentorcerts import demo
from tests.support import postgres
from tests.support.dates import TODAY
from tests.support.own_databases import manage_on
from tests.support.sql import database_url, number

pytestmark = [
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.xdist_group("restore_drill"),  # each looks whether a copy is left on the server
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the drill is for PostgreSQL"),
]

COPIES = "SELECT count(*) FROM pg_database WHERE datname LIKE 'mentorcerts_drill_%%'"
DAMAGE = """
SET session_replication_role = replica;  -- no trigger and no foreign key looks
DELETE FROM certifications_autopause WHERE id = (SELECT max(id) FROM certifications_autopause);
UPDATE certifications_certification SET expires_at = expires_at + interval '40 days'
    WHERE id = (SELECT min(id) FROM certifications_certification WHERE deleted_at IS NULL);
UPDATE certifications_event SET paused = false WHERE backfilled;
SELECT setval('renewals_renewal_id_seq', 1);
DELETE FROM django_migrations WHERE app = 'certifications' AND name LIKE '0009%';
"""


@pytest.fixture
def url(transactional_db: None, on: Any) -> Iterator[str]:
    """The address of a database with the demo programme and its first run."""
    on(str(TODAY))
    demo.load(today=TODAY)
    yield database_url(connection.settings_dict["NAME"])
    assert number(COPIES) == 0


def drill(
    url: str, *arguments: str, tools: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run it with PostgreSQL's own tools, or with those of a folder in their place."""
    path = f"{postgres.client_tools()}:{os.environ['PATH']}"
    return subprocess.run(
        [sys.executable, "manage.py", "restore_drill", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "PATH": f"{tools}:{path}" if tools else path},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_good_backup_is_restored_and_found_well(url):
    done = drill(url)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines.pop() == "This backup can be restored."
    assert [line[:5] for line in lines] == ["well "] * 8, done.stdout
    assert "All counters are right." in done.stdout
    assert "The change log tells where every mentor stands." in done.stdout
    assert number("SELECT count(*) FROM certifications_mentor") > 50


def test_a_damaged_restore_is_noticed(url, tmp_path):
    """``pg_restore`` is replaced by one that restores, and then does damage."""
    (tmp_path / "damage.sql").write_text(DAMAGE)
    tools = postgres.client_tools()
    damaging = tmp_path / "pg_restore"
    damaging.write_text(
        f'#!/bin/sh\n{tools}/pg_restore "$@" || exit 1\n'
        "for word; do case $word in --dbname=*) to=${word#--dbname=};; esac; done\n"
        f'{tools}/psql -q -v ON_ERROR_STOP=1 -f {tmp_path}/damage.sql "$to" >/dev/null\n'
    )
    damaging.chmod(0o755)
    done = drill(url, tools=tmp_path)
    assert done.returncode == 1, done.stderr
    wrong = [line for line in done.stdout.splitlines() if line.startswith("WRONG")]
    assert [line.split(":")[0] for line in wrong] == [
        "WRONG  rows and newest ids", "WRONG  sequences", "WRONG  migrate --check",
        "WRONG  check_totals", "WRONG  check_events",
    ]  # fmt: skip
    assert "certifications_autopause: " in wrong[0]
    assert "django_migrations: " in wrong[0]
    assert "certifications_certification" not in wrong[0]
    assert "renewals_renewal: 1, its newest id is " in wrong[1]
    assert "check_totals --repair" in wrong[3]
    assert "check_events --repair" in wrong[4]
    assert "can be restored" not in done.stdout


def test_what_can_not_be_done_is_said(url, tmp_path):
    connection.cursor().execute("CREATE ROLE drill_without_rights LOGIN")
    try:
        poor = url.replace("//postgres@", "//drill_without_rights@")
        done = drill(url, "--server", poor)
        assert done.returncode == 1
        assert "ALTER ROLE drill_without_rights CREATEDB" in done.stderr
    finally:
        connection.cursor().execute("DROP ROLE drill_without_rights")
    done = drill(url, "--server", "postgres://postgres@127.0.0.1:1/postgres")
    assert done.returncode == 1
    assert "The drill could not be done. connection" in done.stderr
    (tmp_path / "pg_restore").write_text("#!/bin/sh\necho no room left >&2; exit 1\n")
    (tmp_path / "pg_restore").chmod(0o755)
    done = drill(url, tools=tmp_path)
    assert done.returncode == 1
    assert "The drill could not be done. pg_restore failed: no room left" in done.stderr


def test_sqlite_is_refused(tmp_path):
    refused = manage_on(f"sqlite:///{tmp_path}/x.sqlite3", "restore_drill")
    assert refused.returncode == 1
    assert "The drill is for PostgreSQL." in refused.stderr
