"""Serializers that write records straight from columns: no instance, no field is involved.

What a serializer declares stays what the schema describes. It is read once, when the class is
made, and compiled: from then on a record costs one dictionary.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar

from django.db import models
from rest_framework import serializers

from mentorcerts.lib.api.fields import MomentField

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


WRITTEN_AS_THEY_ARE = {
    serializers.CharField.to_representation,
    serializers.IntegerField.to_representation,
    serializers.BooleanField.to_representation,
    MomentField.to_representation,
}
"""What fields do to a column's value that the JSON renderer does by itself."""


class ColumnSerializer(serializers.Serializer):  # type: ignore[type-arg]
    # No docstring: the API's description would print it for every serializer without one.
    # The fields are columns (times and texts as they are) or DerivedFields. A subclass that
    # declares what would be ignored is refused with a TypeError.

    _columns: ClassVar[tuple[str, ...]] = ()
    """To be read."""
    _write: ClassVar[Callable[[Iterable[Any], date], list[Row]]]
    _named: ClassVar[bool] = False
    """Whether a record needs names: where a field derives from the whole of it. They cost time."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.to_representation is not serializers.Serializer.to_representation:
            raise TypeError(
                f"{cls.__name__}: its own to_representation would be ignored, as records are "
                "written from their columns"
            )
        columns: list[str] = []
        cells: list[Cell] = []
        for name, field in cls._declared_fields.items():
            _refuse_ignored(f"{cls.__name__}.{name}", field)
            derive = field.derive if isinstance(field, DerivedField) else None
            source = (field.source or name).replace(".", "__")
            whole = source == "*"
            needed = field.columns if whole else (source,)  # type: ignore[attr-defined]
            columns += [column for column in needed if column not in columns]
            cells.append((name, None if whole else columns.index(source), derive))
        cls._columns = tuple(columns)
        cls._named = any(position is None for _name, position, _derive in cells)
        cls._write = staticmethod(_writer(cells))

    @classmethod
    def select(cls, queryset: models.QuerySet[Any], *more: str) -> models.QuerySet[Any, Any]:
        """The columns that a record is written from, and after them those of ``more`` that are
        others."""
        return queryset.values_list(*cls._with(more), named=cls._named)

    @classmethod
    def records(cls, rows: Iterable[tuple[Any, ...]], *more: str) -> list[Any]:
        """What ``select`` would give, from plain tuples of the same columns."""
        return list(map(_record(*cls._with(more))._make, rows) if cls._named else rows)

    @classmethod
    def values_of(cls, record: Any, *more: str) -> list[Any]:
        """The values of these columns in a record that ``select`` gave with them."""
        columns = cls._with(more)
        return [record[columns.index(name)] for name in more]

    @classmethod
    def _with(cls, more: tuple[str, ...]) -> tuple[str, ...]:
        return (*cls._columns, *(name for name in more if name not in cls._columns))

    @classmethod
    def represent(cls, record: Any, today: date) -> Row:
        """One record that ``select`` gave, ready for JSON."""
        return cls.represent_all([record], today)[0]

    @classmethod
    def represent_all(cls, records: Iterable[Any], today: date) -> list[Row]:
        """Records that ``select`` gave, ready for JSON."""
        return cls._write(records, today)

    @classmethod
    def represent_instance(cls, instance: models.Model, today: date) -> Row:
        """A record that is at hand; its related ones must be too."""
        values = (attrgetter(column.replace("__", "."))(instance) for column in cls._columns)
        return cls.represent(_record(*cls._columns)(*values), today)


def _writer(cells: Sequence[Cell]) -> Callable[[Iterable[Any], date], list[Row]]:
    """Compile ``[{name: record[position], …} for record in records]``.

    As ``namedtuple`` and ``dataclass`` do: going through the cells of each record takes twice as
    long, of which a client feels a tenth that reads a whole list.
    """
    pairs, known = list[str](), dict[str, Any]()
    for number, (name, position, derive) in enumerate(cells):
        value = "record" if position is None else f"record[{position}]"
        if derive is not None:
            known[f"derive_{number}"] = derive
            value = f"derive_{number}({value}, today)"
        pairs.append(f"{name!r}: {value}")
    code = f"lambda records, today: [{{{', '.join(pairs)}}} for record in records]"
    write: Callable[[Iterable[Any], date], list[Row]] = eval(code, known)  # noqa: S307  all ours
    return write


def _refuse_ignored(where: str, field: serializers.Field) -> None:  # type: ignore[type-arg]
    """Raise ``TypeError`` for a field that would not be written as it says."""
    if isinstance(field, DerivedField):
        if type(field).to_representation is not DerivedField.to_representation:
            raise TypeError(f"{where}: say in derive how it is written, not in to_representation")
        if field.source == "*" and not field.columns:
            raise TypeError(f"{where}: it derives from the whole record, so name its columns")
    elif type(field).to_representation not in WRITTEN_AS_THEY_ARE:
        raise TypeError(f"{where}: a {type(field).__name__} can't be written from a column")
    elif field.source == "*":
        raise TypeError(f"{where}: only a DerivedField can be written from the whole record")
    if field.write_only:
        raise TypeError(f"{where}: it would be written though it is write_only")


@cache
def _record(*columns: str) -> Any:
    return namedtuple("Record", columns)
