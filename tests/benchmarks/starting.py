"""From the start of the web process to its first answer."""

import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.benchmarks import lab as labs
from tests.benchmarks import web
from tests.benchmarks.api import LIST
from tests.benchmarks.lab import Lab
from tests.benchmarks.report import Row, compared


def rows(lab: Lab) -> list[Row]:
    """A list of ours against the welcome page of a fresh Django project. A figure without a bar."""
    url = lab.url(lab.loaded(lab.sizes.tiny))
    empty = _empty_project(lab.folder)
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(2 * lab.sizes.repeat + 1):
        ours.append(_first_answer(web.OURS, LIST, labs.environment(url), labs.ROOT))
        settings = labs.environment(url, DJANGO_SETTINGS_MODULE="empty.settings")
        theirs.append(_first_answer("empty.wsgi", "/", settings, empty))
    what = "start-up to first answer of the web process against an empty Django project"
    return [compared(what, ours[1:], theirs[1:], names=("ours", "an empty project"))]


def _empty_project(folder: Path) -> Path:
    project = folder / "empty"
    project.mkdir()
    command = [sys.executable, "-m", "django", "startproject", "empty", str(project)]
    subprocess.run(command, check=True)
    return project


def _first_answer(application: str, path: str, env: dict[str, str], cwd: Path) -> float:
    port = web.free_port()
    begin = time.perf_counter()
    process = subprocess.Popen(
        web.AS_SERVED(application, port), cwd=cwd, env=env, start_new_session=True
    )
    try:
        while (status := _status(port, path)) is None:
            assert process.poll() is None, f"{application} ended"
            time.sleep(0.005)
        seconds = time.perf_counter() - begin
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
    assert status == 200, f"{application} answers {path} with {status}"
    return seconds


def _status(port: int, path: str) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with suppress(ConnectionError):
        connection.request("GET", path)
        return connection.getresponse().status
    return None
