"""A web process that is killed while it answers a ``POST`` with a key: the retry does it, once."""

import json
import os
import signal
import sys
import threading
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from certifications.models import Certification, Mentor
from mentorcerts.lib.idempotency.models import StoredAnswer
from tests.support.api import CERTIFICATIONS, NEW_CERTIFICATION
from tests.support.network import free_port
from tests.support.processes import Process
from tests.support.records import everything

pytestmark = pytest.mark.process


class Web:
    """A served programme."""

    def __init__(self, process: Process, port: int) -> None:
        self.process, self.base = process, f"http://127.0.0.1:{port}"
        process.until(self.answers, seconds=60)

    def answers(self) -> bool:
        try:
            with urlopen(f"{self.base}/healthz", timeout=10):
                return True
        except HTTPError:
            raise
        except OSError:
            return False

    def post(self) -> tuple[int, bytes, bool]:
        """Status, body, and whether it was replayed."""
        request = Request(
            self.base + CERTIFICATIONS,
            json.dumps(NEW_CERTIFICATION).encode(),
            {"Content-Type": "application/json", "Idempotency-Key": "order-4711"},
        )
        with urlopen(request, timeout=60) as answer:
            return answer.status, answer.read(), "Idempotency-Replayed" in answer.headers

    def kill(self) -> None:
        """All of it at once, as when the power fails or memory runs out."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def serve(programme: Any, application: str = "mentorcerts.wsgi", **environment: str) -> Web:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", f"{application}:application",
               "--port", str(port), "--log-level", "warning"]  # fmt: skip
    return Web(programme.start(command, env=environment), port)


def post_in_vain(web: Web) -> threading.Thread:
    def post() -> None:
        with pytest.raises((OSError, HTTPException)):
            web.post()

    client = threading.Thread(target=post, daemon=True)
    client.start()
    return client


@pytest.mark.parametrize("stall", ["before", "after"])
def test_the_retry_of_a_request_whose_process_was_killed_is_done_once(programme, tmp_path, stall):
    """Killed before the certification was written, or after it: the key's row always was."""
    stalled = tmp_path / "stalled"
    web = serve(programme, "tests.support.stalled_wsgi", STALL=stall, STALLED=str(stalled))
    before = everything()
    client = post_in_vain(web)
    web.process.until(stalled.exists)
    web.kill()
    client.join(20)
    assert not client.is_alive()
    assert everything() == before
    assert not StoredAnswer.objects.exists()

    web = serve(programme)
    first = web.post()
    written = everything()
    again = web.post()

    assert (first[0], first[2]) == (201, False)
    assert again == (201, first[1], True)
    assert everything() == written
    assert Certification.objects.count() == Certification.history.count() == 1
    assert Mentor.objects.count() == StoredAnswer.objects.count() == 1
