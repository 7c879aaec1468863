"""Pages as the contracts print them: ``page`` from 1, ``limit`` 20 by default, 100 at most."""

import re
from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from mentorcerts.lib.api.lists.interface import ListView

if TYPE_CHECKING:
    from rest_framework.views import APIView

_NUMBER = re.compile(r"[0-9]{1,9}\Z")


class ContractPagination(BasePagination):
    """``{"data": […], "pagination": {"page", "limit", "total"}}``; past the end is empty."""

    default_limit = 20
    maximum_limit = 100
    maximum_page = 10**9 - 1

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The records of one page, which the view's ``read_page`` reads.

        Raises ``ValidationError`` (400) on a bad ``page`` or ``limit``."""
        self.page = self._number(request, "page", 1, self.maximum_page)
        self.limit = self._number(request, "limit", self.default_limit, self.maximum_limit)
        if not isinstance(view, ListView):
            raise TypeError(f"{view} is no ListView, which would read the page")
        records, self.total = view.read_page(
            queryset, limit=self.limit, offset=(self.page - 1) * self.limit
        )
        return records

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
