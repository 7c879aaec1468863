"""A copy in another system, whose program is killed and started again at random moments."""

import os
import signal
import sqlite3
import time
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from certifications.change_log.publish import publish_events
from tests.faults.feeds import publish_on_and_on
from tests.faults.forks import Fork
from tests.faults.invariants import assert_model_holds, stands
from tests.faults.stage import Stage, Web
from tests.faults.writers import writing
from tests.support.processes import Process

MIRROR = settings.BASE_DIR / "docs" / "sync" / "mirror.py"
BY_HAND = 40
LOADING, FOLLOWING = "loading", "following"


def killed(stage: Stage) -> None:
    """In step at the end; and whenever it ends by itself it is, and says so."""
    stage.make_token()
    kills, number = stage.rounds(50, 5), stage.rounds(3000, 1000)
    due = stage.load(number, number, kind="due")
    mentors = stage.load_valid(number, kind="valid")[:BY_HAND] + due[:: number // BY_HAND]
    ended = Counter[str]()
    with ExitStack() as stack:
        publisher = Fork(stage, publish_on_and_on)
        stack.callback(publisher.kill)
        stack.enter_context(writing(stage, mentors, longest=2))
        web = stage.web()
        run = stage.job(batch=20, wait=False)
        for kill in range(kills):
            if kill % 4 == 0:  # it begins anew
                copy = stage.folder / f"copy-{kill}.sqlite3"
            ended[_strike(stage, _start(stage, web, copy), copy)] += 1
        assert run.wait(300).code == 0
    assert stage.job().code == 0  # whoever was made due again meanwhile
    publish_events(now=timezone.now())
    last = _start(stage, web, copy).wait()
    _assert_in_step(last)
    here = stands()
    assert _stands_of(copy) == here
    stage.count(
        kills=dict(ended), mentors=len(here), paused=sum(here.values()), said=last.output.strip()
    )
    assert ended[LOADING], "no kill struck while it began"
    assert ended[FOLLOWING] or stage.short, "no kill struck while it followed"
    assert_model_holds()


def _start(stage: Stage, web: Web, copy: Path) -> Process:
    env = {"MIRROR_URL": f"http://127.0.0.1:{web.port}/api/v1", "MIRROR_TOKEN": stage.token}
    return stage.start(stage.python(os.fspath(MIRROR), os.fspath(copy)), env=env)


def _strike(stage: Stage, mirror: Process, copy: Path) -> str:
    """Kill it at some moment; in the midst of what it was."""
    begins = not copy.exists()
    if begins:
        mirror.until(copy.exists)
    time.sleep(stage.random.uniform(0, 0.05 if begins else 1.0))
    if mirror.ended:
        _assert_in_step(mirror)
        return "had ended"
    mirror.end(signal.SIGKILL)
    return LOADING if _position(copy) is None else FOLLOWING


def _assert_in_step(mirror: Process) -> None:
    assert mirror.code == 0, mirror.output + mirror.errors
    assert mirror.output.endswith(": in step\n"), mirror.output


def _position(copy: Path) -> int | None:
    with closing(sqlite3.connect(copy)) as read:
        there = read.execute("SELECT name FROM sqlite_master WHERE name = 'position'").fetchone()
        row = read.execute("SELECT after FROM position").fetchone() if there else None
    return row[0] if row else None


def _stands_of(copy: Path) -> dict[str, bool]:
    with closing(sqlite3.connect(copy)) as read:
        return {name: bool(paused) for name, paused in read.execute("SELECT * FROM stand")}
