"""How much a file may hold, and the table that is made of one: bounded while it is read.

Knows no Django: the process that reads workbooks starts without it.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from mentorcerts.lib.sheets.cells import is_blank

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 25_000
MAX_COLUMNS = 50
MAX_CELLS = 400_000
"""16 columns of a full file; the widest export has 13."""
MAX_CHARACTERS = 10_000_000
"""Of all cells together. A workbook may hold a text once and show it in every cell."""
MAX_CELL_CHARACTERS = 32_767
"""Excel's own limit."""
MAX_ROW_NUMBER = 100_000
"""How far down a table may go, with its empty rows."""

HEAD_ROWS = 20
"""Rows of a sheet among which its headings are looked for; above them may be a title."""

SheetRow = tuple[Any, ...]
"""A row's number and its cells, in one tuple: two objects a row would be twice the memory."""


class Unreadable(Exception):
    """The file as a whole can't be used; the message says why, and what to do."""


@dataclass
class SheetHead:
    """One of the sheets of a workbook: its number, its name, and its first rows."""

    number: int
    name: str
    rows: list[SheetRow]


@dataclass
class Sheet:
    """A table as it stands in a file: the cells of one row as headings, and the rows below it.

    That is the first row that is not empty, until ``use_headings`` says which one it is.
    """

    headers: list[object]
    rows: deque[SheetRow] = field(default_factory=deque)
    heading_row: int = 1
    rows_above: int = 0
    """Rows with something in them that stand above the headings."""
    notes: list[str] = field(default_factory=list)
    """What was assumed when it was read, in sentences for the person."""
    number: int = 0
    """Which sheet of its workbook it is."""
    sheets: list[SheetHead] = field(default_factory=list)
    """All sheets of the workbook that hold anything; empty for other files."""

    def __len__(self) -> int:
        return len(self.rows)

    def head(self) -> list[SheetRow]:
        """The first rows, among which the headings are, with their numbers."""
        return [(self.heading_row, *self.headers), *islice(self.rows, HEAD_ROWS - 1)]

    def use_headings(self, number: int) -> None:
        """Take the row of this number for the headings; what stands above it is left out.

        0 is no row: the file has no headings. Raises ``Unreadable`` where there is nothing below.
        """
        if not number:
            self.rows.appendleft((self.heading_row, *self.headers))
            self.headers, self.heading_row = [None] * (max(map(len, self.rows)) - 1), 0
        while self.heading_row < number and self.rows:
            self.heading_row, *self.headers = self.rows.popleft()
            self.rows_above += 1
        if not self.rows:
            raise Unreadable("There are no rows below the names of the columns.")

    def pop_rows(self) -> Iterator[SheetRow]:
        """Take each row out of the sheet: the memory is needed for what is made of them."""
        while self.rows:
            yield self.rows.popleft()


def read_records(records: Iterable[Sequence[object]]) -> Sheet:
    """Make a sheet of a file's records. Empty rows are left out, but counted.

    Raises ``Unreadable`` at the first record that is too much, so that nothing after it is read.
    """
    sheet, cells, characters = Sheet([]), 0, 0
    for number, row in enumerate(map(_trimmed, records), 1):
        cells += len(row)
        characters += _checked(number, row)
        if row and sheet.headers:
            sheet.rows.append((number, *row))
        elif row:
            sheet.headers, sheet.heading_row = row, number
        _check_whole(sheet, number, cells, characters)
    if not sheet.headers:
        raise Unreadable("The file is empty.")
    if not sheet.rows:
        raise Unreadable("There are no rows below the names of the columns.")
    return sheet


def _trimmed(cells: Sequence[object]) -> list[object]:
    """Without the empty cells at the end."""
    trimmed = list(cells)
    while trimmed and is_blank(trimmed[-1]):
        trimmed.pop()
    return trimmed


def _checked(number: int, row: Sequence[object]) -> int:
    """How many characters the row has. Raises ``Unreadable`` where it is too much by itself."""
    if len(row) > MAX_COLUMNS:
        raise Unreadable(
            f"Row {number:,} has more than {MAX_COLUMNS} columns. Keep the columns of the table, "
            "and delete the others."
        )
    lengths = [len(cell) for cell in row if isinstance(cell, str)]
    if max(lengths, default=0) > MAX_CELL_CHARACTERS:
        raise Unreadable(
            f"A cell in row {number:,} has more than {MAX_CELL_CHARACTERS:,} characters. "
            "Shorten it."
        )
    return sum(lengths)


def _check_whole(sheet: Sheet, number: int, cells: int, characters: int) -> None:
    if len(sheet) > MAX_ROWS:
        raise Unreadable(f"The file has more than {MAX_ROWS:,} rows. Split it into several files.")
    if number > MAX_ROW_NUMBER:
        raise Unreadable(
            f"The file goes on beyond row {MAX_ROW_NUMBER:,}, most of it empty. Delete the empty "
            "rows of the table and below it, and save it again."
        )
    if cells > MAX_CELLS:
        raise Unreadable(f"The file has more than {MAX_CELLS:,} cells. Split it into several.")
    if characters > MAX_CHARACTERS:
        raise Unreadable(
            f"The file has more than {MAX_CHARACTERS:,} characters of text. Split it into several."
        )
