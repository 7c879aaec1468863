"""What an import and an export of any table have in common: a resource of django-import-export.

Its columns, its admin pages and its formats are used; its saving row by row is not. An import reads
all rows, then calls one bulk service, in a transaction that a preview rolls back: what the preview
shows is what has been done.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.db import models, transaction
from import_export.fields import Field
from import_export.resources import Resource
from import_export.results import Error, Result

from mentorcerts.lib.sheets.cells import Cell, is_blank, written
from mentorcerts.lib.sheets.files import Sheet, Unreadable
from mentorcerts.lib.sheets.problems import Problems, RefusedRows

SHOWN_ROWS = 100
SHOWN_PROBLEMS = 200
ITERATED = 2000
"""Records that an export holds at a time."""

Reader = Callable[[object], Any]


class Column(Field):  # type: ignore[misc]
    """A column of an export; with ``read`` also of an import.

    ``empty`` is what an empty cell means. A column of an export that the import does not use may
    still have a reader, to refuse rows that must not come in.
    """

    def __init__(
        self,
        attribute: str | None = None,
        *,
        read: Reader | None = None,
        required: bool = False,
        empty: Any = None,
        note: str = "",
    ) -> None:
        super().__init__(attribute=attribute, readonly=not note)
        self.read, self.required, self.empty, self.note = read, required, empty, note

    def export(self, instance: Any, **kwargs: Any) -> Any:
        return self.get_value(instance)


@dataclass
class Shown:
    """A row of the preview."""

    number: int
    kind: str
    cells: list[Cell]
    effect: str


@dataclass
class Outcome:
    """What the service did: rows for the preview, and all of it in sentences."""

    columns: list[str] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


@dataclass
class Problem:
    row: int
    column: str
    message: str


class ImportResult(Result):  # type: ignore[misc]
    """Never holds all rows: a page can't show 20,000."""

    def __init__(self) -> None:
        super().__init__()
        self.outcome = Outcome()
        self.problems: list[Problem] = []
        self.bad_rows = 0

    def refuse(self, problems: Problems) -> None:
        self.bad_rows = len(problems)
        self.problems = [
            Problem(row, column, message)
            for row in sorted(problems)
            for column, messages in problems[row].items()
            for message in messages
        ]

    def has_errors(self) -> bool:
        return bool(self.base_errors or self.problems)

    @property
    def shown_problems(self) -> list[Problem]:
        return self.problems[:SHOWN_PROBLEMS]

    @property
    def further_problems(self) -> int:
        return len(self.problems) - len(self.shown_problems)

    @property
    def further_rows(self) -> int:
        return int(self.total_rows) - len(self.outcome.shown)


@dataclass
class _Found:
    """The columns of a file: where each stands."""

    places: dict[str, int] = field(default_factory=dict)

    def cell(self, name: str, cells: Sequence[object]) -> object:
        place = self.places.get(name)
        return None if place is None or place >= len(cells) else cells[place]


class Table(Resource):  # type: ignore[misc]
    """One kind of record as a spreadsheet. ``today`` and ``by`` are for the services."""

    title: ClassVar[str]
    """What the records are called, in the plural."""
    other_names: ClassVar[dict[str, str]] = {"e_mail": "email"}
    """Further spellings of a column's name → the name."""

    def __init__(self, *, today: date, by: str = "") -> None:
        super().__init__()
        self.today, self.by = today, by

    @classmethod
    def get_display_name(cls) -> str:
        return cls.title

    @classmethod
    def importable(cls) -> dict[str, Column]:
        """The columns that an import uses."""
        return {name: column for name, column in cls.fields.items() if column.note}

    # --- in -----------------------------------------------------------------------------------
    def row(self, number: int, values: dict[str, Any]) -> Any:
        """The bulk service's row. ``values`` holds the columns that the file has."""
        raise NotImplementedError

    def write(self, rows: list[Any]) -> Outcome:
        """Call the bulk service. Raises ``RefusedRows``."""
        raise NotImplementedError

    def import_data(self, dataset: Sheet, dry_run: bool = False, **kwargs: Any) -> ImportResult:
        """Write all rows, or none if any is refused or it is only a preview (``dry_run``)."""
        result = ImportResult()
        result.total_rows = len(dataset)
        try:
            found = self._found(dataset.headers)
        except Unreadable as error:
            result.append_base_error(Error(error))
            return result
        rows, problems = self._read(dataset, found)
        with transaction.atomic():
            try:
                result.outcome = self.write(rows)
            except RefusedRows as refusal:
                problems.add_all(refusal.problems)
            if dry_run or problems:
                transaction.set_rollback(True)
        result.refuse(problems)
        return result

    def _found(self, headers: Sequence[object]) -> _Found:
        found, unknown, twice = _Found(), [], []
        for place, header in enumerate(headers):
            name = _normal(header)
            name = self.other_names.get(name, name)
            if name not in self.fields:
                unknown.append(str(header or f"(column {place + 1} has no name)"))
            elif name in found.places:
                twice.append(name)
            found.places.setdefault(name, place)
        importable = self.importable()
        missing = [n for n, c in importable.items() if c.required and n not in found.places]
        faults = []
        if missing:
            faults.append(f"Missing columns: {', '.join(missing)}.")
        if unknown:
            faults.append(f"Unknown columns: {', '.join(unknown)}.")
        if twice:
            faults.append(f"Columns that are there twice: {', '.join(twice)}.")
        if faults:
            others = [name for name in self.fields if name not in importable]
            raise Unreadable(
                f"{' '.join(faults)} The first row must name the columns. Known are: "
                f"{', '.join(importable)}; and those that an export adds, which are not "
                f"read: {', '.join(others)}."
            )
        return found

    def _read(self, sheet: Sheet, found: _Found) -> tuple[list[Any], Problems]:
        rows, problems = [], Problems()
        names = [name for name in self.fields if name in found.places]
        for number, *cells in sheet.taken():
            values = {}
            for name in names:
                try:
                    values[name] = _value(self.fields[name], found.cell(name, cells))
                except ValueError as error:
                    problems.add(number, name, str(error))
            if len(cells) > len(sheet.headers):
                problems.add(number, "", "There are more cells than columns in this row.")
            if number not in problems:
                rows.append(self.row(number, values))
        return rows, problems

    # --- out ----------------------------------------------------------------------------------
    def exported(self, records: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """The records in the order and with the relations that the columns need."""
        return records

    def lines(self, records: models.QuerySet[Any]) -> Iterator[list[Cell]]:
        """The rows of an export; a few thousand records are held at a time."""
        fields = self.get_export_fields()
        for record in self.exported(records).iterator(chunk_size=ITERATED):
            yield [written(self.export_field(column, record)) for column in fields]


def _normal(header: object) -> str:
    """``Mentor ID`` as ``mentor_id``."""
    return re.sub(r"[\s_-]+", "_", str(header or "").strip().lower())


def _value(column: Column, cell: object) -> Any:
    if column.read is None:
        return None
    if not is_blank(cell):
        return column.read(cell)
    if column.required:
        raise ValueError("It is empty. It is needed in every row.")
    return column.empty
