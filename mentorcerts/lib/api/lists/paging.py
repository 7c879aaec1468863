"""Pages as the contracts print them: ``page`` from 1, ``limit`` 20 by default, 100 at most."""

import re
from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

if TYPE_CHECKING:
    from rest_framework.views import APIView

SHALLOW = 1_000
"""Records that may be skipped by reading them."""

_NUMBER = re.compile(r"[0-9]{1,9}\Z")


class ContractPagination(BasePagination):
    """``{"data": […], "pagination": {"page", "limit", "total"}}``; past the end is empty."""

    default_limit = 20
    maximum_limit = 100
    maximum_page = 10**9 - 1

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """One page of what ``view.select`` gives; ``view.total`` tells how many there are on all.

        Raises ``ValidationError`` (400) on a bad ``page`` or ``limit``."""
        if not queryset.ordered:
            raise AssertionError(f"{view}: a list without an order can't be paged")
        self.page = self._number(request, "page", 1, self.maximum_page)
        self.limit = self._number(request, "limit", self.default_limit, self.maximum_limit)
        start = (self.page - 1) * self.limit
        if start <= SHALLOW and (
            plain := view.plain_page(queryset, limit=self.limit, offset=start)
        ):
            page: list[Any]
            page, self.total = plain
            return page
        self.total = view.total(queryset)
        if start >= self.total:
            return []
        if start <= SHALLOW:
            return list(view.select(queryset)[start : start + self.limit])
        # The last column of every order tells records apart; an index on the order holds it too.
        column = queryset.query.order_by[-1].lstrip("-")
        keys = view.far_keys(queryset, limit=self.limit, offset=start)
        if not keys:
            keys = self._keys(queryset.values_list(column, flat=True), start)
        return list(view.select(queryset.filter(**{f"{column}__in": keys})))

    def _keys(self, keys: Any, start: int) -> list[Any]:
        """A far page: first its keys, which an index may hold, from the nearer end."""
        before = self.total - start
        if start < before:
            return list(keys[start : start + self.limit])
        return list(keys.reverse()[max(before - self.limit, 0) : before])

    @staticmethod
    def _number(request: Request, name: str, default: int, maximum: int) -> int:
        text = request.query_params.get(name)
        if text is None:
            return default
        if not _NUMBER.match(text) or not 1 <= int(text) <= maximum:
            raise ValidationError({name: f"Write a whole number from 1 to {maximum}."})
        return int(text)

    def get_paginated_response(self, data: Any) -> Response:
        pagination = {"page": self.page, "limit": self.limit, "total": self.total}
        return Response({"data": data, "pagination": pagination})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        number = {"type": "integer"}
        return {
            "type": "object",
            "required": ["data", "pagination"],
            "properties": {
                "data": schema,
                "pagination": {
                    "type": "object",
                    "required": ["page", "limit", "total"],
                    "properties": {
                        "page": {**number, "example": 1},
                        "limit": {**number, "example": 20},
                        "total": {**number, "example": 84},
                    },
                },
            },
        }

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        def parameter(name: str, text: str, maximum: int, default: int) -> dict[str, Any]:
            return {
                "name": name,
                "in": "query",
                "required": False,
                "description": text,
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": maximum,
                    "default": default,
                },
            }

        return [
            parameter("page", "Which page, from 1.", self.maximum_page, 1),
            parameter("limit", "Records a page.", self.maximum_limit, self.default_limit),
        ]
