"""Web processes: the program's own and its peers', and what CPU time they take."""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.benchmarks import client
from tests.benchmarks.client import Outcome
from tests.benchmarks.lab import ROOT, environment
from tests.support.network import free_port

TICKS = os.sysconf("SC_CLK_TCK")
OURS = "mentorcerts.wsgi"
PEERS = "tests.benchmarks.peers"


@dataclass(frozen=True)
class Server:
    """One that runs. Its processes are a session of their own."""

    port: int
    process: "subprocess.Popen[bytes]"

    def cpu(self) -> float:
        """Seconds that its processes have spent in Python, libraries and system so far."""
        return sum(_cpu(pid) for pid in self.processes())

    @staticmethod
    def cpu_of(pid: int) -> float:
        """The same of one process."""
        return _cpu(pid)

    def workers(self) -> list[int]:
        """Those of its processes that answer requests: they have done something, or will."""
        return [
            pid
            for pid in self.processes()
            if pid != self.process.pid and b"resource_tracker" not in _command_line(pid)
        ]

    def processes(self) -> list[int]:
        """All of them that are alive."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            pid = int(folder.name)
            try:
                if os.getsid(pid) == self.process.pid and _command_line(pid):
                    found.append(pid)
            except ProcessLookupError:
                continue
        return found

    def send(self, requests: Sequence[bytes], *, connections: int = 1) -> Outcome:
        """From another process. Every answer has to be a good one."""
        sent = clients().submit(client.send, self.port, requests, connections=connections)
        return _good(sent.result())

    def json(self, path: str) -> Any:
        return json.loads(self.send([client.get(path)]).body)


def in_turns(asked: Sequence[tuple[Server, Sequence[bytes]]]) -> list[float]:
    """Milliseconds a request of each, the median; the first one is not counted."""
    ports = [(server.port, requests) for server, requests in asked]
    outcomes = clients().submit(client.in_turns, ports).result()
    return [statistics.median(_good(each).latencies[1:]) * 1000 for each in outcomes]


def _good(outcome: Outcome) -> Outcome:
    assert not outcome.failed, (outcome.statuses, outcome.errors, outcome.body[:2000])
    return outcome


def _command_line(pid: int) -> bytes:
    """Empty where it has ended and nobody has buried it."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return (int(fields[11]) + int(fields[12])) / TICKS


@cache
def clients() -> ProcessPoolExecutor:
    """The process from which requests are sent."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def gunicorn(application: str, port: int, workers: int = 1) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}",
        "--workers", str(workers), "--threads", "4", "--log-level", "warning",
    ]  # fmt: skip


def granian(application: str, port: int, workers: int = 1) -> list[str]:
    return [
        str(Path(sys.executable).with_name("granian")), f"{application}:application",
        "--interface", "wsgi", "--port", str(port), "--workers", str(workers), "--http", "1",
        "--no-ws", "--blocking-threads", "4", "--respawn-failed-workers", "--log-level", "warning",
    ]  # fmt: skip


def uvicorn(application: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "uvicorn", application, "--port", str(port),
        "--log-level", "warning", "--no-access-log",
    ]  # fmt: skip


AS_SERVED = granian
"""The web server of the program, of its Django peers and of the empty project."""


@contextmanager
def serving(
    command: list[str], port: int, url: str, *, cwd: Path = ROOT, **settings: str
) -> Iterator[Server]:
    """Start it, wait until it listens, and end it afterwards."""
    process = subprocess.Popen(
        command, cwd=cwd, env=environment(url, **settings), start_new_session=True
    )
    server = Server(port, process)
    try:
        wait_until_it_listens(server)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_it_listens(server: Server) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert server.process.poll() is None, f"it ended: {server.process.args!r}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"it does not listen: {server.process.args!r}")


@contextmanager
def program(url: str, workers: int = 1, *, root: Path = ROOT) -> Iterator[Server]:
    """The program, as its README starts it; ``root``: the work tree whose it is."""
    port = free_port()
    with serving(AS_SERVED(OURS, port, workers), port, url, cwd=root) as server:
        yield server


@contextmanager
def django_peer(name: str, url: str) -> Iterator[Server]:
    """``stock`` or ``ninja``, under the same web server with the same middleware."""
    port, settings = free_port(), f"{PEERS}.settings"
    command = AS_SERVED(f"{PEERS}.wsgi", port)
    peer = {"PEER": f"{PEERS}.{name}", "DJANGO_SETTINGS_MODULE": settings}
    with serving(command, port, url, **peer) as server:
        yield server


@contextmanager
def fastapi_peer(url: str) -> Iterator[Server]:
    port = free_port()
    with serving(uvicorn(f"{PEERS}.fast:app", port), port, url) as server:
        yield server
