"""Behind a real PgBouncer that has fewer connections than the program has threads."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_q.models import Success
from django_q.tasks import async_task

from certifications.models import Certification
from tests.support.pages import page
from tests.support.pgbouncer import pgbouncer
from tests.support.web import start, start_web

pytestmark = pytest.mark.process

API = {"MENTORCERTS_API_ACCESS": "public", "MENTORCERTS_API_RATE_ADDRESS": "off"}
MODES = pytest.mark.parametrize("mode", ["session", "transaction"])
CLIENTS = 16
"""As many as the shipped web process has threads."""
PATIENCE = 2
"""Seconds that a query waits for a connection, in the tests that wait for that."""
PREVIEW = reverse("admin:certifications_expiryrun_preview_and_run")
LIST = "/api/v1/certifications?limit=5"


@pytest.fixture
def pooled(programme, only_postgresql) -> Iterator[Callable[..., None]]:
    """``pooled("session", size=2)``: all processes from here on come through a PgBouncer."""
    with ExitStack() as stack:

        def through(mode: str, **options: int) -> None:
            programme.url = stack.enter_context(pgbouncer(programme.url, mode=mode, **options))

        yield through


# --- what the program notices ---------------------------------------------------------------------
SHOWN = """
from django.db import connection as c
c.ensure_connection()
c.close_if_unusable_or_obsolete()
print(c.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS", False), c.connection is None)
"""


@MODES
def test_a_pooler_is_noticed(mode, programme, pooled):
    def shown() -> list[str]:
        asked = programme.run("shell", "--no-imports", "-c", SHOWN)
        assert asked.code == 0, asked.errors
        return asked.output.split()

    assert shown() == ["False", "False"], "PostgreSQL itself"
    pooled(mode, size=1)
    assert shown() == ["True", "True"]


# --- everything works -----------------------------------------------------------------------------
def statuses(ask: Callable[[int], int], times: int) -> Counter[int]:
    with ThreadPoolExecutor(CLIENTS) as pool:
        return Counter(pool.map(ask, range(times)))


@MODES
def test_requests_are_answered_by_more_threads_than_connections(mode, programme, pooled):
    programme.load(20, due=0)
    pooled(mode, size=2)
    web = start_web(programme, **API)
    assert statuses(lambda _: web.get(LIST).status, 160) == {200: 160}

    def record(number: int) -> int:
        sent = {
            "mentor_id": f"mntr_{number}",
            "certification_type": "peer_mentor_basic",
            "issued_at": "2026-01-01",
            "expires_at": "2027-01-01",
        }
        body = json.dumps(sent).encode()
        headers = {"Content_Type": "application/json", "Idempotency_Key": f"key-{number}"}
        return web.post("/api/v1/certifications", body, **headers).status

    assert statuses(record, 48) == {201: 48}
    assert statuses(record, 48) == {201: 48}, "repeated by their keys"
    assert Certification.objects.count() == 68
    ready = json.loads(web.get("/readyz").text)
    assert (ready["database"], ready["migrations"]) == ("well", "well")


@MODES
def test_exports_are_whole(mode, programme, pooled):
    """Each fetches several times, while others come in between."""
    programme.load(5000, due=2500)
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    token = "a" * 32
    headers = {"Cookie": f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}"}
    pooled(mode, size=2)
    web = start_web(programme, **API)

    def export(_: int) -> int:
        chosen = f"csrfmiddlewaretoken={token}&format=csv".encode()
        answer = web.post(page(Certification, "export"), chosen, seconds=120, **headers)
        assert answer.status == 200
        return answer.text.count("\n")

    def preview(_: int) -> int:
        answer = web.get(f"{PREVIEW}?now&format=csv", seconds=120, **headers)
        assert answer.status == 200
        return answer.text.count("\n")

    assert statuses(export, 4) == {5001: 4}
    assert statuses(preview, 8) == {2501: 8}


@MODES
def test_a_run_and_the_cluster_come_to_their_end(mode, programme, pooled):
    due = programme.load(600, due=600)
    pooled(mode, size=8)
    cluster = start(programme, "cluster")
    async_task("mentorcerts.tasks.give_sign_of_life")
    cluster.until(Success.objects.exists, seconds=60)
    small = {"MENTORCERTS_BATCH_SIZE": "20", "MENTORCERTS_RUN_WORKERS": "2"}
    run = programme.run("run_expiry_job", "--force", env=small)
    assert run.code == 0, run.errors
    programme.assert_paused_once(due)
    assert cluster.end(15).code == 0


# --- no connection is free ------------------------------------------------------------------------
def occupy(programme, stack: ExitStack, number: int) -> None:
    """Others hold so many connections, in either mode."""
    for _ in range(number):
        other = stack.enter_context(psycopg.connect(programme.url))
        other.execute("select 1")  # in a transaction, which stays open


@MODES
def test_who_gets_no_connection_is_answered_503_in_time_and_200_afterwards(mode, programme, pooled):
    programme.load(20, due=0)
    pooled(mode, size=2, wait=PATIENCE)
    web = start_web(programme, **API)
    with ExitStack() as stack:
        occupy(programme, stack, 2)
        began = time.monotonic()
        assert statuses(lambda _: web.get(LIST).status, CLIENTS) == {503: CLIENTS}
        assert time.monotonic() - began < 10 * PATIENCE
        assert web.get("/healthz").status == 200
    assert statuses(lambda _: web.get(LIST).status, 64) == {200: 64}
