"""``python -m tests.faults``: what the program must survive, done to real processes.

Each row of the table is one fault: kills, lost connections, a full disk, a crowd, a wrong clock,
hostile requests. It runs in a process of its own on a database of its own, prints its figures, and
says whether everything that was to hold afterwards did. Ends with 0 only if all of it did.

    python -m tests.faults                      # all of it, in full
    python -m tests.faults --short --jobs 2     # fewer rounds of each, for CI
    python -m tests.faults --only kill-job      # one row; may be given several times
"""

import argparse
import random
import sys
import tempfile
import time
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

from tests.faults.rows import ROWS, Order, Outcome, Row, carry_out
from tests.faults.templates import Templates

WIDTH = 22


def main(arguments: list[str] | None = None) -> int:
    chosen = _options(arguments)
    rows = [row for row in ROWS if not chosen.only or row.name in chosen.only]
    print(f"seed {chosen.seed}, to be repeated with --seed {chosen.seed}\n", flush=True)
    begin = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mentorcerts-faults")))
        folder.chmod(0o755)  # PostgreSQL's account puts a tablespace in it
        templates = stack.enter_context(Templates(folder, wanted=_databases(rows, chosen)))
        pool = stack.enter_context(
            ProcessPoolExecutor(chosen.jobs, get_context("spawn"), max_tasks_per_child=1)
        )
        outcomes = [
            (row, database, pool.submit(carry_out, _order(row, database, templates, chosen)))
            for row in rows
            for database in row.databases
            if database in templates.databases
        ]
        failed = [_report(row, database, outcome) for row, database, outcome in outcomes]
    print(f"\n{len(failed)} rows, {sum(failed)} failed, {time.monotonic() - begin:.0f} s")
    missing = _databases(rows, chosen) - templates.databases
    if missing:
        print(f"NOT RUN on {', '.join(missing)}: no such database on this machine")
    return int(any(failed) or bool(missing))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults",
        description="What the program must survive, done to real processes.",
        epilog="rows: " + ", ".join(row.name for row in ROWS),
    )
    names = [row.name for row in ROWS]
    parser.add_argument("--only", action="append", choices=names, metavar="ROW")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="leave the other out")
    parser.add_argument("--short", action="store_true", help="fewer rounds of each")
    parser.add_argument("--jobs", type=int, default=1, help="rows at a time")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    return parser.parse_args(arguments)


def _databases(rows: list[Row], chosen: argparse.Namespace) -> set[str]:
    wanted = {database for row in rows for database in row.databases}
    return wanted & {chosen.database} if chosen.database else wanted


def _order(row: Row, database: str, templates: Templates, chosen: argparse.Namespace) -> Order:
    copy = templates.own_server if row.server_of_its_own else templates.copy
    return Order(
        row=row.name,
        url=copy(row.name, database),
        folder=templates.folder / f"{row.name}-{database}",
        short=chosen.short,
        seed=chosen.seed,
    )


def _report(row: Row, database: str, coming: "Future[Outcome]") -> bool:
    """Print one line, and below it what went wrong; returns whether it failed."""
    try:
        outcome = coming.result()
    except Exception as error:  # noqa: BLE001  such as a process that was killed
        outcome = Outcome(error=f"its process ended: {error!r}")
    figures = ", ".join(f"{name} {value}" for name, value in outcome.figures.items())
    verdict = "FAILED" if outcome.error else "NOT RUN" if outcome.left_out else "held"
    figures += outcome.left_out
    print(
        f"{row.name:<{WIDTH}}{database:<12}{verdict:<8}{outcome.seconds:>6.1f} s  {figures}",
        flush=True,
    )
    if outcome.error:
        print(f"\n{outcome.error}\n", flush=True)
    return bool(outcome.error)


if __name__ == "__main__":
    sys.exit(main())
