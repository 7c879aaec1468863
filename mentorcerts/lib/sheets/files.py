"""CSV and Excel files: bounded on the way in, streamed on the way out.

A format reads a file into a ``Sheet``, whose rows keep the numbers that the spreadsheet shows, and
writes a table into an open temporary file.
"""

import csv
import io
import warnings
import zipfile
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any, ClassVar

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from mentorcerts.lib.sheets.cells import Cell, is_blank

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 25_000
MAX_UNPACKED_BYTES = 80 * 1024 * 1024
"""An XLSX file is packed: what is 10 MB as a file may be a thousand times that unpacked."""
MAX_COLUMNS = 50
MAX_SHARED_TEXTS = 1000
"""Texts of a CSV file that are held once: those that many rows have are among the first."""
MAX_ROW_NUMBER = 1_048_576
"""The last row of any spreadsheet program."""
COLUMN_WIDTH = 22

SheetRow = tuple[Any, ...]
"""A row's number and its cells, in one tuple: two objects a row would be twice the memory."""


class Unreadable(Exception):
    """The file as a whole can't be used; the message says why, and what to do."""


@dataclass
class Sheet:
    """A table as it stands in a file: the cells of the first row, and the rows below it."""

    headers: list[object]
    rows: deque[SheetRow] = field(default_factory=deque)

    def __len__(self) -> int:
        return len(self.rows)

    def pop_rows(self) -> Iterator[SheetRow]:
        """Take each row out of the sheet: the memory is needed for what is made of them."""
        while self.rows:
            yield self.rows.popleft()


class FileFormat(ABC):
    """A kind of spreadsheet file. Its extension is also its name in forms."""

    title: ClassVar[str]
    extension: ClassVar[str]
    content_type: ClassVar[str]

    @abstractmethod
    def read(self, content: bytes) -> Sheet:
        """The table in a file. Raises ``Unreadable``."""

    @abstractmethod
    def write(self, headers: Sequence[str], rows: Iterable[list[Cell]]) -> IO[bytes]:
        """An open file with the table, at its beginning."""


class Csv(FileFormat):
    """UTF-8. Columns may be separated by commas, semicolons or tabs, as the header row is."""

    title = "CSV"
    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def read(self, content: bytes) -> Sheet:
        try:
            header = content.partition(b"\n")[0].decode("utf-8-sig")
            separator = max(",;\t", key=header.count)
            text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
            return _sheet(_shared(csv.reader(text, delimiter=separator)))
        except UnicodeDecodeError:
            raise Unreadable(
                "The file isn't a CSV file in UTF-8, so that names with accents could come out "
                'wrong. In Excel, save it as "CSV UTF-8" or as an Excel workbook (.xlsx).'
            ) from None
        except csv.Error as error:
            raise Unreadable(f"The CSV file can't be read: {error}.") from None

    def write(self, headers: Sequence[str], rows: Iterable[list[Cell]]) -> IO[bytes]:
        file = TemporaryFile()  # noqa: SIM115  the response closes it
        # The mark that utf-8-sig puts at the beginning is for Excel.
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow(headers)
        writer.writerows(rows)
        text.detach()  # flushed, and left open
        file.seek(0)
        return file


class Xlsx(FileFormat):
    """An Excel workbook. Only the sheet that was open when it was saved is read."""

    title = "Excel workbook (XLSX)"
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def read(self, content: bytes) -> Sheet:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                unpacked = sum(part.file_size for part in packed.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                raise Unreadable("The workbook is too large. Split it, or save it as CSV UTF-8.")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about parts of a workbook that are not read
                workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
                return _sheet(_workbook_rows(workbook))
        except Unreadable:
            raise
        except Exception as error:
            raise Unreadable(
                "The file isn't an Excel workbook (.xlsx) that can be read. Save it anew, or save "
                'it as "CSV UTF-8".'
            ) from error

    def write(self, headers: Sequence[str], rows: Iterable[list[Cell]]) -> IO[bytes]:
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet("Export")
        sheet.freeze_panes = "A2"
        for number in range(1, len(headers) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = COLUMN_WIDTH
        titles = [WriteOnlyCell(sheet, header) for header in headers]
        for title in titles:
            title.font = Font(bold=True)
        sheet.append(titles)
        for row in rows:
            sheet.append([_legal(cell) for cell in row])
        file = TemporaryFile()  # noqa: SIM115  the response closes it
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # datetime.utcnow in openpyxl
            workbook.save(file)
        file.seek(0)
        return file


FORMATS: dict[str, FileFormat] = {each.extension: each for each in (Csv(), Xlsx())}
"""By extension, which is also how forms name them."""


def format_of(file_name: str) -> FileFormat | None:
    """The format that a file's name ends in, if it is one of ours."""
    return FORMATS.get(file_name.rpartition(".")[2].lower())


def _sheet(records: Iterable[Sequence[object]]) -> Sheet:
    """Make a sheet of a file's records. Empty rows are left out, but counted."""
    numbered = enumerate(map(_trimmed, records), 1)
    _, headers = next(numbered, (1, []))
    sheet = Sheet(headers)
    for number, cells in numbered:
        if not cells:
            continue
        if len(sheet) == MAX_ROWS:
            raise Unreadable(
                f"The file has more than {MAX_ROWS:,} rows. Split it into several files."
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
    """Hold a text that many rows have, such as a type or a date, only once."""
    texts: dict[str, str] = {}
    for cells in records:
        if len(texts) < MAX_SHARED_TEXTS:
            texts.update((cell, cell) for cell in cells if cell not in texts)
        yield [texts.get(cell, cell) for cell in cells]


def _workbook_rows(workbook: Any) -> Iterator[Sequence[object]]:
    sheet = workbook.active
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    yield from sheet.iter_rows(max_row=MAX_ROW_NUMBER, max_col=MAX_COLUMNS, values_only=True)


def _legal(cell: Cell) -> Cell:
    """A workbook can't hold control characters."""
    if not isinstance(cell, str):
        return cell
    return str(ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", cell))
