"""The base of every viewset that has a list."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django_filters.utils import translate_validation
from rest_framework.response import Response

from mentorcerts.lib.api.lists.columns import ColumnSerializer
from mentorcerts.lib.api.lists.cursors import CursorWalk
from mentorcerts.lib.api.lists.filters import ListFilterSet
from mentorcerts.lib.api.lists.interface import ListView
from mentorcerts.lib.api.viewsets import ContractViewSet
from mentorcerts.lib.compiled_query import CompiledQuery

SHALLOW = 1_000
"""Records that may be skipped by reading them."""


class ListViewSet(ListView, ContractViewSet):
    """Strict filters, a fixed order, pages, and an exact total.

    The serializer of the action ``list`` is a ``ColumnSerializer``.
    """

    filterset_class: ClassVar[type[ListFilterSet] | None] = None
    may_be_empty = ("after",)

    # --- what an endpoint may tell of its list -------------------------------------------------
    def known_total(self) -> int | None:
        """How many records there are without filters; ``None`` if only counting can tell.

        With filters, ``ListFilterSet.known_total`` is asked instead.
        """
        return None

    @classmethod
    def total_column(cls) -> Coalesce | None:
        """The same as a column, to be read along with a page; ``None`` if there is none."""
        return None

    # --- what the other parts ask --------------------------------------------------------------
    @cached_property
    def filters(self) -> ListFilterSet | None:
        declared = self.filterset_class
        if declared is None or declared.names().isdisjoint(self.request.query_params):
            return None
        filters = declared(
            self.request.query_params,
            queryset=self.get_queryset(),
            request=self.request,
            today=self.today,
        )
        if not filters.is_valid():
            raise translate_validation(filters.errors)
        return filters

    def read_page(
        self, queryset: QuerySet[Any], *, limit: int, offset: int
    ) -> tuple[list[Any], int]:
        if not queryset.ordered:
            raise AssertionError(f"{self}: a list without an order can't be paged")
        if self.filters is None and offset <= SHALLOW:
            page = self._read_with_total(queryset, limit=limit, offset=offset)
            if page:  # an empty one tells no total
                return page, self.columns.values_of(page[0], "total")[0]
        total = self._total(queryset)
        if offset >= total:
            return [], total
        if offset <= SHALLOW:
            return list(self.columns.select(queryset)[offset : offset + limit]), total
        # The last column of every order tells records apart; an index on the order holds it too.
        column = str(queryset.query.order_by[-1]).lstrip("-")
        keys = _keys(queryset.values_list(column, flat=True), limit, offset, total)
        return list(self.columns.select(queryset.filter(**{f"{column}__in": keys}))), total

    def read_following(self, walk: CursorWalk, position: Sequence[Any], *, limit: int) -> list[Any]:
        if self.filters is None and all(isinstance(value, str) for value in position):
            order = tuple(walk.queryset.query.order_by)
            query = _compiled_walk(type(self), self.columns, order, begins=not position)
            values = dict(zip(walk.columns, position, strict=False))
            return self.columns.records(query.rows(values, limit=limit), *walk.columns)
        return list(self.columns.select(walk.following(position), *walk.columns)[:limit])

    def position_of(self, record: Any, walk: CursorWalk) -> list[Any]:
        return self.columns.values_of(record, *walk.columns)

    def list_response(self) -> Response:
        """The page of the list that was asked for."""
        queryset = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(queryset)
        return self.get_paginated_response(self.columns.represent_all(page or [], self.today))

    def known_parameters(self) -> list[str]:
        if self.action != "list":
            return super().known_parameters()
        filters = self.filterset_class
        ordering = ["ordering"] if self.ordering_fields else []
        return [*(filters.names() if filters else ()), "page", "limit", "after", *ordering]

    @property
    def columns(self) -> type[ColumnSerializer]:
        """What the records of the list are written by."""
        serializer = self.get_serializer_class()
        if not issubclass(serializer, ColumnSerializer):
            raise TypeError(f"{serializer.__name__} writes a list, but is no ColumnSerializer")
        return serializer

    # --- how a page is read --------------------------------------------------------------------
    def _total(self, queryset: QuerySet[Any]) -> int:
        filters = self.filters
        known = self.known_total() if filters is None else filters.known_total()
        return queryset.count() if known is None else known

    def _read_with_total(
        self, queryset: QuerySet[Any], *, limit: int, offset: int
    ) -> list[Any] | None:
        """A page of the list without filters and, in each record, its ``total``: one query."""
        query = _compiled_list(type(self), self.columns, tuple(queryset.query.order_by))
        if query is None:
            return None
        return self.columns.records(query.rows(limit=limit, offset=offset), "total")


@lru_cache(maxsize=256)
def _compiled_list(
    view: type[ListViewSet], columns: type[ColumnSerializer], ordering: tuple[Any, ...]
) -> CompiledQuery | None:
    """A list without filters, with its total as the last column."""
    total = view.total_column()
    if total is None:
        return None

    def build() -> QuerySet[Any, Any]:
        rows = view.queryset.annotate(total=total)  # type: ignore[union-attr]
        return columns.select(rows.order_by(*ordering), "total")

    return CompiledQuery(build)


@lru_cache(maxsize=256)
def _compiled_walk(
    view: type[ListViewSet],
    columns: type[ColumnSerializer],
    ordering: tuple[Any, ...],
    *,
    begins: bool,
) -> CompiledQuery:
    """The first page of a walk without filters, or what follows a position of texts."""
    walk = CursorWalk(view.queryset.order_by(*ordering), {})  # type: ignore[union-attr]

    def build(**position: str) -> QuerySet[Any, Any]:
        return columns.select(walk.following(list(position.values())), *walk.columns)

    return CompiledQuery(build, *(() if begins else walk.columns))


def _keys(keys: Any, limit: int, offset: int, total: int) -> list[Any]:
    """The keys of a far page, which an index may hold, from the nearer end."""
    following = total - offset
    if offset < following:
        return list(keys[offset : offset + limit])
    return list(keys.reverse()[max(following - limit, 0) : following])
