"""The web process as production starts it: the Procfile's line, with production's settings."""

import urllib.error
import urllib.request
from email.message import Message
from typing import NamedTuple

from django.conf import settings

from tests.support import procfile
from tests.support.network import free_port
from tests.support.processes import Process
from tests.support.programme import Programme

PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": settings.SECRET_KEY,
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECURE_SSL_REDIRECT": "false",
}


class Answer(NamedTuple):
    status: int
    headers: Message
    text: str


class Web:
    """A web process that answers, and questions to it."""

    def __init__(self, process: Process, port: int):
        self.process, self.port = process, port

    def get(self, path: str, *, seconds: float = 30, **headers: str) -> Answer:
        """Ask for a page; also an error is an answer. Raises ``OSError`` if there is none."""
        return self._ask(path, None, seconds, headers)

    def post(self, path: str, body: bytes, *, seconds: float = 30, **headers: str) -> Answer:
        return self._ask(path, body, seconds, headers)

    def _ask(
        self, path: str, body: bytes | None, seconds: float, headers: dict[str, str]
    ) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, named)
        try:
            with urllib.request.urlopen(request, timeout=seconds) as found:
                return Answer(found.status, found.headers, found.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read().decode())

    def answers(self) -> bool:
        try:
            return self.get("/healthz").status == 200
        except OSError:
            return False


def start(programme: Programme, name: str, **environment: str) -> Process:
    """A line of the Procfile, by its name."""
    env = procfile.environment(**{**PRODUCTION, **environment})
    return programme.start(procfile.command(name), env=env)


def start_web(programme: Programme, **environment: str) -> Web:
    """The web line; comes back when it answers."""
    port = free_port()
    web = Web(start(programme, "web", PORT=str(port), **environment), port)
    web.process.until(web.answers, seconds=60)
    return web
