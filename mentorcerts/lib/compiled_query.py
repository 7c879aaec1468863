"""Queries that are compiled once: the ORM's own SQL, without building it again each time.

For the few queries that nearly every request sends. What is queried stays a queryset, written
where it is used; ``CompiledQuery`` only keeps its SQL.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db import connection, models

Query = tuple[str, list[Any]]
"""SQL and its parameters."""


def execute_all(statements: Sequence[Query]) -> list[list[Any]]:
    """Execute in order; return the rows of each query.

    PostgreSQL gets them all in one round trip. Each sees what is committed when its turn comes
    (READ COMMITTED), so that one may lock rows and the next one read them.
    """
    found = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            texts, parameters = zip(*statements, strict=True)
            cursor.execute(";\n".join(texts), list(chain.from_iterable(parameters)))
            found.append(_rows(cursor))
            while cursor.nextset():
                found.append(_rows(cursor))
            return found
        for sql, given in statements:
            cursor.execute(sql, given)
            found.append(_rows(cursor))
    return found


def _rows(cursor: Any) -> list[Any]:
    return list(cursor.fetchall()) if cursor.description else []


class Param(str):
    """Stands in a queryset for a text that is given when the query is executed."""


class CompiledQuery:
    """The columns of a ``values_list`` queryset, as tuples.

    ``build`` is called once, on first use, with a ``Param`` for each of ``names``. One that
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
        """Execute it, with a text for each name; ``limit`` and ``offset`` as in SQL."""
        sql, given = self.sql_with_params(values)
        paging = "" if limit is None else f" LIMIT {limit:d} OFFSET {offset:d}"
        (found,) = execute_all([(sql + paging, given)])
        return self.decode(found)

    def sql_with_params(self, values: Mapping[str, str] | None = None) -> Query:
        """Its SQL and its parameters, with a text for each name."""
        if not self._sql:
            self._compile()
        return self._sql, [
            values[param] if values and isinstance(param, Param) else param
            for param in self._params
        ]

    def decode(self, found: list[Any]) -> list[tuple[Any, ...]]:
        """Rows from the database's cursor, with the values that the ORM would give."""
        return list(self._compiler.results_iter(results=[found], tuple_expected=True))

    def _compile(self) -> None:
        query = self._build(**{name: Param(name) for name in self._names}).query
        # A copy of this thread's connection: what lives on here must not keep one open.
        detached = connection.copy()
        self._compiler = query.get_compiler(connection=detached)
        sql, self._params = self._compiler.as_sql()
        detached.close()
        if self._locks and connection.features.has_select_for_no_key_update:
            sql += " FOR NO KEY UPDATE"
        self._sql = sql  # last: other threads may be executing it already
