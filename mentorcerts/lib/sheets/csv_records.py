"""Read a CSV file record by record, bounded while it is read."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from mentorcerts.lib.sheets.bounds import HEAD_ROWS, Sheet, Unreadable, read_records
from mentorcerts.lib.sheets.encodings import Encoding, encoding_of

MAX_RECORD_CHARACTERS = 100_000
"""Of one record, which may go over several lines: 50 columns of 2,000 characters."""
MAX_SHARED_TEXTS = 1000
"""Texts that are held once: those that many rows have are among the first."""
SEPARATORS = ",;\t"

_SAYS_ITS_SEPARATOR = re.compile(r'"?sep=([^"\w\s\0]|\t)"?[\r\n]*', re.IGNORECASE)
"""Excel's own first line, which it doesn't show."""
_QUOTED = re.compile(r'"[^"]*"')


def read_csv(content: bytes) -> Sheet:
    """The table of a CSV file, with what was assumed of it. Raises ``Unreadable``."""
    encoding = encoding_of(content)
    sheet = read_records(csv_records(content, encoding))
    sheet.notes = encoding.notes
    return sheet


class _Lines:
    """The lines of a file; together those of one record have no more characters than allowed."""

    def __init__(self, content: bytes, encoding: Encoding) -> None:
        self._text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding.name, newline="")
        self.records = self._characters = 0
        self.separator = self._find_separator()

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

    def _find_separator(self) -> str:
        """What separates the columns. Reading begins at the first line that Excel shows."""
        first = self._text.readline(MAX_RECORD_CHARACTERS + 1)
        if said := _SAYS_ITS_SEPARATOR.fullmatch(first):
            return said[1]
        lines, characters = [first], len(first)
        while len(lines) < HEAD_ROWS and characters <= MAX_RECORD_CHARACTERS:
            lines.append(self._text.readline(MAX_RECORD_CHARACTERS + 1))
            characters += len(lines[-1])
        self._text.seek(0)
        return _likely_separator(lines)


def _likely_separator(lines: list[str]) -> str:
    """The one of which the same number stands in the most lines; of two such, the larger number."""
    unquoted = [_QUOTED.sub("", line) for line in lines]

    def agreement(separator: str) -> tuple[int, int]:
        counts = Counter(line.count(separator) for line in unquoted if separator in line)
        return max(((lines, number) for number, lines in counts.items()), default=(0, 0))

    return max(SEPARATORS, key=agreement)


def csv_records(content: bytes, encoding: Encoding) -> Iterator[list[str]]:
    """The records of a file, each a list of texts. Raises ``Unreadable``."""
    try:
        lines = _Lines(content, encoding)
        texts: dict[str, str] = {}
        for cells in csv.reader(lines, delimiter=lines.separator):
            lines.record_is_read()
            if len(texts) < MAX_SHARED_TEXTS:
                texts.update((cell, cell) for cell in cells if cell not in texts)
            yield [texts.get(cell, cell) for cell in cells]
    except csv.Error as error:
        raise Unreadable(f"The CSV file can't be read: {error}.") from None
