"""What a benchmark says: rows with a bar, a table of them, a plot, and the raw figures."""

import json
import os
import platform
import statistics
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass
class Row:
    """One line of the table. ``value`` is the ratio or the figure that the bar speaks of."""

    what: str
    value: float
    unit: str = "×"
    bar: float | None = None
    strict: bool = False
    """The bar itself is missed: "ahead of", not "at most"."""
    details: str = ""
    raw: dict[str, list[float]] = field(default_factory=dict)
    part: str = ""
    """By which ``--only`` measures it again."""
    on: str = ""
    """The day on which it was measured."""

    @property
    def reached(self) -> bool:
        if self.bar is None:
            return True
        return self.value < self.bar if self.strict else self.value <= self.bar

    @property
    def verdict(self) -> str:
        return "–" if self.bar is None else "reached" if self.reached else "**missed**"

    @property
    def bar_text(self) -> str:
        if self.bar is None:
            return "–"
        return f"{'<' if self.strict else '≤'} {amount(self.bar, self.unit)}"


def amount(value: float, unit: str) -> str:
    """``1.18×``, ``12.4 s``, ``640 /s``."""
    digits = next((n for n, from_ in enumerate((100, 10, 0.1)) if abs(value) >= from_), 3)
    return f"{value:,.{digits}f}{'' if unit == '×' else ' '}{unit}"


def compared(
    what: str,
    ours: Sequence[float],
    other: Sequence[float],
    *,
    names: tuple[str, str],
    unit: str = "s",
    bar: float | None = None,
    strict: bool = False,
) -> Row:
    """The ratio of two medians that were measured side by side."""
    first, second = statistics.median(ours), statistics.median(other)
    return Row(
        what,
        first / second,
        bar=bar,
        strict=strict,
        details=f"{names[0]} {spread(ours, unit)}; {names[1]} {spread(other, unit)}",
        raw={names[0]: list(ours), names[1]: list(other)},
    )


def figure(
    what: str, values: Sequence[float], unit: str, *, bar: float | None = None, details: str = ""
) -> Row:
    """A median that is looked at by itself."""
    return Row(
        what,
        statistics.median(values),
        unit,
        bar,
        details=details or spread(values, unit),
        raw={unit: list(values)},
    )


def spread(values: Sequence[float], unit: str) -> str:
    """The median, and between what it lies."""
    middle = amount(statistics.median(values), unit)
    if len(values) == 1:
        return middle
    return f"{middle} ({amount(min(values), unit)} to {amount(max(values), unit)})"


# --- text ------------------------------------------------------------------------------------
def table(sections: dict[str, list[Row]]) -> str:
    """Markdown that can be read as it is."""
    lines = []
    for title, rows in sections.items():
        lines += [
            f"## {title}",
            "",
            "| what | bar | measured | | medians | part, on |",
            "|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {row.what} | {row.bar_text} | {amount(row.value, row.unit)} | {row.verdict} "
            f"| {row.details} | {row.part}, {row.on} |"
            for row in rows
        ]
        lines.append("")
    return "\n".join(lines)


def machine() -> str:
    """What it ran on."""
    model, memory = platform.machine(), 0
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemTotal"):
            memory = round(int(line.split()[1]) / 1024**2)
    return (
        f"{os.cpu_count()} cores ({model}), {memory} GB, {platform.system()} "
        f"{platform.release().partition('-')[0]}, Python {platform.python_version()}"
    )


def _raw(row: Row) -> dict[str, Any]:
    series = {name: [round(value, 6) for value in values] for name, values in row.raw.items()}
    return asdict(row) | {"value": round(row.value, 4), "raw": series}


def today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


def facts(sections: dict[str, list[Row]], postgres_version: str) -> dict[str, Any]:
    """Everything, for the JSON file."""
    return {
        "machine": machine(),
        "postgresql": postgres_version,
        "rows": {title: [_raw(row) for row in rows] for title, rows in sections.items()},
    }


def with_what_was_measured(
    sections: dict[str, list[Row]], titles: Mapping[str, Collection[str]], docs: Path
) -> dict[str, list[Row]]:
    """These rows, and of the other parts those that are in the JSON file.

    ``titles``: the parts of each section, in their order.
    """
    path = docs / "benchmarks.json"
    known = json.loads(path.read_text("utf-8"))["rows"] if path.exists() else {}
    old = [Row(**row) for rows in known.values() for row in rows if row.get("part")]
    new = [row for rows in sections.values() for row in rows]
    measured = {row.part for row in new}
    rows = [*(row for row in old if row.part not in measured), *new]
    merged = {
        title: [row for part in parts for row in rows if row.part == part]
        for title, parts in titles.items()
    }
    return {title: rows for title, rows in merged.items() if rows}


def write(sections: dict[str, list[Row]], about: dict[str, Any], docs: Path) -> None:
    """``benchmarks.md``, ``benchmarks.json`` and the plot, in the folder of the documents."""
    from tests.benchmarks import plot

    measured = f"Last measured on {about['machine']}, PostgreSQL {about['postgresql']}."
    page = f"{PREFACE}\n{measured}\n\n![Each row as a share of its bar]({PLOT})\n\n"
    (docs / "benchmarks.md").write_text(page + table(sections), encoding="utf-8")
    raw = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
    (docs / "benchmarks.json").write_text(raw, encoding="utf-8")
    plot.draw(sections, docs / PLOT)


PLOT = "images/benchmarks.svg"
PREFACE = """# Benchmarks

What the program is measured by, with the bar of each row. Written by

```sh
.venv/bin/pip install -r tests/benchmarks/requirements.txt && .venv/bin/python -m tests.benchmarks
```

which needs Linux, PostgreSQL 15 or newer on the machine and an hour or more of it;
`--quick` shows in some minutes that all works and changes nothing here. `--only PART` measures one
part again; with `--write` this page gets its rows. The last column tells the part and the day.

- A ratio is that of two medians, measured in turns in one run: compare ratios, not times, between
  machines. In brackets the least and the greatest of at least five.
- Bars in seconds were set on a machine where stock needs 3.4 ms of CPU for its list of 20. Where it
  needs three times as much (see its row below) they can be missed for that reason alone.
- PostgreSQL runs as in production (nothing that keeps data safe is switched off). Every repetition
  of a run begins on a fresh copy of one loaded database, read into memory, after a checkpoint.
- The *one statement* of the expiry run updates and logs the same rows, with the same columns, on
  the same tables with their indexes, foreign keys and triggers; on SQLite it is two in one
  transaction. That both do the same to the rows is tested.
- A programme has four types; of 1,000 mentors 35 are due, 100 paused and 5 revoked, the others run
  out within two years; 199 hold an older certification too; 300 were renewed.
- *CPU a request* is that of the server's processes (user and system, without the database's), with
  four connections asking. Stock Django REST framework and django-ninja run in the program's
  middleware under its web server, FastAPI under uvicorn, each written as its own documentation
  shows (`tests/benchmarks/peers/`). That they answer the same records, keys and totals is checked
  before anything is timed. A `POST` of stock does the same writes as the program (mentor locked,
  mentor and type made on first use, history, what governed before gives way, the pause lifted, a
  line of the change log, in one transaction); a `POST` of django-ninja inserts one record.
- The *one statement* of a plan of reminders inserts the same messages, judged alike, into the same
  table with its indexes and foreign keys, and passes over what was planned before by the same
  unique key; that both write the same is tested. Nights: the first, on which everybody within 90
  days is due; an ordinary one after it; and one on which all has been planned already. Mails go to
  a mail server in a process of its own, which takes and forgets them.
- The pages about mails are measured with as many mails as mentors, of a year, and last night's
  round waiting; one mentor in 200 has no address, one in 100 has promised something.
- Pages are asked for from seven depths of Python's stack, both sides alike: in Python 3.11 the
  depth alone can double the time of a page (python/cpython#142183).
- The raw figures are in [benchmarks.json](benchmarks.json).
"""
