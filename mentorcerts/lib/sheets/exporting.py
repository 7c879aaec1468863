"""Export records as a file. Neither the records nor the file are held in memory as a whole."""

import csv
from collections.abc import Generator, Iterable, Iterator, Sequence
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
        return file_format.write(list(table.columns), rows)


def _rows(table: Table, records: QuerySet[Any]) -> Generator[list[Cell], None, None]:
    columns, today = list(table.columns.values()), table.today
    for record in table.prepare_export(records).iterator(chunk_size=RECORDS_PER_FETCH):
        yield [column.export(record, today=today) for column in columns]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file, to be streamed as they come."""
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([format_cell(value) for value in row])  # type: ignore[misc]
