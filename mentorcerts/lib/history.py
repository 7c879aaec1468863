"""Records and their history, as simple-history would write them, near the speed of the database.

The library makes an object of each line and prepares its values one by one. Here the database
copies the lines from the records: ``insert`` for one record, ``keep`` for thousands. Names come
from the models, so that a new field is kept like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import F, Value
from django.utils import timezone
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.utils import get_change_reason_from_object, get_history_model_for_model

from mentorcerts.lib import change_source
from mentorcerts.lib.compiled_query import Query, execute_all

MADE, CHANGED = "+", "~"


class Change(models.Model):
    """What each line of a record's history says besides who, when and what."""

    source = models.CharField(max_length=16, default=change_source.source, editable=False)

    class Meta:
        abstract = True


class QuickHistoryManager(HistoryManager):
    """The library's, whose class is put together once, not at every record that is written."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[Any], class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


def tracked(*derived: str) -> HistoricalRecords:
    """The history of a model: what people and clients change, without what follows from it."""
    return HistoricalRecords(
        bases=[Change],
        history_manager=QuickHistoryManager,
        excluded_fields=derived,
        history_id_field=models.BigAutoField(),
        history_change_reason_field=models.CharField(max_length=500, blank=True, null=True),
    )


def keep(records: Sequence[models.Model], what: str) -> None:
    """A line of history for each of these records as they now are: ``MADE`` or ``CHANGED``.

    The lines say what the library's own would; who and where from are those of the request.
    """
    if not records:
        return
    model = type(records[0])
    lines = get_history_model_for_model(model)
    line = lines(
        history_date=timezone.now(),
        history_type=what,
        history_user=lines.get_default_history_user(records[0]),
    )
    fields = [field for field in lines._meta.concrete_fields if not field.primary_key]
    copied = {field.attname for field in lines.tracked_fields}
    values = [
        F(field.attname)
        if field.attname in copied
        else Value(getattr(line, field.attname), output_field=field)
        for field in fields
    ]
    same = model._base_manager.filter(pk__in=[record.pk for record in records])
    _insert(lines, fields, same.order_by("pk").values_list(*values))


def _insert(
    model: type[models.Model], fields: Sequence[Any], rows: models.QuerySet[Any, Any]
) -> None:
    """Insert what a query finds, without fetching it."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    select, parameters = rows.query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) {select}", parameters
        )


# --- one record ---------------------------------------------------------------------------
def insert(record: models.Model, *, first: Sequence[Query] = ()) -> None:
    """Write a new record and the first line of its history, in one statement where that can be.
    What has to be said ``first`` goes along.

    ``record.save(force_insert=True)`` explains it: the record, then, by the library's signal, its
    line. A test holds both to the same rows. Raises ``IntegrityError`` as ``save`` would.
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
        change_source.source(),
    ]
    if words.together:
        ((record.pk,),) = execute_all([*first, (words.together, [*values, *line])])[-1]
    else:
        ((record.pk,),) = execute_all([*first, (words.record, values)])[-1]
        execute_all([(words.line, [*line, record.pk])])
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
