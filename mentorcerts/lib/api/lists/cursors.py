"""Cursors: where in an ordered list a page ended, so that the next one begins right after it.

A cursor holds the values by which its record was ordered, tie-break included, so that it still
works when that record has been changed or removed. It also holds a digest of the list, its filters
and its order, and is refused with any others. It is not signed: it gives no access to anything,
and whoever makes one up gets a page of a list that they may read anyway.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    F,
    Field,
    ForeignKey,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
)
from rest_framework.exceptions import ValidationError

from mentorcerts.lib import moments
from mentorcerts.lib.identifiers import is_identifier

CURSOR = r"[A-Za-z0-9_-]{16,300}"
_DIGEST_BYTES = 9
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SPAN = (
    (moments.utc_midnight(moments.EARLIEST) - _EPOCH) // _MICROSECOND,
    (moments.utc_midnight(moments.LATEST) - _EPOCH + timedelta(days=1)) // _MICROSECOND,
)
"""Microseconds since 1970 of the moments that a record may carry; the second is outside."""

NOT_OURS = (
    "This is no cursor of this list. Send next from its latest page, or an empty after to begin."
)
MADE_FOR_OTHERS = (
    "This cursor was made for other filters or another ordering. Keep them as they are from page "
    "to page, or begin again with an empty after."
)


class Term(NamedTuple):
    """One column of an order."""

    name: str
    field: "Field[Any, Any]"
    descending: bool


class CursorWalk:
    """One ordered list, to be read from cursor to cursor."""

    def __init__(self, queryset: QuerySet[Any], filters: Mapping[str, str]) -> None:
        """``filters``: name and value of each, as the client has sent them.

        Raises ``TypeError`` for an order by a column that no cursor can hold.
        """
        self.queryset, self.terms = queryset, _terms(queryset)
        order = [f"{'-' if term.descending else ''}{term.name}" for term in self.terms]
        told = [queryset.model._meta.label_lower, order, sorted(filters.items())]
        self._digest = sha256(json.dumps(told).encode()).digest()[:_DIGEST_BYTES]

    @property
    def columns(self) -> list[str]:
        """The columns whose values make up a position."""
        return [term.name for term in self.terms]

    def following(self, position: Sequence[Any]) -> QuerySet[Any]:
        """The records after a position; all of them where it is empty."""
        return self.queryset.filter(_beyond(self.terms, position)) if position else self.queryset

    def position(self, cursor: str) -> list[Any]:
        """Where a cursor points: a value for each of ``columns``, none if it is empty.

        Raises ``ValidationError`` (400) for a cursor that is not one of this walk.
        """
        return self._decoded(cursor) if cursor else []

    def cursor(self, position: Sequence[Any]) -> str:
        """Of a record with these values in ``columns``."""
        written = [_written(value) for value in position]
        text = json.dumps(written, separators=(",", ":"))
        return urlsafe_b64encode(self._digest + text.encode()).decode().rstrip("=")

    def _decoded(self, cursor: str) -> list[Any]:
        if not re.fullmatch(CURSOR, cursor):
            raise ValidationError({"after": NOT_OURS})
        try:
            content = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            values = json.loads(content[_DIGEST_BYTES:])
        except ValueError:
            raise ValidationError({"after": NOT_OURS}) from None
        if content[:_DIGEST_BYTES] != self._digest:
            raise ValidationError({"after": MADE_FOR_OTHERS})
        if not isinstance(values, list) or len(values) != len(self.terms):
            raise ValidationError({"after": NOT_OURS})
        position = [_read(value, term) for value, term in zip(values, self.terms, strict=True)]
        # There is one way to write each: what JSON or Base64 would also read is refused.
        if self.cursor(position) != cursor:
            raise ValidationError({"after": NOT_OURS})
        return position


def _terms(queryset: QuerySet[Any]) -> list[Term]:
    """The columns that the queryset is ordered by; one that was named before decides nothing."""
    options = queryset.model._meta
    terms: dict[str, Term] = {}
    for column in queryset.query.order_by:
        name = str(column).removeprefix("-")
        field = options.pk if name == "pk" else options.get_field(name)
        if not isinstance(field, Field) or field.null:
            raise TypeError(f"{options.label}: no cursor can hold {name}, which may be empty")
        held = field.target_field if isinstance(field, ForeignKey) else field
        descending = str(column).startswith("-")
        terms.setdefault(field.attname, Term(field.attname, held, descending))
    return list(terms.values())


def _beyond(terms: list[Term], position: Sequence[Any]) -> Func | Q:
    """What holds for the records that come after the position."""
    values = [
        Value(value, output_field=term.field) for value, term in zip(position, terms, strict=True)
    ]
    if len({term.descending for term in terms}) == 1:
        # A comparison of rows, which PostgreSQL answers from an index on the same columns, however
        # many records share the first value.
        operator = " < " if terms[0].descending else " > "
        rows = (_row(*(F(term.name) for term in terms)), _row(*values))
        return Func(
            *rows, template="%(expressions)s", arg_joiner=operator, output_field=BooleanField()
        )
    first = "lte" if terms[0].descending else "gte"
    later, same = Q(), Q()
    for term, value in zip(terms, values, strict=True):
        later |= same & Q(**{f"{term.name}__{'lt' if term.descending else 'gt'}": value})
        same &= Q(**{term.name: value})
    return Q(**{f"{terms[0].name}__{first}": values[0]}) & later


def _row(*columns: Any) -> Func:
    return Func(*columns, template="(%(expressions)s)", arg_joiner=", ")


def _written(value: Any) -> Any:
    """A column's value, for JSON. Raises ``TypeError`` for one that no cursor can hold."""
    if isinstance(value, datetime):
        return (value - _EPOCH) // _MICROSECOND
    if isinstance(value, int | str):
        return value
    raise TypeError(f"no cursor can hold {value!r}")


def _read(value: Any, term: Term) -> Any:
    """What ``_written`` gave. Raises ``ValidationError`` for what the column can't hold."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(term.field, DateTimeField) and whole and _SPAN[0] <= value < _SPAN[1]:
        return _EPOCH + value * _MICROSECOND
    if isinstance(term.field, IntegerField) and whole and 0 <= value < 2**63:
        return value
    if isinstance(term.field, CharField) and isinstance(value, str) and is_identifier(value):
        return value
    raise ValidationError({"after": NOT_OURS})
