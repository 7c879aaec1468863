"""Sets of rows, cut so that a statement can take them."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


ROWS_PER_STATEMENT = 5000


"""Rows that one set of statements takes: SQLite allows 32,766 values in a statement."""


def in_chunks(rows: Sequence[T], most: int | None = None) -> Iterator[Sequence[T]]:
    """``ROWS_PER_STATEMENT`` at a time, or ``most`` if that is less."""
    size = min(most or ROWS_PER_STATEMENT, ROWS_PER_STATEMENT)
    return (rows[start : start + size] for start in range(0, len(rows), size))
