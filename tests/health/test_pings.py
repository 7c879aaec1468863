"""The monitor of cron jobs hears of every start and end; a monitor that is away harms nothing."""

import socket
import time
from threading import Thread

import pytest

from certifications.job import batches
from certifications.job import run as job
from certifications.job.refusals import AlreadyRunning, Held
from certifications.models import ExpiryRun
from mentorcerts.health import pings as sender
from tests.support.dates import TODAY
from tests.support.factories import CertificationFactory, ExpiryRunFactory
from tests.support.network import free_port


@pytest.fixture(autouse=True)
def _the_day(on, db) -> None:
    on(str(TODAY))


def run(**arguments) -> ExpiryRun:
    return job.expire_certifications(today=TODAY, trigger=ExpiryRun.Trigger.COMMAND, **arguments)


def test_start_and_success(pings):
    CertificationFactory()
    run()
    assert pings == [
        ("/check/start", "job_26MAR2026_01 starts"),
        ("/check", "exit code 0\njob_26MAR2026_01: 1 paused of 1 due, 0 exempt, 0 failed"),
    ]


def test_a_held_run_is_a_failure(pings, settings):
    settings.MENTORCERTS_BRAKE_MENTORS = 0
    CertificationFactory()
    with pytest.raises(Held):
        run()
    path, body = pings[-1]
    assert path == "/check/fail"
    assert body.startswith("exit code 3\njob_26MAR2026_01 paused nobody")


@pytest.mark.parametrize(
    ("error", "body"),
    [
        (RuntimeError("Zoe Quill"), "exit code 1\njob_26MAR2026_01 failed: RuntimeError"),
        (KeyboardInterrupt(), "exit code 130\njob_26MAR2026_01 was interrupted"),
    ],
)
def test_a_failed_run_is_a_failure_and_names_nobody(error, body, pings, monkeypatch):
    def broken(**arguments):
        raise error

    monkeypatch.setattr(job, "preview_run", broken)
    with pytest.raises(type(error)):
        run()
    assert pings[-1] == ("/check/fail", body)


def test_a_run_that_left_some_is_a_failure(pings, monkeypatch):
    CertificationFactory()

    def broken(*arguments):
        raise RuntimeError("no")

    monkeypatch.setattr(batches, "_pause_and_count", broken)
    run()
    path, body = pings[-1]
    assert (path, body.splitlines()[0]) == ("/check/fail", "exit code 1")


def test_a_second_start_is_none(pings):
    ExpiryRunFactory(state="running", day=TODAY, heartbeat_at=f"{TODAY}T00:59:59Z")
    with pytest.raises(AlreadyRunning):
        run()
    assert pings == []


def test_a_monitor_that_is_away_harms_no_run(settings):
    settings.MENTORCERTS_PING_URL = f"http://127.0.0.1:{free_port()}/check"
    CertificationFactory()
    assert run().auto_paused == 1


@pytest.mark.slow
def test_a_monitor_that_drips_its_answer_is_not_waited_for(settings, monkeypatch):
    """Each byte comes within the timeout of the socket, and the answer never ends."""
    monkeypatch.setattr(sender, "PING_TIMEOUT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.MENTORCERTS_PING_URL = f"http://127.0.0.1:{server.getsockname()[1]}"

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                for _ in range(15):
                    connection.sendall(b"x")
                    time.sleep(0.1)

        dripping = Thread(target=drip)
        dripping.start()
        began = time.perf_counter()
        sender.ping(sender.START, "")
        took = time.perf_counter() - began
        dripping.join()
    assert took < 1.2
