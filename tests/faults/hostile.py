"""Hostile requests to a real web server: with a token and without, well-formed and not.

They come from the program's own schema (schemathesis), from the tables of horrors that the tests
of the API keep, and from below HTTP. Nobody gets a 500, nobody gets in without a token, and
the server's memory does not grow.
"""

import gc
import json
import logging
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import schemathesis
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, seed, settings
from requests import Request

from certifications.models import Certification, ExpiryRun
from mentorcerts.wsgi import application
from renewals.models import Renewal
from tests.faults.load import NO_ANSWER, told
from tests.faults.stage import Stage, Web
from tests.support.api import CERTIFICATIONS, RENEWALS, RUN, STATUSES, call, sound_bodies
from tests.support.factories import ExpiryRunFactory
from tests.support.horrors import BODIES, HEADERS, PATHS, QUERIES, VALUES
from tests.support.lists import LISTS
from tests.support.records import everything

JSON = "application/json"
PUBLIC = ("/admin/login", "/static/")
NOT_HTTP = (400, 401, 403, 404, 405, 408, 413, 414, 431, 501, 505)
"""What may be said to what is no HTTP, or not quite: the server may also hang up."""
SLOW = 100
"""Far more than the server has threads: it gives none to a request before all of its head is
there. (A slow body holds one: a proxy that waits for whole requests belongs in front.)"""
PATIENCE = 3
"""Seconds until a client says that it has nothing more to say."""
ROUNDS = 4
GROWTH = 1.25
"""What the workers' memory may grow by in those rounds: threads scatter what they allocate."""
NEW_OBJECTS = 1000
"""What Python may hold more of after one more pass: none is kept for each request."""


@dataclass(frozen=True)
class Hostile:
    """A request as it goes over the wire."""

    method: str
    target: str
    body: bytes = b""
    headers: dict[str, str | None] = field(default_factory=dict)

    def wire(self, port: int, token: str) -> bytes:
        head: dict[str, str | None] = {"Host": f"127.0.0.1:{port}", "Content-Type": JSON}
        head |= {"Content-Length": str(len(self.body)), "Authorization": token or None}
        head |= {"Connection": "close"} | self.headers
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in head.items() if value is not None]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + self.body


def requests(stage: Stage) -> None:
    """First without a token: nothing may change. Then with one. Then below HTTP, and slowly."""
    token = f"Token {stage.make_token()}"
    bodies = sound_bodies()
    web = stage.web(MALLOC_ARENA_MAX="2")  # as in the unit
    number = stage.rounds(10_000, 600)
    drawn = list(islice(_shuffled(stage, bodies), number // 2))
    before = everything()
    strangers = _send_all(web, drawn, "")
    assert everything() == before, "somebody without a token has written"
    known = _send_all(web, drawn, token)
    memory = [web.memory()]
    wire = _below_http(web)
    waited = _slowly(web, token)
    for _ in range(ROUNDS):
        known += _send_all(web, drawn[: len(drawn) // 4], token)
        memory.append(web.memory())
    objects = _objects(drawn[: stage.rounds(1500, 150)], token)
    statuses = strangers.statuses + known.statuses
    stage.count(
        requests=statuses.total() + len(wire),
        without_a_token=told(strangers.statuses),
        with_one=told(known.statuses),
        no_HTTP=told(Counter(wire)),
        beside_slow_clients_answers_within=f"{waited:.2f} s",
        memory=f"{memory} MB",
        objects=objects,
    )
    assert strangers.let_in == []
    assert strangers.wrong + known.wrong == []
    assert set(wire) <= {NO_ANSWER, *NOT_HTTP}, wire
    assert waited < 5
    assert memory[-1] <= memory[0] * GROWTH
    assert objects[-1] - objects[-2] <= NEW_OBJECTS
    before, crash, after = web.process.errors.partition("Traceback")
    assert not crash, before[-500:] + crash + after[:5000]


# --- what is sent ---------------------------------------------------------------------------
def _shuffled(stage: Stage, bodies: dict[tuple[str, str], dict[str, Any]]) -> Iterator[Hostile]:
    half = stage.rounds(2500, 150)
    drawn = list(islice(_from_the_schema(stage, half), half))
    tables = list(_from_the_tables(bodies))
    stage.random.shuffle(tables)
    drawn += tables[: stage.rounds(10_000, 600) // 2 - len(drawn)]
    stage.random.shuffle(drawn)
    yield from drawn


def _from_the_tables(bodies: dict[tuple[str, str], dict[str, Any]]) -> Iterator[Hostile]:
    for (method, path), body in bodies.items():
        for name in body:
            rest = json.dumps({key: value for key, value in body.items() if key != name})
            for value in VALUES.values():
                yield Hostile(method, path, f"{{{json.dumps(name)}: {value}, {rest[1:]}".encode())
        for raw in BODIES.values():
            yield Hostile(method, path, raw)
        for headers in HEADERS.values():
            yield Hostile(method, path, json.dumps(body).encode(), _as_sent(headers))
        yield Hostile(method, path, b" " * 3_000_000)
    for path in LISTS:
        for query in QUERIES.values():
            yield Hostile("GET", f"{path}?{query}".replace("\0", "%00"))
    for tail in PATHS.values():
        for base in (CERTIFICATIONS, STATUSES, RENEWALS, RUN, "/admin", "/api", "/static"):
            yield Hostile("DELETE", f"{base}/{tail}")
            yield Hostile("GET", f"{base}/{tail}")
    for value in VALUES.values():
        form = f"username={value}&password={value}&next={value}".encode()
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        yield Hostile("POST", "/admin/login/", form, sent)


def _as_sent(environ: dict[str, str | None]) -> dict[str, str | None]:
    """Names of the WSGI environment → headers. A line end would begin the next one: left out."""
    return {
        name.removeprefix("HTTP_").replace("_", "-").title(): value
        for name, value in environ.items()
    }


def _from_the_schema(stage: Stage, number: int) -> Iterator[Hostile]:
    """Cases for every operation, sound and unsound ones."""
    description = SchemaGenerator().get_schema(request=None, public=True)
    operations = [
        found.ok() for found in schemathesis.openapi.from_dict(description).get_all_operations()
    ]
    drawn: list[Hostile] = []
    ids = _ids()
    for operation in operations:

        @seed(stage.random.randrange(10**9))
        @settings(
            max_examples=number // len(operations) + 1,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def draw(case: Any) -> None:
            with suppress(ValueError, UnicodeError):  # what can't even be written down
                drawn.append(_as_request(case))
                if case.path_parameters and case.method.upper() != "DELETE":  # they are needed
                    case.path_parameters = {name: ids[name] for name in case.path_parameters}
                    drawn.append(_as_request(case))

        draw()
    stage.random.shuffle(drawn)
    return iter(drawn)


def _ids() -> dict[str, str]:
    """Path parameters of records that exist."""
    certification, renewal = Certification.objects.all()[0], Renewal.objects.all()[0]
    run = ExpiryRun.objects.first() or ExpiryRunFactory()
    return {
        "certification_id": certification.certification_id,
        "code": certification.certification_type_id,
        "job_run_id": run.job_run_id,
        "mentor_id": certification.mentor_id,
        "renewal_id": renewal.renewal_id,
    }


def _as_request(case: Any) -> Hostile:
    sent = case.as_transport_kwargs(base_url="http://host")
    prepared = Request(
        **{key: sent[key] for key in ("method", "url", "params", "json", "data") if key in sent}
    ).prepare()
    body = prepared.body or b""
    return Hostile(
        case.method.upper(),
        prepared.path_url,
        body if isinstance(body, bytes) else str(body).encode(),
    )


# --- sending it --------------------------------------------------------------------------------
@dataclass
class Reception:
    """How the server took it."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    let_in: list[str] = field(default_factory=list)

    def __add__(self, other: "Reception") -> "Reception":
        return Reception(
            self.statuses + other.statuses, self.wrong + other.wrong, self.let_in + other.let_in
        )


def _send_all(web: Web, drawn: list[Hostile], token: str) -> Reception:
    reception = Reception()
    with ThreadPoolExecutor(4) as pool:
        for request, (status, content) in zip(
            drawn,
            pool.map(lambda each: _exchange(web.port, each.wire(web.port, token)), drawn),
            strict=True,
        ):
            reception.statuses[status] += 1
            shown = f"{status} to {request.method} {request.target[:200]} {request.body[:200]!r}"
            if (status >= 500 and status != 501) or (status == NO_ANSWER and not request.headers):
                reception.wrong.append(f"{shown} {request.headers}: {content[:300]!r}")
            if not token and status < 300 and not request.target.startswith(PUBLIC):
                reception.let_in.append(f"{shown}: {content[:300]!r}")
    return reception


def _exchange(port: int, wire: bytes, *, seconds: float = 30) -> tuple[int, bytes]:
    """Send these bytes; the status (``NO_ANSWER`` if there was none) and the rest of it."""
    answer = b""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), seconds) as wires:
        with suppress(OSError):  # it may hang up before it has read everything
            wires.sendall(wire)
        for patience in (PATIENCE, seconds):
            wires.settimeout(patience)
            with suppress(TimeoutError):
                while part := wires.recv(65536):
                    answer += part
                break
            wires.shutdown(socket.SHUT_WR)  # it waits for what was announced and never comes
    head, _, content = answer.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1:2]
    return (int(status[0]) if status and status[0].isdigit() else NO_ANSWER), content


def _below_http(web: Web) -> list[int]:
    """What is no HTTP, or wants to be two requests at once."""
    noise = random.Random(0)
    host = f"Host: 127.0.0.1:{web.port}\r\n".encode()
    sent = [
        b"",
        b"\r\n\r\n",
        b"\0" * 4096,
        b"GET",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET  /  HTTP/1.1\r\n\r\n",
        b"G\0T / HTTP/1.1\r\n" + host + b"\r\n",
        b"A" * 100_000,
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + host + b"\r\n",
        b"GET / HTTP/1.1\r\n" + host + b"A: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + host + b"A: a\r\n" * 100_000 + b"\r\n",
        b"GET / HTTP/1.1\r\n" + host + host + b"\r\n",
        b"GET / HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + host + b" folded: yes\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + host + b"Content-Length: -5\r\n\r\n",
        b"POST /api/v1/certifications HTTP/1.1\r\n" + host + b"Content-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/certifications HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: xchunked\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + noise.randbytes(500),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]
    sent += [noise.randbytes(noise.randrange(1, 5000)) for _ in range(50)]
    return [_exchange(web.port, wire, seconds=40)[0] for wire in sent]


def _objects(drawn: list[Hostile], token: str) -> list[int]:
    """How many objects Python holds after each of three passes, in this process and one thread."""
    logging.disable(logging.CRITICAL)
    counted = []
    for _ in range(3):
        for each in drawn:
            sent = {"HTTP_HOST": "127.0.0.1", "HTTP_AUTHORIZATION": token}
            call(application, each.method, each.target, each.body, **sent)
        gc.collect()
        counted.append(len(gc.get_objects()))
    return counted


def _slowly(web: Web, token: str) -> float:
    """Clients who say a letter a second; how long the others wait for their answers."""
    over = threading.Event()

    def dribble() -> None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", web.port), 30) as wires:
            wires.sendall(b"POST /api/v1/certifications HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
            while not over.wait(1):
                wires.sendall(b"a")

    slow = [threading.Thread(target=dribble, daemon=True) for _ in range(SLOW)]
    for thread in slow:
        thread.start()
    time.sleep(1)
    longest = 0.0
    for _ in range(20):
        begin = time.monotonic()
        status, _ = _exchange(
            web.port, Hostile("GET", f"{CERTIFICATIONS}?limit=1").wire(web.port, token)
        )
        assert status == 200, status
        longest = max(longest, time.monotonic() - begin)
    over.set()
    for thread in slow:
        thread.join()
    return longest
