"""Ten spreadsheets at once, each of them too much: the others go on, and memory stays."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.faults.coordinator import Coordinator
from tests.faults.stage import Stage, Web, again_and_again
from tests.support.api import CERTIFICATIONS
from tests.support.spreadsheet_attacks import ATTACKS, full_workbook

AT_ONCE = 10
WORKER_MB = 300
SHOWN, REFUSED, BUSY = "previewed", "refused in words", "told to try again"
FILES = {"bombs": "empty-rows", "files_of_cells": "cells", "files_of_empty_lines": "empty-lines"}


def ten_at_once(stage: Stage) -> None:
    """Bombs, large CSV files, and workbooks that are full and sound."""
    stage.load(2000, 0)
    stage.make_token()
    web = stage.web(MALLOC_ARENA_MAX="2")  # as in the unit
    Coordinator(web.port, stage.session).upload("a.csv", b"mentor_id\nm-1\n")
    with _others(stage, web) as latencies:
        time.sleep(stage.rounds(10, 3))
    alone = statistics.median(latencies)
    stage.count(others_alone=f"{alone * 1000:.1f} ms")
    attacks = {attack.name: attack for attack in ATTACKS}
    waves = {
        name: (attacks[attack].file_name, attacks[attack].make()) for name, attack in FILES.items()
    }
    for name, file in waves.items():
        stage.count(**{name: _wave(stage, web, file, alone, wanted=REFUSED)})
    if not stage.short:
        full = ("full.xlsx", full_workbook())
        stage.count(full_workbooks=_wave(stage, web, full, alone, wanted=SHOWN))
    before, crash, after = web.process.errors.partition("Traceback")
    assert not crash, before[-500:] + crash + after[:5000]


def _wave(stage: Stage, web: Web, file: tuple[str, bytes], alone: float, *, wanted: str) -> str:
    """Ten uploads of this file; what came of them, in words."""
    begin = time.monotonic()
    with (
        _watched(web) as memory,
        _others(stage, web) as latencies,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        coordinator = Coordinator(web.port, stage.session)
        uploads = [pool.submit(coordinator.upload, *file) for _ in range(AT_ONCE)]
        answers = Counter(_kind(upload.result()) for upload in uploads)
    seconds = time.monotonic() - begin
    assert wanted in answers, answers  # a full one may take too long where others use the machine
    assert wanted == SHOWN or SHOWN not in answers, answers
    assert max(memory["workers"]) <= WORKER_MB
    return (
        f"{seconds:.1f} s, {dict(answers)}, a worker {max(memory['workers'])} MB, those that read "
        f"{max(memory['readers'])} MB together, others {statistics.median(latencies) / alone:.1f}x "
        f"({len(latencies)} requests, longest {max(latencies) * 1000:.0f} ms)"
    )


def _kind(answer: requests.Response) -> str:
    if answer.status_code == 503 and "Other spreadsheets are being imported" in answer.text:
        return BUSY
    assert answer.status_code == 200, answer.text[:500]
    return SHOWN if "Import now" in answer.text else REFUSED


@contextmanager
def _others(stage: Stage, web: Web) -> Iterator[list[float]]:
    """A client that requests a list again and again; yields how many seconds each answer took."""
    latencies: list[float] = []
    asking = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.asking", str(web.port), f"{CERTIFICATIONS}?limit=20"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TOKEN": stage.token},
    )
    try:
        yield latencies
    finally:
        said, _ = asking.communicate()
    assert asking.returncode == 0
    latencies += json.loads(said)


@contextmanager
def _watched(web: Web) -> Iterator[dict[str, list[int]]]:
    """The memory of the largest worker, and of all that read workbooks together, in MB."""
    memory: dict[str, list[int]] = {"workers": [0], "readers": [0]}

    def look() -> None:
        readers = 0
        for pid in web.workers() - {web.process.pid}:
            try:
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
                megabytes = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 // 2**20
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has ended
            if b"workbook_reader" in command:
                readers += megabytes
            else:
                memory["workers"].append(megabytes)
        memory["readers"].append(readers)

    with again_and_again(look, pause=0.05):
        yield memory
