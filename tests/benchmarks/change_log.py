"""What the change log costs those who write: in turns with the code before it.

The code before is the newest commit on the main line that has no change log, in a work tree of its
own, on databases that its own migrations have made. Needs the repository's history.
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks import lab as labs
from tests.benchmarks import web
from tests.benchmarks.api import CPU, LIST, RENEWALS, ROUNDS, bodies, mentors, renewal_bodies
from tests.benchmarks.client import post
from tests.benchmarks.lab import Lab, program, say
from tests.benchmarks.report import Row, compared
from tests.benchmarks.runs import timed_run
from tests.benchmarks.web import Server

ADDED = "certifications/models/events.py"
NAMES = ("with the log", "before it")
REQUESTS = 150
WORK = "work"


def of_writers(lab: Lab) -> list[Row]:
    """CPU a request of the two writes that clients make most."""
    with ExitStack() as stack:
        old = stack.enter_context(code_before(lab))
        url = lab.copy(lab.loaded(lab.sizes.tiny), "with_log")
        url_before = lab.copy(loaded_before(lab, old, lab.sizes.tiny), "without_log")
        servers = [
            stack.enter_context(web.program(url)),
            stack.enter_context(web.program(url_before, root=old)),
        ]
        known = mentors(lab, "with_log", 1000)
        rows = [
            _beside(servers, f"POST of a {what}, CPU a request", path, sent)
            for what, path, sent in (
                ("certification for a known mentor", LIST, bodies(known)),
                ("renewal", RENEWALS, renewal_bodies(known)),
            )
        ]
    for name in ("with_log", "without_log"):
        lab.drop(name)
    return rows


def _beside(servers: list[Server], what: str, path: str, sent: Iterator[bytes]) -> Row:
    taken: list[list[float]] = [[], []]
    for turn in range(ROUNDS + 1):
        requests = [post(path, next(sent)) for _ in range(REQUESTS)]
        for number in (0, 1) if turn % 2 else (1, 0):
            before = servers[number].cpu()
            servers[number].send(requests, connections=4)
            taken[number].append((servers[number].cpu() - before) / REQUESTS * CPU)
    return compared(what, taken[0][1:], taken[1][1:], names=NAMES, unit="µs", bar=1.2)


def of_the_run(lab: Lab) -> list[Row]:
    """A night at a million mentors, each on a fresh copy."""
    size = lab.sizes.large
    what = f"run on PostgreSQL, {size:,} mentors, 3.5 % due, against the code before the log"
    return [compared(what, *beside_before(lab, ADDED), names=NAMES, bar=1.06)]


def beside_before(lab: Lab, added: str, **settings: str) -> list[list[float]]:
    """Seconds of nights at a million mentors, of the code now and of that before this file.

    In turns, each on a fresh copy. ``settings``: environment variables of the code now.
    """
    size = lab.sizes.large
    times: list[list[float]] = [[], []]
    with code_before(lab, added) as old, ExitStack() as stack:
        templates = [lab.loaded(size), loaded_before(lab, old, size)]
        first = lab.copy(lab.loaded(lab.sizes.tiny), WORK)
        runs: list[Callable[..., Any]] = [
            stack.enter_context(program(first, **settings)),
            stack.enter_context(program(first, root=old)),
        ]
        for turn in range(ROUNDS):
            paused = set()
            for number in (0, 1) if turn % 2 else (1, 0):
                lab.copy(templates[number], WORK)
                seconds, those = runs[number](timed_run)
                times[number].append(seconds)
                paused.add(those)
            assert len(paused) == 1, f"they paused different numbers of mentors: {paused}"
            say(f"run: {times[0][-1]:.2f} s, before {times[1][-1]:.2f} s")
    lab.drop(WORK)
    return times


@contextmanager
def code_before(lab: Lab, added: str = ADDED) -> Iterator[Path]:
    """A work tree of the newest commit on the main line that does not have this file yet."""
    found = _git("log", "--first-parent", "--diff-merges=first-parent", "--diff-filter=A", "-s",
                 "--format=%H", "--", added)  # fmt: skip
    folder = lab.folder / f"before_{Path(added).stem}"
    _git("worktree", "add", "--detach", str(folder), f"{found.split()[-1]}^1")
    try:
        yield folder
    finally:
        _git("worktree", "remove", "--force", str(folder))


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=labs.ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def loaded_before(lab: Lab, old: Path, size: int) -> str:
    """A database of the code before, with the same mentors."""
    name = f"{old.name}_{size}"
    if not lab.exists(name):
        say(f"loading {size:,} mentors for the code before")
        lab.execute(f"CREATE DATABASE {name}")
        with program(lab.url(name), root=old) as run:
            run(labs.migrate)
            run(labs.loading.load_many, size, today=labs.today())
    return name
