"""What ``If-Match`` and ``Idempotency-Key`` cost: CPU time a request, beside without."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from tests.benchmarks import web
from tests.benchmarks.api import CPU, LIST, ROUNDS, bodies, mentors
from tests.benchmarks.client import request
from tests.benchmarks.lab import Lab
from tests.benchmarks.report import Row, compared
from tests.benchmarks.web import Server

REQUESTS = 150
MOST = 1.25
"""Times the CPU of the same request without the header."""


def rows(lab: Lab) -> list[Row]:
    """On a copy of 1,000 mentors, in turns."""
    url = lab.copy(lab.loaded(lab.sizes.tiny), "conditional")
    with web.program(url) as server:
        found = [
            _beside(server, "POST", "Idempotency-Key", _posts(mentors(lab, "conditional", 1000))),
            _beside(server, "PUT", "If-Match", _puts(server)),
        ]
    lab.drop("conditional")
    return found


def _beside(
    server: Server, method: str, header: str, sent: Iterator[tuple[str, bytes, str]]
) -> Row:
    taken: dict[str, list[float]] = {"with": [], "without": []}
    for turn in range(ROUNDS + 1):
        for name in list(taken)[:: 1 if turn % 2 else -1]:
            requests = []
            for _ in range(REQUESTS):
                path, body, value = next(sent)
                headers = {header: value} if name == "with" else {}
                requests.append(request(method, path, body, headers))
            before = server.cpu()
            outcome = server.send(requests, connections=4)
            assert not outcome.failed, outcome.body
            taken[name].append((server.cpu() - before) / REQUESTS * CPU)
    return compared(
        f"{method} of a certification with {header} against without, CPU a request",
        taken["with"][1:],
        taken["without"][1:],
        names=("with", "without"),
        unit="µs",
        bar=MOST,
    )


def _posts(mentor_ids: list[str]) -> Iterator[tuple[str, bytes, str]]:
    for number, body in enumerate(bodies(mentor_ids)):
        yield LIST, body, f"key-{number}"


def _puts(server: Server) -> Iterator[tuple[str, bytes, str]]:
    """A new expiry date for one certification after the other, each time another one.

    ``*`` costs what a tag does: the tag of now is made for either.
    """
    ids = [
        record["certification_id"]
        for page in range(1, 6)
        for record in server.json(f"{LIST}?status=valid&limit=100&page={page}")["data"]
    ]
    for turn in count():
        for certification_id in ids:
            expires = date(2050, 1, 1) + timedelta(days=turn)
            body = json.dumps({"expires_at": f"{expires}T00:00:00Z"}).encode()
            yield f"{LIST}/{certification_id}", body, "*"
