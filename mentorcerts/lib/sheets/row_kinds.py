"""What an import does with each row, and which of it its person has asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from mentorcerts.lib import moments
from mentorcerts.lib.refusals import Conflict
from mentorcerts.lib.sheets.cells import Cell


class RowKind(StrEnum):
    """What an import does with a row. One that is refused has a problem instead."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Scope(StrEnum):
    """What a file may do: whoever only wants to add is told of rows that would change something."""

    BOTH = "both"
    ADD = "add"
    CHANGE = "change"


class CellChange(NamedTuple):
    """A cell that differs from what is on record."""

    column: str
    old: Cell
    new: Cell

    @property
    def is_change(self) -> bool:
        """For templates, which are given other cells too."""
        return True

    @property
    def old_text(self) -> str:
        return _shown(self.old)

    @property
    def new_text(self) -> str:
        return _shown(self.new)

    def __str__(self) -> str:
        return f"{self.old_text} \N{RIGHTWARDS ARROW} {self.new_text}"


Changes = tuple[CellChange, ...]


@dataclass(slots=True)
class RowResult:
    """What came of a row. Empty ``changes`` unless it is a changed one."""

    row: int
    kind: RowKind
    pk: int | None = None
    """The record's key, where it is a number; of a new record once there is one."""
    changes: Changes = ()


def refuse_out_of_scope(
    scope: Scope, *, what: str, kind: RowKind, changes: Sequence[CellChange] = ()
) -> None:
    """Raise ``Conflict`` where the row does what was not asked for. ``what`` names its record."""
    if kind is RowKind.CHANGED and scope is Scope.ADD:
        told = ", ".join(f"{change.column} {change}" for change in changes)
        raise Conflict(
            f"It would change {what} ({told}), and this import only adds. Take the row out, or "
            "choose to change as well."
        )
    if kind is RowKind.NEW and scope is Scope.CHANGE:
        raise Conflict(
            f"It would add {what}, and this import only changes what is there. Take the row out, "
            "or choose to add as well."
        )


def _shown(cell: Cell) -> str:
    return "(empty)" if cell in (None, "") else str(cell)


def differs(given: datetime, recorded: datetime) -> bool:
    """Whether a date of a file is another one than that on record.

    One without a time of day is the same as any moment of that day (UTC): times never decide, and
    nobody should lose one by a file that doesn't have it.
    """
    day = moments.utc_date(given)
    is_whole_day = given == moments.utc_midnight(day)
    return given != recorded and not (is_whole_day and day == moments.utc_date(recorded))
