"""Import a sheet: find the columns, read the rows, call the table's service in one transaction.

A preview does the same and is rolled back: what it shows is what has been done.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from mentorcerts.lib.sheets.bounds import Sheet, Unreadable
from mentorcerts.lib.sheets.problems import Problems, RefusedRows
from mentorcerts.lib.sheets.tables import Column, ImportTable, Outcome

SHOWN_PROBLEMS = 200
_WITH_ZONE = re.compile(r"_\([^()]*\)$")
"""What an export adds to the heading of moments: ``paused_at_(europe/zurich)``."""


@dataclass
class Problem:
    row: int
    column: str
    message: str


@dataclass
class ImportResult:
    """What came of an import: an outcome, or why nothing was written.

    Never holds all rows: a page can't show 20,000.
    """

    total_rows: int
    written: bool = False
    outcome: Outcome = field(default_factory=Outcome)
    unusable: str = ""
    """Why the file as a whole can't be used."""
    problems: list[Problem] = field(default_factory=list)
    bad_rows: int = 0

    @property
    def digest(self) -> str:
        """Identifies this outcome: what the preview showed is what is confirmed."""
        return hashlib.sha256(repr(self.outcome).encode()).hexdigest()

    @property
    def refused(self) -> bool:
        return bool(self.unusable or self.problems)

    @property
    def shown_problems(self) -> list[Problem]:
        return self.problems[:SHOWN_PROBLEMS]

    @property
    def further_problems(self) -> int:
        return len(self.problems) - len(self.shown_problems)

    @property
    def further_rows(self) -> int:
        return self.total_rows - len(self.outcome.rows)


def import_sheet(
    table: ImportTable[Any], sheet: Sheet, *, confirmed: str | None = None
) -> ImportResult:
    """Write all rows; or none, if any is refused, or the outcome isn't the one that was confirmed.

    ``confirmed`` is the digest of the preview's result; without it this is a preview. Empties the
    sheet.
    """
    result = ImportResult(len(sheet))
    try:
        places = _find_columns(table, sheet.headers)
    except Unreadable as error:
        result.unusable = str(error)
        return result
    rows, problems = _read_rows(table, sheet, places)
    with transaction.atomic():
        try:
            result.outcome = table.write(rows)
        except RefusedRows as refusal:
            problems.add_all(refusal.problems)
        result.written = not problems and result.digest == confirmed
        if not result.written:
            transaction.set_rollback(True)
    result.bad_rows, result.problems = len(problems), _listed(problems)
    return result


def _find_columns(table: ImportTable[Any], headers: Sequence[object]) -> dict[str, int]:
    """Where in the file each of the table's columns stands."""
    places: dict[str, int] = {}
    unknown, repeated = [], []
    names = _names_of_columns(table)
    for place, header in enumerate(headers):
        name = _normalised(header)
        name = names.get(name) or names.get(_WITH_ZONE.sub("", name), name)
        if name not in table.columns:
            unknown.append(str(header or f"(column {place + 1} has no name)"))
        elif name in places:
            repeated.append(name)
        places.setdefault(name, place)
    required = [column.name for column in table.imported_columns() if column.required]
    missing = [name for name in required if name not in places]
    faults = [
        f"{fault}: {', '.join(names)}."
        for fault, names in (
            ("Missing columns", missing),
            ("Unknown columns", unknown),
            ("Columns that are there twice", repeated),
        )
        if names
    ]
    if faults:
        raise Unreadable(f"{' '.join(faults)} {_known_columns(table)}")
    return places


def _names_of_columns(table: ImportTable[Any]) -> dict[str, str]:
    """How a file may call each column → the column: its other names, and its heading."""
    headings = {_normalised(column.heading): name for name, column in table.columns.items()}
    return headings | table.other_names


def _known_columns(table: ImportTable[Any]) -> str:
    imported = [column.name for column in table.columns.values() if column.imported]
    others = [column.name for column in table.columns.values() if not column.imported]
    return (
        f"The first row must name the columns. Known are: {', '.join(imported)}; and those that "
        f"an export adds, which are not read: {', '.join(others)}."
    )


def _normalised(header: object) -> str:
    """``Mentor ID`` as ``mentor_id``."""
    return re.sub(r"[\s_-]+", "_", str(header or "").strip().lower())


def _read_rows(
    table: ImportTable[Any], sheet: Sheet, places: dict[str, int]
) -> tuple[list[Any], Problems]:
    """The service's rows, of all that can be read, and what is wrong with the others."""
    rows, problems = [], Problems()
    columns = [(column, places[name]) for name, column in table.columns.items() if name in places]
    for number, *cells in sheet.pop_rows():
        values = _read_cells(columns, number, cells, problems)
        if len(cells) > len(sheet.headers):
            problems.add(number, "", "There are more cells than columns in this row.")
        if number not in problems:
            rows.append(table.make_row(number, values))
    return rows, problems


def _read_cells(
    columns: list[tuple[Column, int]], number: int, cells: Sequence[object], problems: Problems
) -> dict[str, Any]:
    values = {}
    for column, place in columns:
        try:
            value = column.read(cells[place] if place < len(cells) else None)
        except ValueError as error:
            problems.add(number, column.name, str(error))
        else:
            if column.imported:
                values[column.name] = value
    return values


def _listed(problems: Problems) -> list[Problem]:
    return [
        Problem(row, column, message)
        for row in sorted(problems)
        for column, messages in problems[row].items()
        for message in messages
    ]
