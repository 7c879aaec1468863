"""A new record with the first line of its history: as ``save`` writes them, in one statement.

``record.save(force_insert=True)`` explains it: the record, then, by simple-history's signal, its
line. ``insert`` does the same without building both statements anew for every record; a test holds
both to the same rows. Names come from the models, so that a new field is written like any other.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, models
from django.utils import timezone
from simple_history.utils import get_change_reason_from_object, get_history_model_for_model

from certifications import origin


def insert(record: models.Model) -> None:
    """Write a new record of a model with a history. Raises ``IntegrityError`` as ``save`` would.

    Who, when and why are those of the request, as simple-history has them.
    """
    words = _words(type(record), connection.vendor)
    values = [
        field.get_db_prep_save(field.pre_save(record, add=True), connection)
        for field in words.fields
    ]
    history = get_history_model_for_model(type(record))
    user = history.get_default_history_user(record)
    line = [
        connection.ops.adapt_datetimefield_value(timezone.now()),
        get_change_reason_from_object(record),
        user and user.pk,
        origin.source(),
    ]
    with connection.cursor() as cursor:
        if words.together:
            cursor.execute(words.together, [*values, *line])
            record.pk = cursor.fetchone()[0]
        else:
            cursor.execute(words.record, values)
            record.pk = cursor.fetchone()[0]
            cursor.execute(words.line, [*line, record.pk])
    record._state.adding, record._state.db = False, connection.alias


@dataclass(frozen=True)
class _Words:
    """The SQL for one model; ``together`` where the database can say it at once."""

    fields: list[Any]
    record: str
    line: str
    """Its parameters: those of the line, then the record's key."""
    together: str


_LINE = ("history_date", "history_change_reason", "history_user", "source")


@cache
def _words(model: type[models.Model], vendor: str) -> _Words:
    quote, history = connection.ops.quote_name, get_history_model_for_model(model)
    fields: list[Any] = [
        field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)
    ]
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    record = f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING"
    kept = ", ".join(quote(field.column) for field in history.tracked_fields)
    own: list[Any] = [history._meta.get_field(name) for name in _LINE]
    if vendor == "postgresql":  # which takes what stands in a SELECT for text
        marks = ", ".join(f"CAST(%s AS {field.db_type(connection)})" for field in own)
    else:
        marks = ", ".join(["%s"] * len(own))
    line = (
        f"INSERT INTO {quote(history._meta.db_table)} "
        f"({kept}, {', '.join(quote(field.column) for field in own)}, history_type) "
        f"SELECT {kept}, {marks}, '+' FROM"
    )
    together = f"WITH made AS ({record} *), line AS ({line} made) SELECT {key} FROM made"
    return _Words(
        fields,
        f"{record} {key}",
        f"{line} {table} WHERE {key} = %s",
        together if vendor == "postgresql" else "",
    )
