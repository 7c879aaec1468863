"""How one kind of record looks as a spreadsheet: its columns, declared.

A ``Table`` can be exported. An ``ImportTable`` can also be imported: ``importing`` reads the cells
with the columns' readers, the table makes its service's rows of them and calls the service.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.db.models import QuerySet

from mentorcerts.lib import clock
from mentorcerts.lib.sheets.cells import Cell, format_cell, is_blank
from mentorcerts.lib.sheets.local_times import local_time
from mentorcerts.lib.sheets.row_kinds import RowKind, Scope

EMPTIES = "-"
"""What a cell says to empty its field."""
PREVIEW_ROWS = 100
"""Rows that a preview shows one by one."""

Reader = Callable[[object], Any]
"""What a filled cell means. Raises ``ValueError`` with a sentence for the person."""

Row = TypeVar("Row")


class Computed(Protocol):
    """What a record's cell shows on a day."""

    def __call__(self, record: Any, /, *, today: date) -> Any: ...


def heading_of_moment(heading: str) -> str:
    """``Paused at (Europe/Zurich)``: above moments, which are in the programme's zone."""
    return f"{heading} ({clock.zone_name()})"


class Column:
    """A column, under the name that it has in the table's class.

    An export writes ``attribute`` of the record (``mentor__name`` follows a relation) or what
    ``computed`` makes of it. An import reads the column's filled cells with ``reader``, and hands
    on their values. An empty cell is ``None``, which changes nothing; ``-`` empties the field,
    where it has a value for that: ``emptied``. Not ``imported`` are columns that only exports have;
    with a reader they say what a row claims of its record.

    ``heading`` is what people read above it, in the words of the admin's lists; without one it is
    the name made readable (``Mentor id``). Of ``moment`` columns, which say when something
    happened, exports write the programme's time, and name its zone in the heading.
    """

    name: str
    heading: str

    def __init__(
        self,
        attribute: str | None = None,
        *,
        computed: Computed | None = None,
        reader: Reader | None = None,
        imported: bool = False,
        required: bool = False,
        emptied: Any = None,
        help_text: str = "",
        heading: str = "",
        moment: bool = False,
    ) -> None:
        if (attribute is None) == (computed is None):
            raise TypeError("A column shows either an attribute or something computed.")
        if imported and not (reader and help_text):
            raise TypeError("A column that is imported needs a reader and a help text.")
        if not imported and (required or help_text or emptied is not None):
            raise TypeError("Required, emptied and help_text are for columns that are imported.")
        self.reader, self.imported, self.required = reader, imported, required
        self.emptied, self.help_text = emptied, help_text
        self.heading, self.moment = heading, moment
        self._attribute = attribute and attrgetter(attribute.replace("__", "."))
        self._computed = computed

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.heading = self.heading or name.replace("_", " ").capitalize()

    @property
    def exported_heading(self) -> str:
        """``Paused at (Europe/Zurich)``: the heading, with the zone if there are moments below."""
        return heading_of_moment(self.heading) if self.moment else self.heading

    def export(self, record: Any, *, today: date) -> Cell:
        """The cell of a record."""
        if self._attribute:
            value = self._attribute(record)
        else:
            assert self._computed is not None  # one of the two
            value = self._computed(record, today=today)
        return format_cell(local_time(value) if self.moment else value)

    def read(self, cell: object, *, is_needed: bool = True) -> Any:
        """The value of a cell of an import. Raises ``ValueError`` with a sentence.

        ``is_needed`` is false where the row names a record that has the others.
        """
        if is_blank(cell):
            if self.required and is_needed:
                raise ValueError("It is empty. It is needed in every row.")
            return None
        if self.imported and isinstance(cell, str) and cell.strip() == EMPTIES:
            if self.emptied is None:
                raise ValueError("It can't be emptied. An empty cell leaves it as it is.")
            return self.emptied
        return None if self.reader is None else self.reader(cell)


class Table:
    """One kind of record as a spreadsheet. ``today`` and ``by`` (a user's name) are for services.

    Its columns are collected in the order in which the class declares them.
    """

    title: ClassVar[str]
    """What the records are called, in the plural."""
    columns: ClassVar[dict[str, Column]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        declared = vars(cls).items()
        cls.columns = {name: each for name, each in declared if isinstance(each, Column)}

    def __init__(self, *, today: date, by: str = "") -> None:
        self.today, self.by = today, by

    @classmethod
    def headings(cls) -> list[str]:
        """What exports write above the columns."""
        return [column.exported_heading for column in cls.columns.values()]

    def prepare_export(self, records: QuerySet[Any]) -> QuerySet[Any]:
        """The records in the order and with the relations that the columns need."""
        return records


class Facts:
    """What was done with thousands of rows: a digest, which keeps none of them."""

    def __init__(self, facts: Iterable[Any] = ()) -> None:
        self._digest = hashlib.sha256()
        self.add_all(facts)

    def add_all(self, facts: Iterable[Any]) -> None:
        for fact in facts:
            self._digest.update(f"{fact!r}\n".encode())

    def __repr__(self) -> str:
        """The same for the same facts in the same order."""
        return self._digest.hexdigest()


@dataclass
class PreviewRow:
    """A row as the preview shows it: what stands in it, and what comes of it."""

    number: int
    kind: RowKind
    cells: list[Cell]
    effect: str


@dataclass
class Outcome:
    """What the service did: the first rows one by one, and all of it in sentences."""

    columns: list[str] = field(default_factory=list)
    rows: list[PreviewRow] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    """What the person should make sure of before they confirm, in sentences."""
    facts: Facts = field(default_factory=Facts)
    """What it did with every row: an import that is confirmed must come to the same."""


class ImportTable(Table, ABC, Generic[Row]):
    """A table that can be imported through a service that writes all its rows at once."""

    identified_by: ClassVar[str] = ""
    """The column that names a record: a row where it is filled needs no other one."""
    previewed: int = PREVIEW_ROWS
    """Rows that the outcome shows one by one, at most."""
    scope: Scope = Scope.BOTH
    """Of what the rows would do, what its person has asked for."""
    other_names: ClassVar[dict[str, str]] = {}
    """What else people call a column → its name. Case, spaces and signs don't matter."""
    examples: ClassVar[dict[str, str]] = {}
    """Name of a column → what could stand in it, for the notes of a template."""

    @classmethod
    def imported_columns(cls) -> list[Column]:
        return [column for column in cls.columns.values() if column.imported]

    @classmethod
    def missing_columns(cls, names: Collection[str]) -> list[str]:
        """Names of the columns that are needed, but not among these."""
        if cls.identified_by in names:
            return []
        needed = [column.name for column in cls.imported_columns() if column.required]
        return [name for name in needed if name not in names]

    @abstractmethod
    def make_row(self, number: int, values: dict[str, Any]) -> Row:
        """The service's row. ``values`` has the imported columns that the file has, by name."""

    @abstractmethod
    def write(self, rows: list[Row]) -> Outcome:
        """Call the service. Raises ``RefusedRows``."""
