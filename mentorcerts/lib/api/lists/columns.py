"""Shapes that are written straight from columns: no instance is made, no serializer is run.

What a shape declares stays what the schema describes; here it is read once, when the class is
first used, and from then on a record costs one dictionary.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar

from django.db import models
from rest_framework import serializers

Row = dict[str, Any]
Cell = tuple[str, int | None, Callable[[Any, date], Any] | None]
"""Its name, the column's position (none: the whole row), and how it derives from that."""


class DerivedField(serializers.Field):  # type: ignore[type-arg]
    """Follows from the record and from what day it is; read only.

    With ``source="*"`` it derives from a record that has the attributes named in ``columns``.
    """

    columns: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    @staticmethod
    def derive(value: Any, today: date) -> Any:
        raise NotImplementedError

    def to_representation(self, value: Any) -> Any:
        return self.derive(value, self.context["today"])


class ColumnSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A shape whose fields are columns (times and texts as they are) or derive from some."""

    @classmethod
    def select(cls, queryset: models.QuerySet[Any], *more: str) -> models.QuerySet[Any, Any]:
        """The columns that this shape is written from, and ``more`` after them."""
        return queryset.values_list(*_plan(cls)[0], *more, named=True)

    @classmethod
    def records(cls, rows: Iterable[tuple[Any, ...]], *more: str) -> list[Any]:
        """What ``select`` would give, from plain tuples of the same columns."""
        return list(map(_record(*_plan(cls)[0], *more)._make, rows))

    @classmethod
    def of(cls, instance: models.Model, today: date) -> Row:
        """The record that is at hand; its related ones must be too."""
        columns = _plan(cls)[0]
        values = (attrgetter(column.replace("__", "."))(instance) for column in columns)
        return cls.write(_record(*columns)(*values), today)

    @classmethod
    def write(cls, record: Any, today: date) -> Row:
        """One record that ``select`` gave, ready for JSON."""
        return {
            name: (
                record[position]
                if derive is None
                else derive(record if position is None else record[position], today)
            )
            for name, position, derive in _plan(cls)[1]
        }


@cache
def _record(*columns: str) -> Any:
    return namedtuple("Record", columns)


@cache
def _plan(shape: type[ColumnSerializer]) -> tuple[tuple[str, ...], tuple[Cell, ...]]:
    """The columns to read, and the cells to write."""
    columns: list[str] = []
    cells: list[Cell] = []
    for name, field in shape._declared_fields.items():
        source = (field.source or name).replace(".", "__")
        derive = field.derive if isinstance(field, DerivedField) else None
        needed = field.columns if source == "*" and isinstance(field, DerivedField) else (source,)
        columns += [column for column in needed if column not in columns]
        cells.append((name, None if source == "*" else columns.index(source), derive))
    return tuple(columns), tuple(cells)
