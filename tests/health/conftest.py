"""A mail server and a monitor's web server on this machine: what arrives is what was sent."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail

from tests.support.network import free_port
from tests.support.receivers import ADDRESS, MailServer


@pytest.fixture
def mails(settings: Any) -> Iterator[MailServer]:
    """The operators' mail server; the settings lead to it."""
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.MENTORCERTS_ALERT_EMAILS = [ADDRESS]
    assert mail.get_connection().__class__.__module__.endswith("smtp")
    yield server
    controller.stop()


@pytest.fixture
def pings(settings: Any) -> Iterator[list[tuple[str, str]]]:
    """What the monitor has been told: path and body."""
    told: list[tuple[str, str]] = []

    class Monitor(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            told.append((self.path, self.rfile.read(length).decode()))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Monitor)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    settings.MENTORCERTS_PING_URL = f"http://127.0.0.1:{server.server_port}/check"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()
