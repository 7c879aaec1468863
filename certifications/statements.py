"""Queries that are compiled once: the ORM's own SQL, without building it again each time.

For the few questions that nearly every request asks. What is asked stays a queryset, written
where it is used; ``Statement`` only keeps its text.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection, models


class Given(str):
    """Stands in a queryset for a text that is given when the statement is asked."""


class Statement:
    """The columns of a ``values_list`` queryset, as tuples.

    ``build`` is called once, on first use, with a ``Given`` for each of ``names``. One that
    ``locks`` holds its rows against other writers until the transaction ends, as
    ``select_for_update(no_key=True)`` would.
    """

    def __init__(
        self, build: Callable[..., models.QuerySet[Any, Any]], *names: str, locks: bool = False
    ) -> None:
        self._build, self._names, self._locks = build, names, locks
        self._sql = ""

    def rows(
        self, values: Mapping[str, str] | None = None, *, limit: int | None = None, offset: int = 0
    ) -> list[tuple[Any, ...]]:
        """Ask it, with a text for each name; ``limit`` and ``offset`` as in SQL."""
        if not self._sql:
            self._compile()
        paging = "" if limit is None else f" LIMIT {limit:d} OFFSET {offset:d}"
        given = [
            values[each] if values and isinstance(each, Given) else each
            for each in self._parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._sql + paging, given)
            found = cursor.fetchall()
        return list(self._compiler.results_iter(results=[found], tuple_expected=True))

    def _compile(self) -> None:
        query = self._build(**{name: Given(name) for name in self._names}).query
        # A copy of this thread's connection: what lives on here must not keep one open.
        detached = connection.copy()
        self._compiler = query.get_compiler(connection=detached)
        sql, self._parameters = self._compiler.as_sql()
        detached.close()
        if self._locks and connection.features.has_select_for_no_key_update:
            sql += " FOR NO KEY UPDATE"
        self._sql = sql  # last: other threads may be asking already
