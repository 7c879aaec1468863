"""A Redis server for a test, where the machine has one."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.needed import needed
from tests.support.network import free_port
from tests.support.processes import until


class Redis:
    """One server that keeps nothing. It can be stopped, and started again on its port."""

    def __init__(self, folder: Path):
        server = needed("redis-server", "REDIS")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        self._command = [server, *map(str, options)]

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        until(self._listens)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def redis_server(folder: Path) -> Iterator[Redis]:
    """Start one; skips the test where there is none."""
    server = Redis(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
