"""``manage.py quickstart``, as a new user starts it: real processes, an empty database."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.support.network import free_port
from tests.support.processes import until

pytestmark = [pytest.mark.process, pytest.mark.one_database]

ROOT = Path(__file__).parent.parent


def quickstart(database: str, *arguments: str, **environment: str) -> list[Any]:
    return [
        [sys.executable, "manage.py", "quickstart", *arguments],
        os.environ | {"DATABASE_URL": database, "DEBUG": "true"} | environment,
    ]


def completed(database: str, *arguments: str, **environment: str) -> Any:
    command, env = quickstart(database, *arguments, **environment)
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=90)


def test_it_sets_everything_up_and_prints_the_first_runs_summary(empty_database):
    first = completed(empty_database, "--no-serve")
    assert first.returncode == 0, first.stderr
    assert re.search(r"User admin, password \S{16}", first.stdout)
    assert re.search(r"User coordinator, password \S{16}", first.stdout)
    assert "84 mentors scanned, 3 expired, 3 paused, 1 skipped as exempt, 0 failed" in first.stdout

    again = completed(empty_database, "--no-serve")
    assert again.returncode == 0, again.stderr
    assert "no demo was loaded" in again.stdout
    assert "password" not in again.stdout.replace("changepassword", "")
    assert "84 mentors scanned, 0 expired, 0 paused" in again.stdout


def test_it_refuses_to_fill_a_production_database(empty_database):
    answer = completed(
        empty_database, "--no-serve", DEBUG="false", SECRET_KEY="x" * 50, ALLOWED_HOSTS="a"
    )
    assert answer.returncode == 1
    assert "DEBUG is off" in answer.stderr


def test_a_taken_port_is_said_before_anything_is_done(empty_database):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = completed(empty_database, "--port", str(taken.getsockname()[1]))
    assert answer.returncode == 1
    assert "is taken" in answer.stderr
    assert "password" not in answer.stdout


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_bad_port_is_wrong_usage(port, empty_database):
    answer = completed(empty_database, "--port", port)
    assert answer.returncode == 2
    assert "from 1 to 65535" in answer.stderr


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes in /proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop_and_leaves_no_process(ending, empty_database):
    port = free_port()
    command, env = quickstart(empty_database, "--port", str(port))
    process = subprocess.Popen(command, env=env, cwd=ROOT, start_new_session=True)
    try:
        status = answer_of(f"http://127.0.0.1:{port}/api/v1/certification-statuses", process)
        assert b'"total":85' in status
        assert b"mentorcerts" in answer_of(f"http://127.0.0.1:{port}/admin/login/", process)
        family = whole_family(process.pid)
        assert {"MENTORCERTS_REMINDERS=true"} <= environment(family[-1])  # to be switched on there
        process.send_signal(ending)
        assert process.wait(40) == 0
        assert [pid for pid in family if alive(pid)] == []
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def answer_of(url: str, process: "subprocess.Popen[bytes]") -> bytes:
    def answer() -> bytes | None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answered:
                return bytes(answered.read())
        except OSError:
            assert process.poll() is None, "quickstart ended by itself"
            return None

    return until(answer, seconds=60)


def environment(pid: int) -> set[str]:
    return set(Path(f"/proc/{pid}/environ").read_text().split("\0"))


def whole_family(pid: int) -> list[int]:
    """Web and cluster with their workers, once they are all there."""

    def six() -> list[int] | None:
        family = descendants(pid)
        return family if len(family) >= 6 else None

    return until(six, seconds=60)


def descendants(pid: int) -> list[int]:
    """All processes below one, read from /proc."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")")[1].split()[1])
        except OSError:
            continue
    below = [pid]
    for parent in below:
        below += [child for child, its_parent in parents.items() if its_parent == parent]
    return below[1:]


def alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")")[1].split()[0] != "Z"
    except OSError:
        return False
