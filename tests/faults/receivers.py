"""Receivers of webhooks that fail, hang, hang up, send elsewhere, answer without end, or rebind."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.db import connection

from certifications.change_log.publish import last_number
from certifications.models import Event
from mentorcerts.webhooks.addresses import NOT_PUBLIC
from mentorcerts.webhooks.models import Attempt, Endpoint
from mentorcerts.webhooks.transport import TIMEOUT_SECONDS
from tests.faults.invariants import assert_model_holds
from tests.faults.names import PRIVATE, REBINDING
from tests.faults.stage import Stage, again_and_again
from tests.support.certificates import make_certificate
from tests.support.processes import Process
from tests.support.webhooks import Received, Receiver, endpoint_at, receiving

KINDS = ("failing", "dropping", "redirecting", "huge", "rebinding", "hanging", "well", "also-well")
OFTEN = 0.2
"""Of the requests to one that does not hang."""
GIGABYTE = 2**30
DELIVERER_MB = 300
STANDSTILL = TIMEOUT_SECONDS * 2 / 3
"""Seconds for which one that is well may wait for its next event: others hang for longer."""


def hostile(stage: Stage) -> None:
    """Order is kept, nothing lost, nothing private reached, nobody else delayed."""
    number = stage.rounds(400, 40)
    due = stage.load(number, number)
    alone = _run(stage, number)
    with ExitStack() as stack:
        context, authority = make_certificate(stage.folder, *[f"{kind}.example" for kind in KINDS])
        trap = stack.enter_context(_listening(0))
        everybody = [
            stack.enter_context(_opened(stage, kind, context, trap.port)) for kind in KINDS
        ]
        rebound = stack.enter_context(_listening(everybody[KINDS.index("rebinding")].port))
        deliverer = _deliver(stage, authority)
        longest = stack.enter_context(watching_transactions())
        stack.enter_context(_as_if_the_waits_were_over())
        due += stage.load(number, number, kind="beside")
        beside = _run(stage, number)
        deliverer.until(lambda: all(each.is_through() for each in everybody), seconds=300)
        megabytes = int(Path(f"/proc/{deliverer.pid}/statm").read_text().split()[1]) // 256
    for each in everybody:
        each.assert_told()
    refused = Attempt.objects.filter(endpoint__url__contains=REBINDING, error=NOT_PUBLIC)
    stage.count(
        events=last_number(),
        attempts=dict(Counter(Attempt.objects.values_list("result", flat=True))),
        misbehaved={each.kind: each.misbehaved for each in everybody},
        rebound_and_refused=refused.count(),
        longest_standstill=f"{max(each.longest_standstill() for each in everybody[-2:]):.1f} s",
        longest_transaction=f"{max(longest):.1f} s",
        run=f"{alone:.1f} s alone, {beside:.1f} s beside them",
        deliverer=f"{megabytes} MB",
    )
    assert trap.connections == rebound.connections == 0, "something private was reached"
    assert refused.exists()
    assert all(each.misbehaved for each in everybody[:-2] if each.kind != "rebinding")
    assert max(each.longest_standstill() for each in everybody[-2:]) < STANDSTILL
    assert max(longest) < STANDSTILL, "a transaction was open while the network was waited for"
    assert beside < 3 * alone + 5, "the run was delayed"
    assert megabytes < DELIVERER_MB
    stage.assert_paused_once(due)
    assert_model_holds()


def _run(stage: Stage, pauses: int) -> float:
    """How many seconds it takes from its start to its end."""
    before, begin = stage.paused(), time.monotonic()
    assert stage.job(batch=5).code == 0
    assert stage.paused() == before + pauses
    return time.monotonic() - begin


def _deliver(stage: Stage, authority: Path) -> Process:
    stage.environment["MENTORCERTS_WEBHOOK_CA"] = str(authority)
    python = stage.python("-m", "tests.faults.names", "deliver", "--loop")
    return stage.start(python)


class Misbehaving:
    """One receiver, which accepts an event or does what it is here for; and its endpoint."""

    def __init__(self, stage: Stage, kind: str, receiver: Receiver, trap: int) -> None:
        self.kind, self._receiver, self._trap = kind, receiver, trap
        self._random, self._hangs = stage.random, stage.rounds(4, 1)
        self.port = int(receiver.url.split(":")[2].split("/")[0])
        self.accepted: list[Received] = []
        self.misbehaved = 0
        self.over = threading.Event()
        receiver.answer = self._answer
        url = f"https://{kind}.example:{self.port}/hook"
        self.endpoint = endpoint_at(url, name=kind, position=0)

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        request = self._receiver.requests[-1]
        does: dict[str, Callable[[Any, Received], None]] = {
            "failing": self._fail, "dropping": self._drop, "redirecting": self._redirect,
            "huge": self._answer_without_end, "hanging": self._hang,
        }  # fmt: skip
        often = OFTEN if self.kind != "hanging" else float(self.misbehaved < self._hangs)
        if self.kind in does and self._random.random() < often:
            self.misbehaved += 1
            does[self.kind](handler, request)
            return
        self.accepted.append(request)
        headers = {"Connection": "close"} if self.kind == "rebinding" else {}
        handler.plain(200, headers)  # type: ignore[attr-defined]

    def _fail(self, handler: Any, request: Received) -> None:
        handler.plain(self._random.choice([500, 502, 503, 429]), {"Retry-After": "1"})

    def _drop(self, handler: Any, request: Received) -> None:
        if self._random.random() < 0.5:
            handler.wfile.write(b"HTTP/1.1 20")  # the third digit never comes
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    def _redirect(self, handler: Any, request: Received) -> None:
        scheme = self._random.choice(["http", "https"])
        status = self._random.choice([301, 302, 303, 307, 308])
        handler.plain(status, {"Location": f"{scheme}://{PRIVATE}:{self._trap}/latest/meta-data"})

    def _answer_without_end(self, handler: Any, request: Received) -> None:
        status = self._random.choice([200, 500])
        if status == 200:
            self.accepted.append(request)
        handler.send_response(status)
        handler.send_header("Content-Length", str(GIGABYTE))
        handler.end_headers()
        with suppress(OSError):
            for _ in range(GIGABYTE // 2**16):
                handler.wfile.write(b"x" * 2**16)

    def _hang(self, handler: Any, request: Received) -> None:
        self.over.wait(2 * TIMEOUT_SECONDS)
        handler.close_connection = True

    def is_through(self) -> bool:
        self.endpoint.refresh_from_db()
        return self.endpoint.position == last_number() > 0

    def assert_told(self) -> None:
        """Every event once, in order; and none was tried before the one before was accepted."""
        told = list(Event.objects.filter(sequence__isnull=False).values_list("sequence", flat=True))
        taken = [each.message["data"]["sequence"] for each in self.accepted]
        assert taken == sorted(told), self.kind
        assert self._receiver.sequences == sorted(self._receiver.sequences), self.kind
        if self.kind not in ("hanging", "huge"):  # theirs go on after the sender has hung up
            assert self._receiver.most_at_once == 1, self.kind
        assert not Attempt.objects.filter(endpoint=self.endpoint, result="skipped").exists()

    def longest_standstill(self) -> float:
        return max(after.at - before.at for before, after in pairwise(self._receiver.requests))


@contextmanager
def _opened(stage: Stage, kind: str, context: Any, trap: int) -> Iterator[Misbehaving]:
    with receiving(context) as receiver:
        opened = Misbehaving(stage, kind, receiver, trap)
        try:
            yield opened
        finally:
            opened.over.set()


class _Trap:
    """Listens at the private address, and counts who connects."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_server((PRIVATE, port))
        self.port, self.connections = self._socket.getsockname()[1], 0

    def count(self) -> None:
        with suppress(OSError):  # closed
            while True:
                self._socket.accept()[0].close()
                self.connections += 1

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextmanager
def _listening(port: int) -> Iterator[_Trap]:
    trap = _Trap(port)
    threading.Thread(target=trap.count, daemon=True).start()
    try:
        yield trap
    finally:
        trap.close()


@contextmanager
def _as_if_the_waits_were_over() -> Iterator[None]:
    """Whoever waits for the next try has waited long enough."""
    waiting = Endpoint.objects.filter(next_attempt_at__isnull=False)
    with again_and_again(lambda: waiting.update(next_attempt_at=None), pause=0.2):
        yield


@contextmanager
def watching_transactions() -> Iterator[list[float]]:
    """For how long, in seconds, somebody has had a transaction open and done nothing in it."""
    ages = [0.0]

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select coalesce(max(extract(epoch from now() - state_change)), 0)"
                " from pg_stat_activity where datname = current_database()"
                " and state like 'idle in transaction%'"
            )
            ages.append(float(cursor.fetchone()[0]))

    with again_and_again(look, pause=0.1):
        yield ages
