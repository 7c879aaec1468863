"""``python -m tests.benchmarks``: every bar of the program, and what it reaches on this machine.

Needs PostgreSQL 15 or newer on the machine, Linux, and ``tests/benchmarks/requirements.txt``.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks import (
    actions,
    admin_pages,
    api,
    change_log,
    conditional,
    cursors,
    feed,
    finding,
    imports,
    leavers,
    letters,
    mail_pages,
    reminders,
    report,
    runs,
    starting,
    stock_pages,
    webhooks,
)
from tests.benchmarks import lab as labs
from tests.benchmarks.report import Row
from tests.support import postgres

Benchmark = Callable[[labs.Lab], list[Row]]
SECTIONS: dict[str, dict[str, Benchmark]] = {
    "The expiry run": {
        "run": runs.a_night,
        "run-all-due": runs.everybody,
        "run-sqlite": runs.on_sqlite,
        "run-nothing-due": runs.nothing_due,
    },
    "The API beside its peers": {"peers": api.beside_peers, "conditional": conditional.rows},
    "The change log, beside the code before it": {
        "log-run": change_log.of_the_run,
        "log-writers": change_log.of_writers,
    },
    "The API as the programme grows": {
        "lists": api.growth,
        "pages": api.far_pages,
        "cursors": cursors.by_cursor,
        "totals": cursors.by_page,
        "writers": api.writers,
    },
    "Connected systems": {"feed": feed.rows},
    "At five million": {"run-memory": runs.memory, "renewals": api.renewals},
    "Imports and starting": {
        "import": imports.rows,
        "start": starting.rows,
    },
    "Actions on many mentors": {"actions": actions.rows},
    "Pages of the admin": {
        "admin-pages": admin_pages.rows,
        "stock-pages": stock_pages.rows,
        "search": finding.rows,
    },
    "Mentors who have left": {"leavers": leavers.rows},
    "Webhooks": {"webhooks": webhooks.rows},
    "Mails to mentors": {
        "plan": reminders.of_nights,
        "mail-run": reminders.of_the_run,
        "mail-memory": reminders.of_memory,
        "sending": reminders.of_sending,
        "mail-pages": mail_pages.rows,
        "letters": letters.rows,
    },
}

NEEDED = ("asyncpg", "fastapi", "gunicorn", "ninja", "sqlalchemy", "uvicorn")

STRANGERS = ("numpy", "PIL", "psutil")
STRANGE = (
    "*** {} installed here: the program does not need it, but its libraries load it where they\n"
    "*** find it. Start-up and memory are not those of the program as it is installed."
)


def main(arguments: list[str]) -> int:
    known = [name for section in SECTIONS.values() for name in section]
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--only",
        action="append",
        choices=known,
        metavar="PART",
        help=f"measure only this (may be repeated): {', '.join(known)}",
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="with --only: put the rows of these parts into docs/benchmarks.md",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="small sizes, to see that all works: says nothing about the bars",
    )
    options = parser.parse_args(arguments)
    if absent := [name for name in NEEDED if not find_spec(name)]:
        parser.error(
            f"not installed: {', '.join(absent)}. "
            "First: pip install -r tests/benchmarks/requirements.txt"
        )
    if strangers := [name for name in STRANGERS if find_spec(name)]:
        print(STRANGE.format(", ".join(strangers)), file=sys.stderr)
    sizes = labs.QUICK if options.quick else labs.Sizes()
    begin = time.monotonic()
    with (
        postgres.server(labs.AS_IN_PRODUCTION) as server,
        tempfile.TemporaryDirectory(prefix="mentorcerts-benchmarks-") as folder,
    ):
        lab = labs.Lab(server, Path(folder), sizes)
        sections = measure(lab, options.only or known)
    if not options.quick and (options.write or not options.only):
        docs = labs.ROOT / "docs"
        shown = report.with_what_was_measured(sections, SECTIONS, docs)
        report.write(shown, report.facts(shown, server.version), docs)
    print(report.table(sections))
    print(f"{report.machine()}, PostgreSQL {server.version}; "
          f"{(time.monotonic() - begin) / 60:.0f} minutes")  # fmt: skip
    if options.quick:
        print("\n*** QUICK: small sizes. These figures say NOTHING about the bars. ***")
    missed = [row.what for rows in sections.values() for row in rows if not row.reached]
    print("\n".join(f"MISSED: {what}" for what in missed) or "Every bar is reached.")
    return int(bool(missed) and not options.quick)


def measure(lab: labs.Lab, wanted: list[str]) -> dict[str, list[Row]]:
    """The rows asked for, by section."""
    sections: dict[str, list[Row]] = {}
    for title, benchmarks in SECTIONS.items():
        for name, benchmark in benchmarks.items():
            if name not in wanted:
                continue
            print(f"--- {name}", file=sys.stderr, flush=True)
            for row in benchmark(lab):
                row.part, row.on = name, report.today()
                sections.setdefault(title, []).append(row)
                measured = report.amount(row.value, row.unit)
                print(f"{row.what}: {measured} (bar {row.bar_text}) {row.verdict}", file=sys.stderr)
    return sections


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except postgres.NoPostgres as error:
        sys.exit(str(error))
