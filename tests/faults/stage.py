"""What a row plays on: its database, the processes that it starts, and what it counts."""

import logging
import random
import secrets
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client
from knox.models import AuthToken

from certifications.models import Mentor
from tests.faults.rows import PRODUCTION
from tests.support import procfile
from tests.support.network import free_port
from tests.support.postgres import Server
from tests.support.processes import Process
from tests.support.programme import Programme

WORDS = 3000
"""So much of what each process said last is shown when a row fails."""


class Stage(Programme):
    """A programme in the shape of production, and the figures that its row prints."""

    def __init__(self, folder: Path, *, short: bool, seed: int, server: Server | None) -> None:
        super().__init__(folder)
        self.folder, self.short, self.server = folder, short, server
        self.random = random.Random(seed)
        self.environment = dict(PRODUCTION)
        self.figures: dict[str, Any] = {}
        self.token = self.session = ""
        for chatty in ("django-q", "mentorcerts.access.audit"):
            logging.getLogger(chatty).setLevel(logging.WARNING)

    def rounds(self, full: int, short: int) -> int:
        """How often, or how many seconds long."""
        return short if self.short else full

    def count(self, **figures: Any) -> None:
        """Set figures to print; underscores are shown as spaces."""
        for name, value in figures.items():
            self.figures[name.replace("_", " ")] = value

    # --- processes -------------------------------------------------------------------------
    def web(self, **environment: str) -> "Web":
        """The Procfile's web process; comes back when it answers."""
        port = free_port()
        env = procfile.environment(PORT=str(port), **environment)
        web = Web(port, self.start(procfile.command("web"), env=env))
        process = web.process
        process.until(web.answers, seconds=60)
        return web

    def cluster(self) -> Process:
        return self.run("qcluster", wait=False)

    def job(self, *arguments: str, batch: int = 5000, wait: bool = True, **how: Any) -> Process:
        env = {"MENTORCERTS_BATCH_SIZE": str(batch)} | how.pop("env", {})
        return self.run("run_expiry_job", "--force", *arguments, env=env, wait=wait, **how)

    @staticmethod
    def python(*arguments: str) -> list[str]:
        """The command that starts this Python."""
        return [sys.executable, *arguments]

    def load_valid(self, mentors: int, *, kind: str) -> list[str]:
        """Mentors with one certification each, which has more than a year to go."""
        self.load(mentors, 0, kind=kind)
        return list(Mentor.objects.filter(pk__startswith=f"{kind}.").values_list("pk", flat=True))

    def last_words(self) -> str:
        said = []
        for process in self._started:
            text = (process.output + process.errors).strip()[-WORDS:]
            if text:
                said.append(f"--- process {process.pid} said last:\n{text}")
        return "\n".join(said)

    # --- people ----------------------------------------------------------------------------
    def make_token(self) -> str:
        """A token that may do everything; and a session of the same person."""
        user = get_user_model().objects.create_superuser("chaos", password=secrets.token_hex())
        browser = Client()
        browser.force_login(user)
        self.session = browser.cookies["sessionid"].value
        self.token = AuthToken.objects.create(user)[1]
        return self.token


class Web:
    """A web server that has been started."""

    def __init__(self, port: int, process: Process) -> None:
        self.port, self.process = port, process

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/schema/", timeout=10):
                return True
        except HTTPError as refusal:
            return refusal.code < 500
        except OSError:
            return False

    def workers(self) -> set[int]:
        """The ids of its processes, the master among them."""
        return set(self.process.group())

    def memory(self) -> int:
        """Resident memory of its workers together, in MB."""
        pages = 0
        for pid in self.workers() - {self.process.pid}:
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * 4096 // 2**20


def forget_connections() -> None:
    """Close ours: the server may have been restarted, or the database be about to move."""
    connections.close_all()


@contextmanager
def again_and_again(does: Callable[[], None], *, pause: float) -> Iterator[None]:
    """In a thread, as long as the block lasts; raises what it has raised."""
    over, errors = threading.Event(), []

    def go_on() -> None:
        try:
            does()
            while not over.wait(pause):
                does()
        except BaseException as error:  # noqa: BLE001  raised below
            errors.append(error)
        finally:
            connections.close_all()  # this thread's

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if errors:
        raise errors[0]
