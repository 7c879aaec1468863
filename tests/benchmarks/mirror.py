"""A system that keeps a copy reads the whole list of statuses; and one that records thousands.

The list is read by cursor, 1,000 a page, over one connection that is kept, beside the code before
answers were compressed and timestamps parsed quickly. The client unpacks and parses each page, as
it needs its cursor.
"""

import gzip
import http.client
import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import orjson
import zstandard

from tests.benchmarks import web
from tests.benchmarks.api import LIST, STATUSES
from tests.benchmarks.change_log import code_before, loaded_before
from tests.benchmarks.lab import Lab, say
from tests.benchmarks.loading import TYPES
from tests.benchmarks.report import Row, compared, figure
from tests.benchmarks.web import Server

ADDED = "mentorcerts/lib/timestamps.py"
PAGE = 1_000
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}
MEASURES = {
    "seconds": ("seconds", "s"),
    "CPU of the server": ("cpu", "s"),
    "bytes": ("megabytes", "MB"),
}
HALF = 0.5
FLAT = 1.3
"""Times the seconds a page at a hundredth of the size."""
BATCH, BATCHES, BATCH_SECONDS = 1_000, 5, 5


@dataclass(frozen=True)
class Mirror:
    """What reading a list took."""

    seconds: float
    cpu: float
    """Seconds of the server's processes."""
    megabytes: float
    """Of all bodies, as they came over the line."""
    records: int


def rows(lab: Lab) -> list[Row]:
    """The mirror at 100,000 beside the code before, and a page of it at a million."""
    size, large = lab.sizes.medium, lab.sizes.large
    with ExitStack() as stack:
        old = stack.enter_context(code_before(lab, ADDED))
        now = stack.enter_context(web.program(lab.url(lab.loaded(size))))
        before = stack.enter_context(web.program(lab.url(loaded_before(lab, old, size)), root=old))
        ways = [(now, "gzip"), (now, "zstd"), (before, "identity")]
        read: dict[str, list[Mirror]] = {encoding: [] for _, encoding in ways}
        for turn in range(lab.sizes.repeat + 1):
            for server, encoding in ways[turn % 3 :] + ways[: turn % 3]:
                read[encoding].append(mirror(server, encoding))
            say(", ".join(f"{name} {each[-1].seconds:.2f} s" for name, each in read.items()))
    assert {each.records for part in read.values() for each in part} == {size}
    what = f"mirror of {size:,} statuses by cursor, {PAGE:,} a page"
    found = [
        compared(
            f"{what}, {encoding}: {name}, against the code before",
            _taken(read[encoding], measure),
            _taken(read["identity"], measure),
            names=(f"now, {encoding}", "before"),
            unit=unit,
            bar=HALF,
        )
        for encoding in ("gzip", "zstd")
        for name, (measure, unit) in MEASURES.items()
    ]
    return [*found, _flat(lab, size, large)]


def _taken(read: list[Mirror], measure: str) -> list[float]:
    """Without the first time."""
    return [getattr(each, measure) for each in read[1:]]


def _flat(lab: Lab, size: int, large: int) -> Row:
    """Milliseconds a page, all pages of the smaller list and as many of the larger one."""
    small, big = (web.program(lab.url(lab.loaded(each))) for each in (size, large))
    taken: tuple[list[float], list[float]] = ([], [])
    with small as at_size, big as at_large:
        for _ in range(lab.sizes.repeat + 1):
            for number, server in enumerate((at_large, at_size)):
                done = mirror(server, "gzip", pages=size // PAGE)
                taken[number].append(done.seconds / (done.records / PAGE) * 1000)
    return compared(
        f"mirror of statuses, a page of {PAGE:,} with gzip at {large:,} against {size:,}",
        taken[0][1:],
        taken[1][1:],
        names=(f"at {large:,}", f"at {size:,}"),
        unit="ms",
        bar=FLAT,
    )


def mirror(server: Server, encoding: str, *, pages: int | None = None) -> Mirror:
    """Read the list of statuses to its end, or so many pages of it."""
    headers = {"Accept-Encoding": encoding}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    cursor: str | None = ""
    records = length = read = 0
    cpu, begin = server.cpu(), time.perf_counter()
    while cursor is not None and (pages is None or read < pages):
        connection.request("GET", f"{STATUSES}?after={cursor}&limit={PAGE}", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body[:500]
        length += len(body)
        assert answer.headers.get("Content-Encoding", "identity") == encoding
        page = orjson.loads(UNPACK[encoding](body))
        records += len(page["data"])
        cursor = page["pagination"]["next"]
        read += 1
    seconds, cpu = time.perf_counter() - begin, server.cpu() - cpu
    connection.close()
    return Mirror(seconds, cpu, length / 1e6, records)


def batches(lab: Lab) -> list[Row]:
    """Thousands of certifications of new mentors, in batches; each round on the same copy."""
    url = lab.copy(lab.loaded(lab.sizes.small), "batches")
    times = []
    with web.program(url) as server:
        for turn in range(lab.sizes.repeat + 1):
            sent = [_batch(turn, number) for number in range(BATCHES)]
            begin = time.perf_counter()
            for body in sent:
                _record(server, body)
            times.append(time.perf_counter() - begin)
            say(f"{BATCHES} batches: {times[-1]:.2f} s")
    lab.drop("batches")
    number = BATCH * BATCHES
    what = f"{number:,} certifications of new mentors over the API, {BATCHES} batches of {BATCH:,}"
    return [figure(what, times[1:], "s", bar=BATCH_SECONDS)]


def _batch(turn: int, number: int) -> bytes:
    item = {
        "certification_type": TYPES[0],
        "issued_at": "2025-01-26T00:00:00Z",
        "expires_at": "2029-01-26T00:00:00Z",
    }
    items = [{"mentor_id": f"batch-{turn}-{number}-{n}", **item} for n in range(BATCH)]
    return json.dumps({"items": items}).encode()


def _record(server: Server, body: bytes) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Content-Type": "application/json"}
    connection.request("POST", f"{LIST}/batch", body, headers)
    answer = connection.getresponse()
    said = answer.read()
    assert answer.status == 201, said[:500]
    connection.close()
