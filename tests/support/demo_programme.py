"""The demo programme, made once and copied from then on: nearly every test of a page wants it."""

from datetime import date
from functools import cache

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from certifications.models import EventCursor, Tally
from mentorcerts import demo

MODELS = [
    model
    for app in ("certifications", "renewals")
    for model in apps.get_app_config(app).get_models()
    # The database counts by itself, and a migration has made the log's cursor.
    if model not in (Tally, EventCursor)
]
QUOTED = {"sqlite": "quote({})", "postgresql": "quote_nullable({}::text)"}
"""A value as it is written in SQL."""


def load_demo(today: date) -> None:
    """Put what ``demo.load`` makes of this day into an empty database."""
    with connection.cursor() as cursor:
        for statement in _statements(today):
            cursor.execute(statement)


@cache
def _statements(today: date) -> list[str]:
    with transaction.atomic():
        demo.load(today=today)
        inserts = [insert for model in MODELS if (insert := _insert(model))]
        transaction.set_rollback(True)
    return _from_one() + inserts + connection.ops.sequence_reset_sql(no_style(), MODELS)


def _from_one() -> list[str]:
    """Let SQLite number new records as in a new database: emptying a table goes on counting."""
    if connection.vendor != "sqlite":
        return []
    tables = ", ".join(f"'{model._meta.db_table}'" for model in MODELS)
    return [f"update sqlite_sequence set seq = 0 where name in ({tables})"]


def _insert(model: type[Model]) -> str | None:
    """One statement for all rows of a table, values and all."""
    columns = [connection.ops.quote_name(field.column) for field in model._meta.concrete_fields]
    values = ", ".join(QUOTED[connection.vendor].format(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"select {values} from {model._meta.db_table} order by 1")
        rows = ", ".join(f"({', '.join(map(str, row))})" for row in cursor.fetchall())
    return rows and f"insert into {model._meta.db_table} ({', '.join(columns)}) values {rows}"
