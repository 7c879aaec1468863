"""A receiver of webhooks on this machine, the endpoint that it stands for, and events to send."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.utils import timezone

from certifications.change_log.publish import last_number, publish_events
from certifications.models import Event
from mentorcerts.webhooks.models import Endpoint
from tests.support.factories import MentorFactory


@dataclass
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def message(self) -> Any:
        return json.loads(self.body)

    @property
    def event_id(self) -> str:
        return self.headers["webhook-id"]


class Receiver:
    """Answers 200 unless told otherwise. ``answer`` may do what it likes with the handler."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self.at_once = self.most_at_once = 0
        self.statuses: list[int] = []
        """What to answer, one after the other; then 200."""
        self.headers: dict[str, str] = {}
        self.answer: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.lock = threading.Lock()
        self.url = ""

    @property
    def event_ids(self) -> list[str]:
        return [each.event_id for each in self.requests]

    @property
    def sequences(self) -> list[int]:
        return [each.message["data"]["sequence"] for each in self.requests]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Any

    def setup(self) -> None:
        super().setup()
        self.server.receiver.connections += 1

    def do_POST(self) -> None:
        receiver: Receiver = self.server.receiver
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # its sender was killed: that is no request
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        with receiver.lock:
            receiver.requests.append(Received(self.path, headers, body, time.time()))
            receiver.at_once += 1
            self.unanswered = True
            receiver.most_at_once = max(receiver.most_at_once, receiver.at_once)
            status = receiver.statuses.pop(0) if receiver.statuses else 200
        try:
            if receiver.answer is not None:
                receiver.answer(self)
            else:
                self.plain(status, receiver.headers)
        finally:
            self._answered()

    def _answered(self) -> None:
        """Count it out before its sender can know, who may send the next one at once."""
        with self.server.receiver.lock:
            self.server.receiver.at_once -= self.unanswered
            self.unanswered = False

    do_GET = do_POST  # noqa: N815

    def plain(self, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self._answered()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    receiver: Receiver

    def handle_error(self, *_: Any) -> None:
        """A sender that hangs up is what some tests are about."""


@contextmanager
def receiving(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver that listens on 127.0.0.1, with TLS if it is given certificates."""
    server = _Server(("127.0.0.1", 0), _Handler)
    receiver = server.receiver = Receiver()
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "https" if context else "http"
    receiver.url = f"{scheme}://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def endpoint_at(url: str, **values: Any) -> Endpoint:
    """An endpoint that has everything so far, past the service that asks whether it may be."""
    values = {"name": "Matching app", "position": last_number(), **values}
    return Endpoint.objects.create(url=url, **values)


def publish(*kinds: str, mentor: Any = None, **values: Any) -> list[Event]:
    """Published events of these types, by default one pause, about one mentor."""
    mentor = mentor or MentorFactory()
    values = {"occurred_at": timezone.now(), "paused": True, "mentor": mentor, **values}
    events = [Event.objects.create(type=kind, **values) for kind in kinds or (Event.Type.PAUSED,)]
    publish_events(now=timezone.now())
    return list(Event.objects.filter(pk__in=[each.pk for each in events]).order_by("sequence"))


def later(on: Any, moment: Any, **steps: float) -> Any:
    """Travel to some time after a moment, and return it."""
    then = moment + timedelta(**steps)
    on(f"{then:%Y-%m-%d}", f"{then:%H:%M:%S}")
    return then
