"""Import a sheet: read its rows, and call the table's service in one transaction.

A preview does the same and is rolled back: what it shows is what has been done.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from openpyxl.utils import get_column_letter

from mentorcerts.lib.sheets.bounds import Sheet
from mentorcerts.lib.sheets.cells import is_blank
from mentorcerts.lib.sheets.headings import Columns
from mentorcerts.lib.sheets.problems import Problems, RefusedRows
from mentorcerts.lib.sheets.tables import Column, ImportTable, Outcome

SHOWN_PROBLEMS = 200
TITLE_CHARACTERS = 60
"""Of what a file calls a column."""
list_imported = Signal()
"""Sent once a file was imported: ``request``, ``title`` of the list, ``result``."""


@dataclass
class Problem:
    row: int
    column: str
    message: str
    title: str = ""
    """What the file calls the column, where that isn't its name."""


@dataclass
class ImportResult:
    """What came of an import: an outcome, or why nothing was written.

    Never holds all rows: a page can't show 20,000.
    """

    total_rows: int
    written: bool = False
    outcome: Outcome = field(default_factory=Outcome)
    problems: list[Problem] = field(default_factory=list)
    bad_rows: int = 0
    left_out: list[Problem] = field(default_factory=list)
    """What is wrong with the rows that were not to be imported."""

    @property
    def digest(self) -> str:
        """Identifies this outcome: what the preview showed is what is confirmed."""
        return hashlib.sha256(repr((self.outcome, self.left_out)).encode()).hexdigest()

    @property
    def refused(self) -> bool:
        return bool(self.problems)

    @property
    def shown_problems(self) -> list[Problem]:
        return self.problems[:SHOWN_PROBLEMS]

    @property
    def further_problems(self) -> int:
        return len(self.problems) - len(self.shown_problems)

    @property
    def rows_left_out(self) -> int:
        return len({problem.row for problem in self.left_out})

    @property
    def good_rows(self) -> int:
        return self.total_rows - self.rows_left_out

    @property
    def further_rows(self) -> int:
        return self.good_rows - len(self.outcome.rows)


def import_sheet(
    table: ImportTable[Any],
    sheet: Sheet,
    *,
    columns: Columns,
    confirmed: str | None = None,
    without: Sequence[Problem] = (),
) -> ImportResult:
    """Write all rows; or none, if any is refused, or the outcome isn't the one that was confirmed.

    ``columns`` says what each column of the file is (``headings.match``). ``confirmed`` is the
    digest of the preview's result; without it this is a preview. Rows that ``without`` has problems
    of are left out. Empties the sheet.
    """
    result = ImportResult(len(sheet), left_out=list(without))
    places = {name: place for place, name in enumerate(columns) if name}
    left_out = {problem.row for problem in without}
    rows, problems = _read_rows(table, sheet, places, left_out)
    with transaction.atomic():
        try:
            result.outcome = table.write(rows)
        except RefusedRows as refusal:
            problems.add_all(refusal.problems)
        result.written = not problems and result.digest == confirmed
        if not result.written:
            transaction.set_rollback(True)
    result.bad_rows, result.problems = (
        len(problems),
        _listed(problems, _titles(table, sheet, columns)),
    )
    return result


def _read_rows(
    table: ImportTable[Any], sheet: Sheet, places: dict[str, int], left_out: set[int]
) -> tuple[list[Any], Problems]:
    """The service's rows, of all that can be read, and what is wrong with the others."""
    rows, problems = [], Problems()
    columns = [(column, places[name]) for name, column in table.columns.items() if name in places]
    named = places.get(table.identified_by)
    for number, *cells in sheet.pop_rows():
        if number in left_out:
            continue
        is_needed = named is None or len(cells) <= named or is_blank(cells[named])
        values = _read_cells(columns, number, cells, problems, is_needed=is_needed)
        if len(cells) > len(sheet.headers):
            problems.add(number, "", "There are more cells than columns in this row.")
        if number not in problems:
            rows.append(table.make_row(number, values))
    return rows, problems


def _read_cells(
    columns: list[tuple[Column, int]],
    number: int,
    cells: Sequence[object],
    problems: Problems,
    *,
    is_needed: bool,
) -> dict[str, Any]:
    values = {}
    for column, place in columns:
        try:
            value = column.read(cells[place] if place < len(cells) else None, is_needed=is_needed)
        except ValueError as error:
            problems.add(number, column.name, str(error))
        else:
            if column.reader is not None:
                values[column.name] = value
    return values


def _titles(table: ImportTable[Any], sheet: Sheet, columns: Columns) -> dict[str, str]:
    """Name of a column → what stands above it in the file, or where it is if nothing does.

    Of one that the file has not, its heading.
    """
    absent = {name: each.heading for name, each in table.columns.items() if name not in columns}
    titles = absent | {
        name: str(heading or f"Column {get_column_letter(place + 1)}")[:TITLE_CHARACTERS]
        for place, (name, heading) in enumerate(zip(columns, sheet.headers, strict=True))
        if name
    }
    return {name: title for name, title in titles.items() if title != name}


def _listed(problems: Problems, titles: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(row, column, message, titles.get(column, ""))
        for row in sorted(problems)
        for column, messages in problems[row].items()
        for message in messages
    ]
