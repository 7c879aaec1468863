"""Run the web process and the task cluster together, for ``manage.py quickstart``."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

GRACE_SECONDS = 20
"""How long a process may take to end after SIGTERM; the cluster finishes its current task."""


def port_is_free(port: int) -> bool:
    """Return whether the web process can listen on this port of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def serve(port: int) -> str:
    """Serve until Ctrl-C or SIGTERM, then end both. Return what went wrong, or ``""``.

    Each process has its own session: Ctrl-C reaches this process only, and its children can be
    ended together with it.
    """
    commands = {
        "web": ["-m", "granian", "--interface", "wsgi", "mentorcerts.wsgi:application",
                "--port", str(port), "--blocking-threads", "4", "--http", "1", "--no-ws",
                "--log-level", "warning"],
        "cluster": ["manage.py", "qcluster"],
    }  # fmt: skip
    with _stop_signals() as received:
        running = {
            name: subprocess.Popen([sys.executable, *command], start_new_session=True)  # noqa: S603
            for name, command in commands.items()
        }
        try:
            while not received and all(process.poll() is None for process in running.values()):
                time.sleep(0.2)
            return "" if received else _describe_exits(running)
        finally:
            _end(list(running.values()))


@contextmanager
def _stop_signals() -> Iterator[list[int]]:
    """Yield a list to which Ctrl-C and SIGTERM append their signal number."""
    received: list[int] = []

    def handle(number: int, frame: Any) -> None:
        received.append(number)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _describe_exits(running: dict[str, "subprocess.Popen[bytes]"]) -> str:
    return "; ".join(
        f"the {name} process ended by itself with exit code {process.returncode}"
        for name, process in running.items()
        if process.poll() is not None
    )


def _end(processes: list["subprocess.Popen[bytes]"]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what it has started and left behind
        process.wait()
