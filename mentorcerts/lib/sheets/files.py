"""CSV and Excel files: bounded on the way in, streamed on the way out.

A format reads a file into a ``Sheet``, whose rows keep the numbers that the spreadsheet shows, and
writes a table into an open temporary file.
"""

import csv
import io
import re
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import IO, Any, ClassVar

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.styles.numbers import FORMAT_TEXT
from openpyxl.utils import get_column_letter

from mentorcerts.lib.sheets.bounds import Sheet
from mentorcerts.lib.sheets.cells import Cell
from mentorcerts.lib.sheets.csv_records import read_csv
from mentorcerts.lib.sheets.workbook_process import SheetChoice, read_workbook_apart

COLUMN_WIDTH = 22
_LIKE_A_NUMBER = re.compile(r"[\d.,:/ eE+-]+", re.ASCII)
"""00123, 1-2, 12e4: a spreadsheet would make a number or a date of it."""


class FileFormat(ABC):
    """A kind of spreadsheet file. Its extension is also its name in forms."""

    title: ClassVar[str]
    extension: ClassVar[str]
    content_type: ClassVar[str]

    @abstractmethod
    def read(self, content: bytes, *, choose: SheetChoice | None = None) -> Sheet:
        """The table in a file. Raises ``Unreadable``.

        ``choose`` says which sheet of several; without it, the one that was open when the file was
        saved.
        """

    @abstractmethod
    def write(self, headers: Sequence[str], rows: Iterable[list[Cell]]) -> IO[bytes]:
        """An open file with the table, at its beginning."""


class Csv(FileFormat):
    """Text whose columns are separated by commas, semicolons or tabs. Written as UTF-8."""

    title = "CSV"
    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def read(self, content: bytes, *, choose: SheetChoice | None = None) -> Sheet:
        return read_csv(content)

    def write(self, headers: Sequence[str], rows: Iterable[list[Cell]]) -> IO[bytes]:
        with _temporary_file() as file:
            # The mark that utf-8-sig puts at the beginning is for Excel.
            text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
            writer = csv.writer(text)
            writer.writerow(headers)
            writer.writerows(rows)
            text.detach()  # flushed, and left open
        return file


class Xlsx(FileFormat):
    """An Excel workbook, of which one sheet is read."""

    title = "Excel workbook (XLSX)"
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def read(self, content: bytes, *, choose: SheetChoice | None = None) -> Sheet:
        return read_workbook_apart(content, choose=choose)

    def write(self, headers: Sequence[str], rows: Iterable[list[Cell]]) -> IO[bytes]:
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet("Export")
        sheet.freeze_panes = "A2"
        for number in range(1, len(headers) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = COLUMN_WIDTH
        titles = [WriteOnlyCell(sheet, header) for header in headers]
        for title in titles:
            title.font = Font(bold=True)
        as_text = WriteOnlyCell(sheet)
        as_text.number_format = FORMAT_TEXT
        with _temporary_file() as file, _removed_if_it_fails(sheet):
            sheet.append(titles)
            for row in rows:
                sheet.append(_written(cell, as_text) for cell in row)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # datetime.utcnow in openpyxl
                workbook.save(file)
        return file


FORMATS: dict[str, FileFormat] = {each.extension: each for each in (Csv(), Xlsx())}
"""By extension, which is also how forms name them."""


ALSO_READ = {"txt": Csv.extension, "tsv": Csv.extension, "xlsm": Xlsx.extension}
"""Further extensions of files that are read. Excel saves text with tabs as .txt."""


def format_of(file_name: str) -> FileFormat | None:
    """The format that a file's name ends in, if it is one of ours."""
    extension = file_name.rpartition(".")[2].lower()
    return FORMATS.get(ALSO_READ.get(extension, extension))


def _written(cell: Cell, as_text: Any) -> Any:
    """What openpyxl writes of a cell: it writes each before it asks for the next one.

    A text that looks like a number is marked as text: it stays one also where a person edits it.
    """
    if not isinstance(cell, str):
        return cell
    text = str(ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", cell))
    if not _LIKE_A_NUMBER.fullmatch(text):
        return text
    as_text.value = text
    return as_text


@contextmanager
def _temporary_file() -> Iterator[IO[bytes]]:
    """A file that the body writes; afterwards at its beginning, or closed if the body fails."""
    file = TemporaryFile()  # noqa: SIM115  the response closes it
    try:
        yield file
        file.seek(0)
    except OSError:
        with suppress(OSError):  # there is no more room for what is left to write than before
            file.close()
        raise


@contextmanager
def _removed_if_it_fails(sheet: Any) -> Iterator[None]:
    """openpyxl would leave the sheet's own file on the full disk until this process ends."""
    try:
        yield
    except OSError:
        with suppress(AttributeError, FileNotFoundError):  # not yet begun, or removed already
            sheet._writer.cleanup()
        raise
