"""Read a workbook in a process of its own, with limits on its memory and its time.

A small file can unpack to anything, and openpyxl holds what it reads: the limits of the process
hold for whatever somebody thinks of. ``python -m mentorcerts.lib.sheets.workbook_reader`` reads a
workbook from standard input, and writes a JSON answer: the table, or why it can't be used.
"""

import io
import json
import os
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from openpyxl import load_workbook

from mentorcerts.lib.sheets.bounds import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Unreadable, read_records

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
BEYOND_64_BITS = 2**63

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
        answer = read_workbook(sys.stdin.buffer.read())
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


def read_workbook(content: bytes) -> dict[str, Any]:
    """The table of the sheet that was open when it was saved. Raises ``Unreadable``."""
    try:
        _check_parts(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of a workbook that are not read
            workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = read_records(_records(workbook))
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable(f"The workbook needs too much memory: {SOMETHING_ELSE}") from None
    except Exception as error:
        raise Unreadable(NO_WORKBOOK) from error
    return {"headers": sheet.headers, "rows": list(sheet.rows)}


def _check_parts(content: bytes) -> None:
    """Before anything is made of it: how large it is unpacked, and how many tags it has."""
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


def _records(workbook: Any) -> Iterator[Sequence[object]]:
    sheet = workbook.active
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    # One column more than may be filled: whether it is shows that there are too many.
    for row in sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True):
        empty = row.count(None) == len(row)  # at C's speed: there may be a million of them
        yield () if empty else [_small(cell) for cell in row]


def _small(cell: object) -> object:
    """A number of thousands of digits as the text that it is."""
    return str(cell) if isinstance(cell, int) and abs(cell) >= BEYOND_64_BITS else cell


def _as_json(cell: object) -> object:
    """What JSON has no word for: moments, and other times as their text."""
    return {"moment": cell.isoformat()} if isinstance(cell, datetime) else str(cell)


if __name__ == "__main__":
    main()
