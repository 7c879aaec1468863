"""CSV and XLSX: the formats of django-import-export, bounded on the way in and streamed out.

Reading gives a ``Sheet``, whose rows keep the numbers that the spreadsheet shows.
"""

import csv
import io
import warnings
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any

from import_export.formats import base_formats

from mentorcerts.lib.sheets.cells import Cell, is_blank

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 25_000
MOST_UNPACKED_BYTES = 80 * 1024 * 1024
"""An XLSX file is packed: what is 10 MB as a file may be a thousand times that unpacked."""
MOST_COLUMNS = 50
MOST_SHARED = 1000
"""Texts of a CSV file that are known again: those that many rows have are among the first."""
LAST_ROW = 1_048_576
"""Of any spreadsheet program."""


class Unreadable(Exception):
    """The file as a whole can't be used; the message says why, and what to do."""


@dataclass
class Sheet:
    """A table as it stands in a file: the first row's cells, and the others' after their number.

    A number and its cells are one tuple: two objects for each row would be twice the memory.
    """

    headers: list[object]
    rows: deque[tuple[Any, ...]] = field(default_factory=deque)

    def __len__(self) -> int:
        return len(self.rows)

    def taken(self) -> Iterator[tuple[Any, ...]]:
        """Each row once: what has been read is let go, as memory is needed for what it says."""
        while self.rows:
            yield self.rows.popleft()


def _sheet(records: Iterable[Sequence[object]]) -> Sheet:
    """Rows with nothing in them are passed over, but counted."""
    numbered = enumerate(map(_trimmed, records), 1)
    _, headers = next(numbered, (1, []))
    sheet = Sheet(headers)
    for number, cells in numbered:
        if not cells:
            continue
        if len(sheet) == MOST_ROWS:
            raise Unreadable(
                f"The file has more than {MOST_ROWS:,} rows. Split it into several files."
            )
        sheet.rows.append((number, *cells))
    if not sheet.headers:
        raise Unreadable("The first row is empty. It must hold the names of the columns.")
    if not sheet.rows:
        raise Unreadable("There are no rows below the names of the columns.")
    return sheet


def _trimmed(cells: Sequence[object]) -> list[object]:
    """Without the empty cells at the end."""
    width = max((number for number, cell in enumerate(cells, 1) if not is_blank(cell)), default=0)
    return list(cells[:width])


def _shared(records: Iterable[list[str]]) -> Iterator[list[str]]:
    """A text that many rows have, such as a type or a date, is held once."""
    texts: dict[str, str] = {}
    for cells in records:
        if len(texts) < MOST_SHARED:
            texts.update((cell, cell) for cell in cells if cell not in texts)
        yield [texts.get(cell, cell) for cell in cells]


class Csv(base_formats.CSV):  # type: ignore[misc]
    """UTF-8. Columns may be separated by commas, semicolons or tabs, as the header row is."""

    CONTENT_TYPE = "text/csv; charset=utf-8"

    def get_title(self) -> str:
        return "CSV"

    def is_binary(self) -> bool:
        return True  # kept as it was uploaded; read below

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Sheet:
        try:
            header = in_stream.decode("utf-8-sig").split("\n", 1)[0]
        except UnicodeDecodeError:
            raise Unreadable(
                "The file isn't a CSV file in UTF-8, so that names with accents could come out "
                'wrong. In Excel, save it as "CSV UTF-8" or as an Excel workbook (.xlsx).'
            ) from None
        separator = max(",;\t", key=header.count)
        try:
            text = io.TextIOWrapper(io.BytesIO(in_stream), encoding="utf-8-sig", newline="")
            return _sheet(_shared(csv.reader(text, delimiter=separator)))
        except csv.Error as error:
            raise Unreadable(f"The CSV file can't be read: {error}.") from None

    def write(self, headers: list[str], rows: Iterable[list[Cell]]) -> IO[bytes]:
        """An open file with the table, at its beginning. The mark at its start is for Excel."""
        file = TemporaryFile()  # noqa: SIM115  the response closes it
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow(headers)
        writer.writerows(rows)
        text.detach()  # flushed, and left open
        file.seek(0)
        return file


class Xlsx(base_formats.XLSX):  # type: ignore[misc]
    """An Excel workbook; read is the sheet that was open when it was saved."""

    def get_title(self) -> str:
        return "Excel workbook (XLSX)"

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Sheet:
        from openpyxl import load_workbook

        try:
            with zipfile.ZipFile(io.BytesIO(in_stream)) as packed:
                unpacked = sum(part.file_size for part in packed.infolist())
            if unpacked > MOST_UNPACKED_BYTES:
                raise Unreadable("The workbook is too large. Split it, or save it as CSV UTF-8.")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about parts of a workbook that are not read
                workbook = load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
                return _sheet(_records(workbook))
        except Unreadable:
            raise
        except Exception as error:
            raise Unreadable(
                "The file isn't an Excel workbook (.xlsx) that can be read. Save it anew, or save "
                'it as "CSV UTF-8".'
            ) from error

    def write(self, headers: list[str], rows: Iterable[list[Cell]]) -> IO[bytes]:
        """An open file with the table, at its beginning."""
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet("Export")
        sheet.freeze_panes = "A2"
        for number in range(1, len(headers) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = 22
        titles = [WriteOnlyCell(sheet, header) for header in headers]
        for title in titles:
            title.font = Font(bold=True)
        sheet.append(titles)
        for row in rows:
            sheet.append(
                [
                    ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", cell)
                    if isinstance(cell, str)
                    else cell
                    for cell in row
                ]
            )
        file = TemporaryFile()  # noqa: SIM115  the response closes it
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # datetime.utcnow in openpyxl
            workbook.save(file)
        file.seek(0)
        return file


def _records(workbook: Any) -> Iterator[Sequence[object]]:
    sheet = workbook.active
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    yield from sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS, values_only=True)


FORMATS: list[type[Any]] = [Csv, Xlsx]
