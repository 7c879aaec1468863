"""Empty files to fill in: the headings of a table, and in a workbook notes on a sheet of their own.

Nothing in them would be imported: there are no example rows that somebody could forget to delete.
"""

import csv
import io
import warnings
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from mentorcerts.lib.sheets.dates import read_date
from mentorcerts.lib.sheets.files import COLUMN_WIDTH, Csv, FileFormat
from mentorcerts.lib.sheets.tables import ImportTable

NOTES = "Notes"
DATES = (
    "Dates: 2026-03-26, 26.03.2026, 26 March 2026, or a date of Excel's. 03/04/2026 is refused: "
    "it could be 3 April or 4 March."
)
AS_TEXT, AS_DATE = "@", "yyyy-mm-dd"
"""Number formats. An id in a column of texts keeps its zeros."""


def write_template(table: type[ImportTable[Any]], file_format: FileFormat) -> bytes:
    """A file with the headings of all columns that can be imported."""
    return _csv(table) if isinstance(file_format, Csv) else _workbook(table)


def _csv(table: type[ImportTable[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(column.heading for column in table.imported_columns())
    return text.getvalue().encode("utf-8-sig")  # the mark is for Excel


def _workbook(table: type[ImportTable[Any]]) -> bytes:
    workbook = Workbook()
    sheet, notes = workbook.active, workbook.create_sheet(NOTES)
    sheet.title, sheet.freeze_panes = table.title.capitalize(), "A2"
    sheet.append([column.heading for column in table.imported_columns()])
    notes.append(["Column", "Needed", "What to write", "For example"])
    for number, column in enumerate(table.imported_columns(), 1):
        letter = get_column_letter(number)
        layout = sheet.column_dimensions[letter]
        layout.width = COLUMN_WIDTH
        layout.number_format = AS_DATE if column.reader is read_date else AS_TEXT
        # A heading alone in its cell would make this sheet one that could be imported.
        named = f"{letter}, {column.heading}"
        needed = "yes" if column.required else "no"
        notes.append([named, needed, column.help_text, table.examples.get(column.name, "")])
    notes.append([])
    notes.append([DATES])
    for cell in (*sheet[1], *notes[1]):
        cell.font = Font(bold=True)
    for letter, width in zip("ABCD", (30, 10, 80, 30), strict=True):
        notes.column_dimensions[letter].width = width
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # datetime.utcnow in openpyxl
        workbook.save(file)
    return file.getvalue()
