"""A logical replica is made and promoted by the very commands of docs/operations.md."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from django.conf import settings

from tests.support import postgres, procfile
from tests.support.own_databases import manage_on
from tests.support.processes import until

pytestmark = [
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(
        os.environ["MENTORCERTS_TESTED_DATABASE"] != "postgresql", reason="SQLite has no replicas"
    ),
]

DOCS = (procfile.FOLDER.parent / "operations.md").read_text(encoding="utf-8")
SECTION = DOCS.partition("\n## Runbook: promote a replica\n")[2].partition("\n## ")[0]
MAKE, PROMOTE, LOOK = re.findall(r"^```sh\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE)
CAUGHT_UP = "SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel"
LOGICAL = postgres.SPEED_NOT_SAFETY | {"wal_level": "logical"}
FILL = "from mentorcerts import demo; from datetime import date; demo.load(today=date(2026, 3, 26))"
RENEW = (
    "from certifications.models import Mentor; from renewals.services import renew_certification; "
    "from datetime import date, datetime, UTC; "
    "renew_certification(mentor_id=Mentor.objects.first().pk, processed_by='kim', "
    "renewal_date=datetime(2026, 3, 26, tzinfo=UTC), "
    "new_expiry_date=datetime({year}, 3, 1, tzinfo=UTC), today=date(2026, 3, 26))"
)


@pytest.fixture
def servers() -> Iterator[tuple[str, str]]:
    """The addresses of a primary that is in use, and of an empty server."""
    with ExitStack() as stack:
        primary, replica = (stack.enter_context(postgres.server(LOGICAL)).url for _ in range(2))
        assert manage_on(primary, "migrate", "--noinput").returncode == 0
        assert manage_on(primary, "shell", "-c", FILL).returncode == 0
        yield primary, replica


def shell(commands: str, primary: str, replica: str) -> None:
    tools = {"PATH": f"{postgres.client_tools()}:{procfile.environment()['PATH']}", "DEBUG": "true"}
    addresses = {"PRIMARY_URL": primary, "REPLICA_URL": replica}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=settings.BASE_DIR, env=os.environ | tools | addresses, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def renew(url: str, *, year: int) -> "subprocess.CompletedProcess[str]":
    return manage_on(url, "shell", "-c", RENEW.format(year=year))


def number(url: str, query: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return int(row[0] or 0)


def test_a_promoted_replica_gives_new_records_ids_of_their_own(servers):
    primary, replica = servers
    shell(MAKE, primary, replica)
    until(lambda: number(replica, CAUGHT_UP), seconds=60)
    # What is written from now on follows, counters included.
    assert renew(primary, year=2029).returncode == 0
    renewals = "SELECT max(id) FROM renewals_renewal"
    newest = number(primary, renewals)
    until(lambda: number(replica, renewals) == newest, seconds=60)

    cut_off, _, sequences = PROMOTE.rstrip().rpartition("\n")
    shell(cut_off, primary, replica)
    taken = renew(replica, year=2030)
    assert taken.returncode == 1
    assert "duplicate key value" in taken.stderr
    shell(sequences, primary, replica)
    shell(LOOK, primary, replica)
    assert renew(replica, year=2030).returncode == 0
    assert number(replica, renewals) == newest + 1
    shell(sequences, primary, replica)
    assert number(replica, renewals) == newest + 1
