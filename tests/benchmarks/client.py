"""A small HTTP client that keeps its connections, for a process of its own."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What came of some requests."""

    seconds: float = 0
    latencies: list[float] = field(default_factory=list)
    """Seconds each, of those that were answered."""
    statuses: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    """Requests that got no answer, by what happened to them."""
    body: bytes = b""
    """The last answer that was no success, else the last one."""

    @property
    def failed(self) -> int:
        """Requests without a good answer."""
        bad = sum(number for status, number in self.statuses.items() if status >= 400)
        return bad + sum(self.errors.values())


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def send(port: int, requests: Sequence[bytes], *, connections: int = 1) -> Outcome:
    """Send these, so many at a time, each connection one after the other."""
    return asyncio.run(_send(port, requests, connections))


async def _send(port: int, requests: Sequence[bytes], connections: int) -> Outcome:
    outcome, waiting = Outcome(), iter(requests)
    begin = time.perf_counter()
    await asyncio.gather(*(_connection(port, waiting, outcome) for _ in range(connections)))
    outcome.seconds = time.perf_counter() - begin
    return outcome


async def _connection(port: int, waiting: Iterator[bytes], outcome: Outcome) -> None:
    reader = writer = None
    for request in waiting:
        begin = time.perf_counter()
        try:
            if writer is None or reader is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            status, body, keep = await _answer(reader)
        except (OSError, asyncio.IncompleteReadError) as error:
            outcome.errors[type(error).__name__] += 1
            keep = False
        else:
            outcome.latencies.append(time.perf_counter() - begin)
            outcome.statuses[status] += 1
            if status >= 400 or not outcome.failed:
                outcome.body = body
        if not keep and writer is not None:
            writer.close()
            reader = writer = None
    if writer is not None:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes, bool]:
    """Status, body, and whether the connection stays open."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if line)
    body = await reader.readexactly(int(headers["content-length"]))
    return int(first.split()[1]), body, headers.get("connection") != "close"
