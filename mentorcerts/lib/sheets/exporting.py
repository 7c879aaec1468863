"""Export records as a file. Neither the records nor the file are held in memory as a whole."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from typing import IO, Any

from django.db.models import QuerySet
from django.dispatch import Signal

from mentorcerts.lib.sheets.cells import Cell, format_cell
from mentorcerts.lib.sheets.files import FileFormat
from mentorcerts.lib.sheets.tables import Table

RECORDS_PER_FETCH = 2000

list_exported = Signal()
"""Sent when somebody downloads a list: ``request``, the list's ``title``, number of ``rows``."""


def export_file(table: Table, records: QuerySet[Any], file_format: FileFormat) -> IO[bytes]:
    """An open temporary file with these records, at its beginning."""
    with closing(_rows(table, records)) as rows:  # also where the disk is full
        return file_format.write(table.headings(), rows)


def rows_file(
    headings: Sequence[str], rows: Iterable[Sequence[Any]], file_format: FileFormat
) -> tuple[IO[bytes], int]:
    """An open temporary file with the rows of a page's table, and how many they are.

    Values may be whatever ``format_cell`` takes.
    """
    number = 0

    def counted() -> Generator[list[Cell], None, None]:
        nonlocal number
        for row in rows:
            number += 1
            yield [format_cell(value) for value in row]

    with closing(counted()) as cells:
        file = file_format.write(headings, cells)
    return file, number


def _rows(table: Table, records: QuerySet[Any]) -> Generator[list[Cell], None, None]:
    columns, today = list(table.columns.values()), table.today
    for record in table.prepare_export(records).iterator(chunk_size=RECORDS_PER_FETCH):
        yield [column.export(record, today=today) for column in columns]
