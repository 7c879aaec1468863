"""A small HTTP client that keeps its connections, for a process of its own."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

PATIENCE = 30
"""Seconds that a client waits for an answer."""


@dataclass
class Outcome:
    """What came of some requests."""

    seconds: float = 0
    latencies: list[float] = field(default_factory=list)
    """Seconds each, of those that were answered."""
    statuses: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    """Requests that got no answer, by what happened to them."""
    answered_at: float = 0
    silence: float = 0
    """The longest time in which nobody got an answer."""
    body: bytes = b""
    """The last answer that was no success, else the last one."""

    def note(self, begin: float, status: int, body: bytes) -> None:
        """An answer to what was sent at ``begin``."""
        now = time.perf_counter()
        if status >= 400 or not self.failed:
            self.body = body
        self.latencies.append(now - begin)
        self.statuses[status] += 1
        self.silence = max(self.silence, now - self.answered_at)
        self.answered_at = now

    @property
    def failed(self) -> int:
        """Requests without a good answer."""
        bad = sum(number for status, number in self.statuses.items() if status >= 400)
        return bad + sum(self.errors.values())


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    return request("POST", path, body, {})


def request(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    further = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n{further}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def send(port: int, requests: Sequence[bytes], *, connections: int = 1) -> Outcome:
    """Send these, so many at a time, each connection one after the other."""
    return asyncio.run(_send(port, iter(requests), connections))


def send_to_each(ports: Sequence[int], requests: Sequence[bytes], *, connections: int) -> Outcome:
    """Send these to each port at the same time; the connections are spread over the ports."""

    async def all_of_them() -> list[Outcome]:
        share = connections // len(ports)
        return await asyncio.gather(*(_send(port, iter(requests), share) for port in ports))

    together = Outcome()
    for outcome in asyncio.run(all_of_them()):
        together.statuses += outcome.statuses
        together.errors += outcome.errors
        together.body = outcome.body
    return together


def keep_sending(port: int, request: bytes, *, connections: int, seconds: float) -> Outcome:
    """Send this again and again for so long, whatever becomes of it."""

    def until_then() -> Iterator[bytes]:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            yield request

    return asyncio.run(_send(port, until_then(), connections))


def in_turns(asked: Sequence[tuple[int, Sequence[bytes]]]) -> list[Outcome]:
    """Several ports, each with its requests: the first of each, the second of each, and so on.

    What disturbs the machine disturbs all of them alike.
    """
    return asyncio.run(_in_turns(asked))


async def _in_turns(asked: Sequence[tuple[int, Sequence[bytes]]]) -> list[Outcome]:
    outcomes = [Outcome() for _ in asked]
    streams = [await asyncio.open_connection("127.0.0.1", port) for port, _ in asked]
    for requests in zip(*(each for _, each in asked), strict=True):
        for (reader, writer), request, outcome in zip(streams, requests, outcomes, strict=True):
            begin = time.perf_counter()
            writer.write(request)
            status, body, _ = await _answer(reader)
            outcome.note(begin, status, body)
    for _, writer in streams:
        writer.close()
    return outcomes


async def _send(port: int, waiting: Iterator[bytes], connections: int) -> Outcome:
    outcome = Outcome()
    begin = outcome.answered_at = time.perf_counter()
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
            status, body, keep = await asyncio.wait_for(_answer(reader), PATIENCE)
        except (OSError, asyncio.IncompleteReadError) as error:  # TimeoutError is an OSError
            outcome.errors[type(error).__name__] += 1
            keep = False
            await asyncio.sleep(0.01)
        else:
            outcome.note(begin, status, body)
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
