"""Sets of rows, cut so that a statement can take them."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db import models

T = TypeVar("T")

ROWS_PER_STATEMENT = 5000
"""Rows that one set of statements takes: SQLite allows 32,766 values in a statement."""
ROWS_PER_BATCH = 1000
"""Records that are made and written at a time: thousands of them would fill the memory."""


def in_chunks(rows: Sequence[T], most: int | None = None) -> Iterator[Sequence[T]]:
    """``ROWS_PER_STATEMENT`` at a time, or ``most`` if that is less."""
    size = min(most or ROWS_PER_STATEMENT, ROWS_PER_STATEMENT)
    return (rows[start : start + size] for start in range(0, len(rows), size))


def values_in_order(
    model: type[models.Model], pks: Sequence[Any], *fields: str
) -> list[tuple[Any, ...]]:
    """These fields of the records with these keys, in the keys' order."""
    found: dict[Any, tuple[Any, ...]] = {}
    for some in in_chunks(pks):
        rows = model._base_manager.filter(pk__in=some).values_list("pk", *fields)
        found |= {pk: tuple(values) for pk, *values in rows}
    return [found[pk] for pk in pks]


def update_rows(records: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Update these fields of records of one model that are there and locked."""
    if records:
        model = type(records[0])
        # Inserting what is there updates it, in a fraction of the time of bulk_update.
        model._base_manager.bulk_create(
            records,
            update_conflicts=True,
            unique_fields=[model._meta.pk.name],
            update_fields=fields,
        )
