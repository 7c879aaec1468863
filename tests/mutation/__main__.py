"""``python -m tests.mutation``: small faults are put into the core; do the tests notice?

The tests run once, and it is measured which of them execute which line. Then each fault, drawn by
the seed, goes into a copy of the program, where the tests of its line run, most specific first,
and after them the tests of its module. As soon as one fails, the fault is noticed.

    python -m tests.mutation --seed 1 --count 100
    python -m tests.mutation --seed 1 --measured build/measured   # kept, and used again if there
    python -m tests.mutation --seed 1 --then tests/processes      # slow tests, where others passed

Tests run on SQLite. It needs ``coverage==7.17.5``.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from random import Random

from coverage import CoverageData

from tests.mutation.plugin import COVERAGE, SECONDS, SHARED
from tests.mutation.sites import Site, sites

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ["certifications", "statuses", "renewals", "mentorcerts"]
NOT_CORE = (
    "*/migrations/* */tests/* */settings* */demo* */serving* */quickstart* */theme.py */formats/* "
    "*/doors.py */cluster.py */configuration.py */apps.py */urls.py */wsgi.py"
).split()
"""Settings, wiring, and what starts or shows the program: no rules in there."""
SLOW = (
    "tests/browser tests/processes tests/production tests/benchmarks tests/faults "
    "tests/api/test_schemathesis.py tests/test_quickstart.py"
).split()
NOT_COPIED = (
    ".git .env .venv* .*_cache .hypothesis .development-key* *.sqlite3* __pycache__ staticfiles"
).split()
PYTEST = (
    "-m pytest -x -q -p no:cacheprovider -p tests.mutation.plugin --hypothesis-seed=0 --tb=line"
).split()
FIRST = 40
"""Tests that run first: whatever is noticed, they nearly always notice it."""
NO_TESTS, NOT_STARTED = 5, 4
"""How pytest ends."""


@dataclass(frozen=True)
class Fault:
    """One change of one place."""

    site: Site
    instead: str

    def put_into(self, source: bytes) -> bytes:
        return source[: self.site.begin] + self.instead.encode() + source[self.site.end :]

    def lines(self, source: bytes) -> tuple[str, str]:
        """The line before and after."""
        both = (text.splitlines()[self.site.line - 1] for text in (source, self.put_into(source)))
        before, after = (line.decode().strip() for line in both)
        return before, after


@dataclass(frozen=True)
class Outcome:
    noticed: bool
    by: str
    seconds: float


class Measured:
    """Which tests execute a line, and how long they take."""

    def __init__(self, folder: Path):
        self._data = CoverageData(str(folder / COVERAGE))
        self._data.read()
        self.seconds: dict[str, float] = json.loads((folder / SECONDS).read_text("utf-8"))
        breadth = Counter[str]()
        for path in self._data.measured_files():
            for tests in self._data.contexts_by_lineno(path).values():
                breadth.update(tests)
        self._breadth = breadth

    def of(self, site: Site) -> tuple[list[str], bool]:
        """The tests of its line, most specific first, and whether shared fixtures execute it."""
        by_line = self._data.contexts_by_lineno(site.path)
        for lines in (site.lines, site.statement):
            tests = {test for line in lines for test in by_line.get(line, ())}
            if tests - {""}:
                break
        known = tests & self.seconds.keys()
        return sorted(known, key=lambda test: (self._breadth[test], test)), SHARED in tests

    def around(self, site: Site) -> list[str]:
        """All tests: of each file in turn, first those that execute most of the module."""
        hits = Counter[str]()
        for tests in self._data.contexts_by_lineno(site.path).values():
            hits.update(tests)
        by_file = defaultdict[str, list[str]](list)
        for test in sorted(self.seconds, key=lambda test: (-hits[test], self.seconds[test], test)):
            by_file[test.partition("::")[0]].append(test)
        turns = {test: turn for tests in by_file.values() for turn, test in enumerate(tests)}
        return sorted(turns, key=lambda test: (not hits[test], turns[test], -hits[test], test))


class Laboratory:
    """Copies of the program, the faults that go into them, and the tests that run there."""

    def __init__(self, options: argparse.Namespace, folder: Path):
        self._options, self._folder = options, folder
        self._copies = SimpleQueue[Path]()
        first = folder / "copy-0"
        shutil.copytree(ROOT, first, ignore=shutil.ignore_patterns(*NOT_COPIED))
        self.kept = options.measured or folder / "measured"
        if not (self.kept / SECONDS).exists():
            self._measure(first)
        self.measured = Measured(self.kept)
        self._copies.put(first)
        for number in range(1, options.jobs):
            self._copies.put(shutil.copytree(first, folder / f"copy-{number}"))

    def _measure(self, copy: Path) -> None:
        self.kept.mkdir(parents=True, exist_ok=True)
        begin = time.monotonic()
        left_out = [f"--ignore={path}" for path in SLOW] + ["-m", self._options.marked]
        packages = ",".join(self._options.packages)
        command = [*PYTEST, "--maxfail=0", f"--measure={self.kept}", "--measured-packages"]
        code, output = _run(copy, [*command, packages, *left_out], limit=None)
        print(f"measured in {time.monotonic() - begin:.0f} s: {output.strip().splitlines()[-1]}")
        if code not in (0, 1):
            raise SystemExit(output)

    def try_out(self, fault: Fault) -> Outcome:
        """Put it in, run tests until one fails, take it out."""
        begin = time.monotonic()
        copy = self._copies.get()
        path = copy / fault.site.path
        shutil.copy2(path, original := copy.with_suffix(".original"))
        path.write_bytes(fault.put_into(path.read_bytes()))
        by = self._noticed_by(fault.site, copy)
        shutil.copy2(original, path)  # with its time, by which Python knows what it compiled
        self._copies.put(copy)
        return Outcome(bool(by), by, time.monotonic() - begin)

    def _noticed_by(self, site: Site, copy: Path) -> str:
        tests, shared = self.measured.of(site)
        around = self.measured.around(site)
        if site.at_import or shared:
            tests = [*tests[: FIRST // 2], *around]
        database = [] if shared else ["--reuse-db", f"--database-from={self.kept}"]
        stages = [tests[:FIRST], self._rest(tests, around)] if tests else []
        for chosen in [*stages, self._options.then]:
            if chosen and (by := self._failing(copy, chosen, database)):
                return by
        return ""

    def _rest(self, tests: Sequence[str], around: Sequence[str]) -> list[str]:
        """As many as there is time for, in the order of their files."""
        chosen, first, left = [], set(tests[:FIRST]), self._options.budget
        for test in dict.fromkeys([*tests[FIRST:], *around]):
            seconds = self.measured.seconds[test]
            if test not in first and seconds <= left:
                chosen.append(test)
                left -= seconds
        order = {test: place for place, test in enumerate(self.measured.seconds)}
        return sorted(chosen, key=order.__getitem__)

    def _failing(self, copy: Path, tests: Sequence[str], database: Sequence[str]) -> str:
        """What failed of these tests, or ``""``."""
        names = copy.with_suffix(".tests")
        names.write_text("\n".join(tests), "utf-8")
        limit = 120 + 5 * sum(self.measured.seconds.get(test, 60) for test in tests)
        code, output = _run(copy, [*PYTEST, *database, f"@{names}"], limit)
        if code == NOT_STARTED and "not found: " in output:
            # The fault has changed what tests there are. That alone is nothing anybody notices.
            files = dict.fromkeys(test.partition("::")[0] for test in tests)
            return self._failing(copy, list(files), database)
        if code in (0, NO_TESTS):
            return ""
        failed = re.search(r"^(?:FAILED|ERROR) (\S+)", output, re.MULTILINE)
        return failed[1] if failed else output.strip().splitlines()[-1]


def _run(copy: Path, arguments: Sequence[str], limit: float | None) -> tuple[int, str]:
    """Python in a copy. One that takes too long has failed."""
    with subprocess.Popen(
        [sys.executable, *arguments, f"--basetemp={copy.with_suffix('.temp')}"],
        cwd=copy,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            return 1, f"nothing: it did not end within {limit:.0f} s"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        return process.returncode, output


def draw(options: argparse.Namespace) -> list[Fault]:
    """Faults at random; the same for the same source, seed and count."""
    files = [
        path
        for package in options.packages
        for path in sorted((ROOT / package).rglob("*.py"))
        if not any(fnmatch(f"{path.relative_to(ROOT)}", glob) for glob in options.leave_out)
    ]
    found = [
        site for path in files for site in sites(f"{path.relative_to(ROOT)}", path.read_bytes())
    ]
    print(f"{len(found)} places in {len(files)} files", flush=True)
    random = Random(options.seed)
    chosen = random.sample(found, min(options.count, len(found)))
    return [Fault(site, random.choice(site.instead)) for site in chosen]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    begin = time.monotonic()
    faults = draw(options)
    survivors, rows = [], []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mutation-")))
        laboratory = Laboratory(options, folder)
        pool = stack.enter_context(ThreadPoolExecutor(options.jobs))
        for fault, outcome in zip(faults, pool.map(laboratory.try_out, faults), strict=True):
            site = fault.site
            before, after = fault.lines((ROOT / site.path).read_bytes())
            where = f"{site.path}:{site.line}: {site.kind}"
            said = f"noticed by {outcome.by}" if outcome.noticed else "NOT NOTICED"
            print(f"{where}: {said} ({outcome.seconds:.0f} s)", flush=True)
            rows.append(
                {"path": site.path, "line": site.line, "kind": site.kind}
                | {"before": before, "after": after, **vars(outcome)}
            )
            if not outcome.noticed:
                survivors.append(f"{where}\n    - {before}\n    + {after}")
    noticed = len(rows) - len(survivors)
    percent = 100 * noticed / max(1, len(rows))
    print(*survivors, sep="\n")
    print(f"{time.monotonic() - begin:.0f} s")
    print(f"seed {options.seed}: {noticed} of {len(rows)} faults noticed ({percent:.0f} %)")
    if options.report:
        report = {"seed": options.seed, "count": len(rows), "noticed": noticed, "faults": rows}
        options.report.write_text(json.dumps(report, indent=1), "utf-8")
    return int(percent < options.at_least)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    add = partial(parser.add_argument, metavar="")
    add("--seed", type=int, default=time.time_ns() % 10**8)
    add("--count", type=int, default=100, help="faults to try")
    add("--jobs", type=int, default=1, help="faults that are tried at once")
    add("--packages", nargs="+", default=PACKAGES, help="the folders that the core is in")
    add("--leave-out", nargs="*", default=NOT_CORE, help="patterns of files that are not core")
    add("--marked", default="", help="pytest's -m: which tests run, but for the slow folders")
    add("--then", nargs="+", default=[], help="slow tests for what the others let through")
    add("--budget", type=float, default=120, help="seconds of tests after the first")
    add("--measured", type=Path, help="a folder for what is measured")
    add("--report", type=Path, help="a file for the outcomes, as JSON")
    add("--at-least", type=float, default=0, help="percent noticed, or it ends with 1")
    options = parser.parse_args(arguments)
    if options.measured:
        options.measured = options.measured.resolve()
    return options


if __name__ == "__main__":
    sys.exit(main())
