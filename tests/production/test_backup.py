"""Backup and restore, by the very commands of docs/production.md, into an empty server."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from certifications import services
from certifications.models import Mentor
from mentorcerts import demo
from tests.support import postgres, procfile
from tests.support.dates import TODAY
from tests.support.sql import database_url
from tests.support.webhooks import endpoint_at

pytestmark = pytest.mark.process

DOCS = (procfile.FOLDER.parent / "production.md").read_text(encoding="utf-8")
SECTION = DOCS.partition("\n## Backup and restore\n")[2].partition("\n## ")[0]
COMMANDS = re.findall(r"^```sh\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE)


def shell(commands: str, **environment: str) -> str:
    tools = f"{postgres.client_tools()}:" if connection.vendor == "postgresql" else ""
    env = os.environ | procfile.environment(**environment)
    done = subprocess.run(
        ["bash", "-euc", commands], cwd=settings.BASE_DIR, capture_output=True, text=True,
        env=env | {"PATH": tools + env["PATH"]},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def filled(transactional_db: None, on: Any) -> None:
    """The demo programme, and what else a record can be."""
    on(str(TODAY))
    demo.load(today=TODAY)
    by = {"by": "kim"}
    first, second, third = sorted(row.pk for row in Mentor.objects.all()[:3])
    services.pause_mentor(mentor_id=first, reason="On leave", **by)
    services.exempt_mentor(mentor_id=second, until=TODAY, reason="Ill", today=TODAY, **by)
    services.remove_mentor_certifications(mentor_id=third, today=TODAY, **by)
    endpoint_at("https://receiver.example/hook")


@pytest.fixture
def backed_up_and_restored(filled: None, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The addresses of the database and of what was restored from its backup."""
    backup, restore, _copy, sqlite = COMMANDS
    name = connection.settings_dict["NAME"]
    here = database_url(name)
    copy = tmp_path / "backup"
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            shell(sqlite, DATABASE_FILE=name, BACKUP=str(copy))
            yield here, f"sqlite:///{copy}"
            return
        there = stack.enter_context(postgres.server()).url
        shell(backup, DATABASE_URL=here, BACKUP=str(copy))
        shell(restore, NEW_DATABASE_URL=there, BACKUP=str(copy))
        yield here, there


def contract_read(url: str) -> Any:
    """See the module of that name."""
    command = f"{sys.executable} -m tests.production.contract_read"
    return json.loads(shell(command, DATABASE_URL=url, DEBUG="true"))


def test_what_was_restored_is_what_was_backed_up_and_goes_on(backed_up_and_restored):
    before, after = map(contract_read, backed_up_and_restored)
    assert after["rows"] == before["rows"]
    assert before["rows"]["certifications_autopause"] > 5
    assert before["rows"]["certifications_historicalcertification"] > 80
    assert after["answers"] == before["answers"]
    statuses = [status for status, _body in before["answers"].values()]
    assert len(statuses) > 300
    assert set(statuses) == {200}

    # It goes on: its sequences are past what it holds, its constraints are there.
    _here, there = backed_up_and_restored
    job = f"{sys.executable} manage.py run_expiry_job --force --json"
    run = json.loads(shell(job, DATABASE_URL=there, DEBUG="true"))
    assert run["failures"] == []
    assert run["expired_found"] == run["auto_paused"] > 0


def test_a_copy_for_tests_tells_no_receivers(backed_up_and_restored):
    if connection.vendor == "sqlite":
        pytest.skip("the command is for PostgreSQL")
    here, there = backed_up_and_restored
    shell(COMMANDS[2], NEW_DATABASE_URL=there)
    enabled = "psql --tuples-only --no-align --command='SELECT enabled FROM webhooks_endpoint'"
    assert shell(f"{enabled} {there}").strip() == "f"
    assert shell(f"{enabled} {here}").strip() == "t"
