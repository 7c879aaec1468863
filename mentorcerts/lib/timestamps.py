"""Read PostgreSQL's timestamps quickly.

A page of 1,000 records has thousands of them, and reading each by psycopg's regular expression took
half of the CPU time of that page. Python's own parser does it in C; and since most are one of a few
thousand midnights, each is parsed once and remembered.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def read_timestamps_quickly(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Let a new connection read ``timestamptz`` so; called with each."""
    if connection.vendor != "postgresql":
        return
    from django.db.backends.postgresql.psycopg_any import BaseTzLoader

    class QuickTimestamps(BaseTzLoader):  # type: ignore[misc]
        timezone = UTC
        """By which Django knows whose it is: with another time zone it uses its own."""

        def load(self, data: Any) -> datetime | None:
            """Aware, in UTC, as Django's own."""
            try:
                return _parsed(bytes(data))
            except ValueError:  # before Christ, or endless: psycopg has words for it
                return super().load(data)  # type: ignore[no-any-return]

    connection.connection.adapters.register_loader("timestamptz", QuickTimestamps)


@lru_cache(maxsize=10_000)
def _parsed(text: bytes) -> datetime:
    """Raises ``ValueError``."""
    moment = datetime.fromisoformat(text.decode())
    if moment.tzinfo is not UTC:
        raise ValueError(f"not in UTC: {text!r}")
    return moment
