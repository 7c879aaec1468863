"""Readers of the feed while others write, a run goes on and two publishers number the lines."""

import threading
import time
from collections import defaultdict
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

from django.utils import timezone

from certifications.change_log.publish import last_number, publish_events
from certifications.models import Event
from tests.faults.forks import Fork
from tests.faults.invariants import assert_model_holds
from tests.faults.load import Client
from tests.faults.stage import Stage, Web
from tests.faults.writers import writing
from tests.support.api import EVENTS

LIMITS = (1000, 100, 30, 10)
"""Of a page: one for each reader."""
BY_HAND, BATCH = 60, 200


def four_readers(stage: Stage) -> None:
    """No reader misses a number or gets one twice; each mentor's lines come in order."""
    stage.make_token()
    due = stage.load(*[stage.rounds(20_000, 2000)] * 2, kind="due")
    mentors = stage.load_valid(BY_HAND, kind="valid") + due[:: len(due) // BY_HAND]
    web, began = stage.web(), time.monotonic()
    readers = [Reader(web, stage, limit) for limit in LIMITS]
    with ExitStack() as stack:
        publishers = [Fork(stage, publish_on_and_on) for _ in range(2)]
        for publisher in publishers:
            stack.callback(publisher.kill)
        with writing(stage, mentors):
            for reader in readers:  # only now: forks and threads do not go together
                reader.start()
            run = stage.job(batch=BATCH, wait=False)
            run.wait(300)
            time.sleep(max(stage.rounds(40, 6) - (time.monotonic() - began), 0))
    assert run.code == 0, run.errors
    assert stage.job().code == 0  # whoever was made due again meanwhile
    publish_events(now=timezone.now())
    last = last_number()
    for reader in readers:
        reader.read_through(last)
    for reader in readers:
        reader.assert_complete(last)
    behind = max(reader.longest_behind for reader in readers)
    stage.count(
        lines=last,
        pauses=stage.paused(),
        pages=[reader.pages for reader in readers],
        committed_out_of_order=_out_of_order(),
        longest_way_behind=behind,
    )
    assert _out_of_order() >= stage.rounds(20, 1), "no line was committed after a later one"
    assert_model_holds()


def publish_on_and_on() -> None:
    while True:
        publish_events(now=timezone.now())
        time.sleep(0.05)


def _out_of_order() -> int:
    """Lines whose number is after that of a line which was written later."""
    pks = Event.objects.filter(sequence__isnull=False).order_by("sequence").values_list("pk")
    return sum(before > after for (before,), (after,) in pairwise(pks))


class Reader(threading.Thread):
    """Follows the feed as a program that keeps a copy does: always with ``next_after``."""

    def __init__(self, web: Web, stage: Stage, limit: int) -> None:
        super().__init__(daemon=True)
        self._client, self._limit = Client(web.port, stage.token), limit
        self._last: int | None = None
        self._error: BaseException | None = None
        self.lines: list[dict[str, Any]] = []
        self.pages = self.longest_behind = 0

    def run(self) -> None:
        try:
            after = 0
            while self._last is None or after < self._last:
                after = self._read_one(after)
        except BaseException as error:  # noqa: BLE001  told by ``read_through``
            self._error = error
        finally:
            self._client.close()

    def _read_one(self, after: int) -> int:
        answer = self._client.send("GET", f"{EVENTS}?after={after}&limit={self._limit}")
        assert answer.good, answer
        self.pages += 1
        self.lines += answer.body["data"]
        found = answer.body["pagination"]
        self.longest_behind = max(self.longest_behind, found["last"] - found["next_after"])
        if not answer.body["data"]:
            time.sleep(0.02)
        return int(found["next_after"])

    def read_through(self, last: int) -> None:
        self._last = last
        self.join(300)
        assert self._error is None, self._error
        assert not self.is_alive(), f"still at {self.lines[-1]['sequence']} of {last}"

    def assert_complete(self, last: int) -> None:
        """Every number once, in order; and for each certification the dates are a chain."""
        assert [line["sequence"] for line in self.lines] == list(range(1, last + 1))
        ids = Event.objects.filter(sequence__isnull=False).order_by("sequence")
        assert [line["event_id"] for line in self.lines] == list(
            ids.values_list("event_id", flat=True)
        )
        theirs = defaultdict(list)
        for line in self.lines:
            if "expiry_date" in line:
                theirs[line["certification_id"]].append(line)
        for lines in theirs.values():
            for before, line in pairwise(lines):
                was = line.get("previous_expiry_date", line["expiry_date"])
                assert was == before["expiry_date"], (before, line)
