"""Read a workbook in a process of its own, with limits on its memory and its time.

A small file can unpack to anything, and openpyxl holds what it reads: the limits of the process
hold for whatever somebody thinks of. ``python -m mentorcerts.lib.sheets.workbook_reader`` reads a
workbook from standard input, and writes a JSON answer: the table, or why it can't be used. A number
as its argument says which sheet is meant.
"""

import io
import json
import os
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH

from mentorcerts.lib.sheets.bounds import (
    HEAD_ROWS,
    MAX_CELLS,
    MAX_ROWS,
    SheetRow,
    Unreadable,
    read_records,
)
from mentorcerts.lib.sheets.cells import NO_RESULT
from mentorcerts.lib.sheets.workbook_rows import SheetRows

MAX_UNPACKED_BYTES = 80 * 1024 * 1024
"""An XLSX file is packed: what is 10 MB as a file may be a thousand times that unpacked."""
MAX_TAGS = 7 * MAX_CELLS
"""Six for a cell with a text, and something for the rest."""
MAX_MEMORY = 512 * 1024 * 1024
"""Bytes; a full table takes about half of it."""
MAX_CPU_SECONDS = 30
NICENESS = 10
"""Other requests come first."""
PIECE = 1024 * 1024
MAX_SHEETS = 20
"""Of a workbook, to choose from."""
ROWS_LOOKED_AT = 200
"""Of each sheet, for the first ones that hold something."""
HEAD_CHARACTERS = 200
"""Of a cell in those."""

OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
"""How such files begin."""
SOMETHING_ELSE = (
    "besides the table there is a great deal else in it: empty rows or columns with formats, or "
    'other sheets. Copy the table into a new workbook, or save the sheet as "CSV UTF-8".'
)
NO_WORKBOOK = (
    "The file isn't an Excel workbook (.xlsx) that can be read. Save it anew, or save it as "
    '"CSV UTF-8".'
)


def main() -> None:
    """The process: from standard input to standard output."""
    limit_this_process()
    try:
        number = int(sys.argv[1]) if len(sys.argv) > 1 else None
        answer = read_workbook(sys.stdin.buffer.read(), number)
    except Unreadable as error:
        answer = {"unreadable": str(error)}
    sys.stdout.write(json.dumps(answer, default=_as_json))


def limit_this_process() -> None:
    """The operating system ends it beyond these."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    # A second limit behind the first: at that one the system would kill it without saying why.
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS + 5))


def read_workbook(content: bytes, number: int | None = None) -> dict[str, Any]:
    """The rows of the sheet with this number; without one, of the only one that holds anything.

    Where several do, only their first rows, to choose from. Raises ``Unreadable``.
    """
    try:
        _check_parts(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of a workbook that are not read
            workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            heads = list(_heads(workbook))
            numbers = [each for each, _, _ in heads]
            opened = _number_of_open_sheet(workbook)
            if number is None and len(heads) > 1:
                return {"heads": heads, "open": opened if opened in numbers else numbers[0]}
            if number is None:
                number = numbers[0] if numbers else opened
            return {"heads": heads, **_table(workbook, number)}
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable(f"The workbook needs too much memory: {SOMETHING_ELSE}") from None
    except Exception as error:
        raise Unreadable(NO_WORKBOOK) from error


def _number_of_open_sheet(workbook: Any) -> int:
    """The first one where a sheet with a chart was open."""
    sheets = workbook.worksheets
    return sheets.index(workbook.active) if workbook.active in sheets else 0


def _heads(workbook: Any) -> Iterator[tuple[int, str, list[SheetRow]]]:
    """The sheets that a person sees and that hold anything: number, name, first rows."""
    sheets = list(enumerate(workbook.worksheets))
    seen = [each for each in sheets if each[1].sheet_state == "visible"] or sheets
    for number, sheet in seen[:MAX_SHEETS]:
        rows = enumerate(islice(SheetRows(workbook, sheet), ROWS_LOOKED_AT), 1)
        filled = ((place, *map(_shortened, row)) for place, row in rows if row)
        if head := list(islice(filled, HEAD_ROWS)):
            yield number, sheet.title, head


def _shortened(cell: object) -> object:
    return cell[:HEAD_CHARACTERS] if isinstance(cell, str) else cell


def _table(workbook: Any, number: int) -> dict[str, Any]:
    source = SheetRows(workbook, workbook.worksheets[number])
    sheet = read_records(source)
    return {
        "number": number,
        "rows": [(sheet.heading_row, *sheet.headers), *sheet.rows],
        "hidden": source.hidden,
        "hidden_columns": [get_column_letter(each) for each in sorted(source.hidden_columns)],
        "since_1904": workbook.epoch == MAC_EPOCH,
    }


def _check_parts(content: bytes) -> None:
    """Before anything is made of it: how large it is unpacked, and how many tags it has."""
    if content.startswith(OLD_OR_LOCKED):
        raise Unreadable(
            "The workbook is protected with a password, or in Excel's old format (.xls). Take the "
            "password off, and save it as an Excel workbook (.xlsx)."
        )
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise Unreadable(
                f"The workbook is too large: unpacked it has more than "
                f"{MAX_UNPACKED_BYTES // 1024**2} MB. Split it, or save it as CSV UTF-8."
            )
        tags = 0
        for part in parts:
            with packed.open(part) as opened:
                while piece := opened.read(PIECE):
                    tags += piece.count(b"<")
                    if tags > MAX_TAGS:
                        raise Unreadable(
                            f"The workbook holds much more than {MAX_ROWS:,} rows: {SOMETHING_ELSE}"
                        )


def _as_json(cell: object) -> object:
    """What JSON has no word for: moments, formulas without a result, other times as their text."""
    if cell is NO_RESULT:
        return {"no result": ""}
    return {"moment": cell.isoformat()} if isinstance(cell, datetime) else str(cell)


if __name__ == "__main__":
    main()
