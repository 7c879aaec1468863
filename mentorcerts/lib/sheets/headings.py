"""Find out which row of a sheet holds its headings, and which column of a table each one means.

A heading is known by the contract's name (``expires_at``), as lists and exports show it
(``Expires``), by a table's further names for it, and as a person has matched it before.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from mentorcerts.lib.folding import fold
from mentorcerts.lib.sheets.bounds import Sheet, SheetHead, SheetRow
from mentorcerts.lib.sheets.cells import NO_RESULT, is_blank
from mentorcerts.lib.sheets.tables import ImportTable

IGNORED = ""
"""What a column of a file is that is not read."""
WHY_NOT = "Why not"
"""Above what is said of rows that were left out of an import: it is not read."""
EXAMPLES = 3
ROWS_FOR_EXAMPLES = 500
EXAMPLE_CHARACTERS = 40

_ZONE = re.compile(r"\s*\([^()]*\)\s*$")

Known = Mapping[str, str]
"""Folded heading → name of the column, or ``IGNORED``."""
Columns = Sequence[str | None]
"""What each column of a file is, by place: a name, ``IGNORED``, or None where nobody knows."""


@dataclass
class Fit:
    """How a sheet's headings fit a table."""

    columns: list[str | None]
    missing: list[str] = field(default_factory=list)
    """Columns that are needed, and not there."""
    repeated: list[str] = field(default_factory=list)
    """Columns that two headings mean."""

    @property
    def is_clear(self) -> bool:
        """Whether there is nothing to ask."""
        return not (None in self.columns or self.missing or self.repeated)


def fold_heading(heading: object) -> str:
    """``E-Mail``, ``e_mail`` and ``email`` are one; so are ``Mentor ID`` and ``mentor_id``."""
    text = fold(" ".join(str(heading or "").split()))
    return re.sub(r"[\W_]+", "", text) or text


def known_headings(table: type[ImportTable[Any]], remembered: Known) -> dict[str, str]:
    """All that a heading of this table may be called. What a person has said counts first."""
    known = {fold_heading(name): name for name in table.columns}
    also = {fold_heading(other): name for other, name in table.other_names.items()}
    headings = {fold_heading(column.heading): name for name, column in table.columns.items()}
    for others in (headings, also):
        known |= {heading: name for heading, name in others.items() if heading not in known}
    known.setdefault(fold_heading(WHY_NOT), IGNORED)
    names = {*table.columns, IGNORED}
    return known | {heading: name for heading, name in remembered.items() if name in names}


def fit(table: type[ImportTable[Any]], columns: Columns) -> Fit:
    """What is still open where the columns of a file are these."""
    names = [name for name in columns if name]
    missing = table.missing_columns(names)
    repeated = sorted({name for name in names if names.count(name) > 1})
    return Fit(list(columns), missing, repeated)


def match(table: type[ImportTable[Any]], sheet: Sheet, known: Known) -> Fit:
    """Which column each heading of a sheet means. Columns that hold nothing at all are ignored.

    A workbook's columns without a heading count as well: nobody has shifted its cells.
    """
    if sheet.sheets:
        widest = max(len(row) - 1 for row in sheet.rows)
        sheet.headers += [None] * (widest - len(sheet.headers))
    columns: list[str | None] = []
    for place, heading in enumerate(sheet.headers):
        if is_blank(heading):
            columns.append(None if _is_filled(sheet, place) else IGNORED)
        else:
            columns.append(_meant(heading, known))
    return fit(table, columns)


def _meant(heading: object, known: Known) -> str | None:
    """Which column a heading means, also with the zone that an export adds: ``… at (UTC)``."""
    without_zone = _ZONE.sub("", heading) if isinstance(heading, str) else heading
    return known.get(fold_heading(heading), known.get(fold_heading(without_zone)))


def _is_filled(sheet: Sheet, place: int) -> bool:
    return any(len(row) > place + 1 and not is_blank(row[place + 1]) for row in sheet.rows)


def find_heading_row(rows: Sequence[SheetRow], known: Known) -> int:
    """The number of the row with the most known headings; where none has any, the first full one.

    A title above the headings fills fewer cells than they do.
    """
    counts = [_known_in(row, known) for row in rows]
    if not max(counts):
        counts = [_filled_in(row) for row in rows]
        counts = [min(count, max(counts) * 3 // 4) for count in counts]
    return int(rows[counts.index(max(counts))][0])


def _known_in(row: SheetRow, known: Known) -> int:
    return len({_meant(cell, known) for cell in row[1:] if isinstance(cell, str)} - {None})


def _filled_in(row: SheetRow) -> int:
    return sum(not is_blank(cell) for cell in row[1:])


@dataclass
class SheetQuestion:
    """Chooses one of a workbook's sheets, and knows afterwards whether a person should confirm."""

    table: type[ImportTable[Any]]
    known: Known
    is_open: bool = False

    def __call__(self, heads: list[SheetHead], opened: int) -> int:
        """The number of the only sheet with all that is needed; else of the one that fits best."""
        fitting = [head.number for head in heads if not self._missing(head)]
        if len(fitting) == 1:
            return fitting[0]
        self.is_open = True
        fewest = {head.number: len(self._missing(head)) for head in heads}
        return min(fewest, key=lambda number: (fewest[number], number != opened, number))

    def _missing(self, head: SheetHead) -> list[str]:
        number = find_heading_row(head.rows, self.known)
        row = next(row for row in head.rows if row[0] == number)
        names = [_meant(cell, self.known) for cell in row[1:]]
        return self.table.missing_columns([name for name in names if name])


def examples(sheet: Sheet) -> list[list[str]]:
    """Of each column the first few different values that stand in it, as text."""
    found: list[list[str]] = [[] for _ in sheet.headers]
    for row in list(sheet.rows)[:ROWS_FOR_EXAMPLES]:
        for values, cell in zip(found, row[1:], strict=False):
            if len(values) < EXAMPLES and not is_blank(cell):
                text = _as_text(cell)
                if text not in values:
                    values.append(text)
    return found


def _as_text(cell: object) -> str:
    if cell is NO_RESULT:
        return "(a formula without a result)"
    if isinstance(cell, datetime) and cell.time() == time.min:
        cell = cell.date()
    text = f"{cell:.15g}" if isinstance(cell, float) else str(cell)
    short = text[:EXAMPLE_CHARACTERS]
    return short if short == text else f"{short}…"
