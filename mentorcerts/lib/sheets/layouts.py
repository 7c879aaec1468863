"""Read a file as one of a table's: choose the sheet, the row of headings, and match the columns."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypedDict

from django.utils.text import get_text_list

from mentorcerts.lib.sheets.bounds import Sheet, SheetRow
from mentorcerts.lib.sheets.cells import is_blank
from mentorcerts.lib.sheets.files import FileFormat
from mentorcerts.lib.sheets.headings import (
    IGNORED,
    Fit,
    Known,
    SheetQuestion,
    find_heading_row,
    fold_heading,
    known_headings,
    match,
)
from mentorcerts.lib.sheets.remembered import remembered_headings
from mentorcerts.lib.sheets.tables import ImportTable

NAMED = 10
"""Headings that a sentence names."""


class Layout(TypedDict):
    """How a file is read: which sheet and row, and the columns by place (``IGNORED`` is empty)."""

    sheet: int
    heading_row: int
    columns: list[str]


@dataclass
class ReadFile:
    """A file whose headings are found."""

    table: type[ImportTable[Any]]
    sheet: Sheet
    head: list[SheetRow]
    """The first rows of the sheet, among which the headings are."""
    known: Known
    fit: Fit
    sheet_is_asked: bool = False
    """Whether its person should say which sheet is meant."""
    columns: list[str] = field(init=False)
    """What each column is, by place: what nobody knows is ignored, unless a person says else."""

    def __post_init__(self) -> None:
        self.columns = [name or IGNORED for name in self.fit.columns]

    @property
    def is_clear(self) -> bool:
        """Whether it can be imported without asking anything."""
        return self.fit.is_clear and not self.sheet_is_asked

    @property
    def layout(self) -> Layout:
        return Layout(
            sheet=self.sheet.number,
            heading_row=self.sheet.heading_row,
            columns=self.columns,
        )

    @property
    def place(self) -> tuple[int, int]:
        """Which sheet it is, and which row of it holds the headings."""
        return self.sheet.number, self.sheet.heading_row

    @cached_property
    def _own(self) -> Known:
        """What is known without anybody having said it."""
        return known_headings(self.table, {})

    def notes(self) -> list[str]:
        """What was assumed, or is not read, in sentences."""
        notes = [*self._note_of_sheets(), *self.sheet.notes]
        if self.sheet.rows_above:
            row = self.sheet.heading_row
            notes.append(f"The headings are in row {row}; what stands above them is not read.")
        if not self.sheet.heading_row:
            notes.append("There are no headings: the first row is read as well.")
        titled = [
            (str(heading), name)
            for heading, name in zip(self.sheet.headers, self.columns, strict=True)
            if not is_blank(heading)
        ]
        for heading, name in titled:
            if name and self._own.get(fold_heading(heading)) != name:
                notes.append(f'"{heading}" is read as {self.table.columns[name].heading}.')
        ignored = [f'"{heading}"' for heading, name in titled if name == IGNORED]
        if ignored:
            more = [f"{len(ignored) - NAMED} more"] if len(ignored) > NAMED else []
            notes.append(f"Not read: {get_text_list([*ignored[:NAMED], *more], 'and')}.")
        return notes

    def _note_of_sheets(self) -> list[str]:
        names = {head.number: f'"{head.name}"' for head in self.sheet.sheets}
        if len(names) < 2:
            return []
        read = names.pop(self.sheet.number)
        return [f"Read from the sheet {read}; not from {get_text_list([*names.values()], 'and')}."]

    def said(self, columns: list[str]) -> dict[str, str]:
        """Of columns that a person has matched, what is to be remembered: folded heading → name."""
        headings = map(fold_heading, self.sheet.headers)
        return {
            heading: name
            for heading, name in zip(headings, columns, strict=True)
            if heading and not self._own.get(heading) == self.known.get(heading) == name
        }


def read_file(
    table: type[ImportTable[Any]],
    file_format: FileFormat,
    content: bytes,
    *,
    sheet: int | None = None,
    heading_row: int | None = None,
) -> ReadFile:
    """Read a file, and match its columns as far as they are known. Raises ``Unreadable``.

    ``sheet`` and ``heading_row`` are what a person has chosen.
    """
    known = known_headings(table, remembered_headings(table.title))
    question = SheetQuestion(table, known)
    read = file_format.read(content, choose=question if sheet is None else lambda *_: sheet)
    head = read.head()
    read.use_headings(find_heading_row(head, known) if heading_row is None else heading_row)
    return ReadFile(table, read, head, known, match(table, read, known), question.is_open)
