"""Read a CSV file record by record, bounded while it is read."""

import csv
import io
from collections.abc import Iterator

from mentorcerts.lib.sheets.bounds import Unreadable

MAX_RECORD_CHARACTERS = 100_000
"""Of one record, which may go over several lines: 50 columns of 2,000 characters."""
MAX_SHARED_TEXTS = 1000
"""Texts that are held once: those that many rows have are among the first."""


class _Lines:
    """The lines of a file; together those of one record have no more characters than allowed."""

    def __init__(self, content: bytes) -> None:
        self._text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
        self.records = self._characters = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(MAX_RECORD_CHARACTERS + 1):
            self._characters += len(line)
            if self._characters > MAX_RECORD_CHARACTERS:
                raise Unreadable(
                    f"Row {self.records + 1:,} has more than {MAX_RECORD_CHARACTERS:,} characters. "
                    "Each row must be a line of its own; a quotation mark that is opened must be "
                    "closed."
                )
            yield line

    def record_is_read(self) -> None:
        self.records += 1
        self._characters = 0

    def first(self) -> str:
        """The line with the names of the columns; reading begins with it again."""
        line = next(iter(self), "")
        self._text.seek(0)
        self._characters = 0
        return line


def csv_records(content: bytes) -> Iterator[list[str]]:
    """The records of a file in UTF-8, whose columns are separated as those of the header are.

    Raises ``Unreadable``.
    """
    try:
        lines = _Lines(content)
        separator = max(",;\t", key=lines.first().count)
        texts: dict[str, str] = {}
        for cells in csv.reader(lines, delimiter=separator):
            lines.record_is_read()
            if len(texts) < MAX_SHARED_TEXTS:
                texts.update((cell, cell) for cell in cells if cell not in texts)
            yield [texts.get(cell, cell) for cell in cells]
    except UnicodeDecodeError:
        raise Unreadable(
            "The file isn't a CSV file in UTF-8, so that names with accents could come out "
            'wrong. In Excel, save it as "CSV UTF-8" or as an Excel workbook (.xlsx).'
        ) from None
    except csv.Error as error:
        raise Unreadable(f"The CSV file can't be read: {error}.") from None
