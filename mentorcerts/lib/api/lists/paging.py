"""Pages as the contracts print them: ``page`` from 1, ``limit`` 20 by default, 100 at most.

Beside them pages from cursor to cursor (``after``), as long and as far as a client likes.
"""

import re
from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from mentorcerts.lib.api.lists.cursors import CURSOR, CursorWalk
from mentorcerts.lib.api.lists.interface import ListView

if TYPE_CHECKING:
    from rest_framework.views import APIView

_NUMBER = re.compile(r"[0-9]{1,9}\Z")
EXAMPLE_CURSOR = "A8lW7RddPrAdWzIwXQ"
AFTER = (
    "Instead of `page`, to read a whole list: empty for the first page, then `next` of the page "
    "before, with the same filters and ordering. No record that is there all along is missed or "
    "comes twice, whatever is written meanwhile, and a page far down the list is as quick as the "
    "first. `page` and `total` are null in the answer."
)


PAGINATION: dict[str, Any] = {
    "type": "object",
    "description": "Which page of a list it is.",
    "required": ["page", "limit", "total"],
    "properties": {
        "page": {
            "type": ["integer", "null"],
            "description": "Null where `after` was sent, else never.",
            "examples": [1],
        },
        "limit": {"type": "integer", "description": "Records a page.", "examples": [20]},
        "total": {
            "type": ["integer", "null"],
            "description": "Records on all pages together, exactly. Null where `after` was sent, "
            "else never.",
            "examples": [84],
        },
        "next": {
            "type": ["string", "null"],
            "description": "There only where `after` was sent: what to send as `after` for the "
            "next page. Null on the last page.",
            "examples": [EXAMPLE_CURSOR],
        },
    },
}
"""How a page is described, once for all lists."""


class ContractPagination(BasePagination):
    """``{"data": […], "pagination": {"page", "limit", "total"}}``; past the end is empty.

    With ``after``, ``page`` and ``total`` are null, and ``next`` follows them: the cursor of the
    next page, null on the last one. Nothing is counted and nothing is skipped, so that a page
    costs the same however far it is.
    """

    default_limit = 20
    maximum_limit = 100
    maximum_limit_after = 1_000
    maximum_page = 10**9 - 1
    pagination: dict[str, Any]
    """Of the page that was read: what the answer says beside its records."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The records of one page, which the view reads.

        Raises ``ValidationError`` (400) on a bad ``page``, ``limit`` or ``after``."""
        if not isinstance(view, ListView):
            raise TypeError(f"{view} is no ListView, which would read the page")
        if "after" in request.query_params:
            return self._read_after(queryset, request, view)
        page = self._number(request, "page", 1, self.maximum_page)
        limit = self._number(request, "limit", self.default_limit, self.maximum_limit)
        records, total = view.read_page(queryset, limit=limit, offset=(page - 1) * limit)
        self.pagination = {"page": page, "limit": limit, "total": total}
        return records

    def _read_after(self, queryset: Any, request: Request, view: ListView) -> list[Any]:
        asked = request.query_params.dict()
        if "page" in asked:
            raise ValidationError({"after": "Send page or after, not both."})
        limit = self._number(request, "limit", self.default_limit, self.maximum_limit_after)
        filters = {name: asked[name] for name in asked.keys() - {"after", "limit", "ordering"}}
        walk = CursorWalk(queryset, filters)
        position = walk.position(asked["after"])
        # One more than asked for tells whether there is a next page.
        records = view.read_following(walk, position, limit=limit + 1)
        more = None
        if len(records) > limit:
            more = walk.cursor(view.position_of(records[limit - 1], walk))
        self.pagination = {"page": None, "limit": limit, "total": None, "next": more}
        return records[:limit]

    @staticmethod
    def _number(request: Request, name: str, default: int, maximum: int) -> int:
        text = request.query_params.get(name)
        if text is None:
            return default
        if not _NUMBER.match(text) or not 1 <= int(text) <= maximum:
            raise ValidationError({name: f"Write a whole number from 1 to {maximum}."})
        return int(text)

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"data": data, "pagination": self.pagination})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["data", "pagination"],
            "properties": {
                "data": schema,
                "pagination": {"$ref": "#/components/schemas/Pagination"},
            },
        }

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        # Without a default, which generated clients would send, also beside ``after``.
        page = {"minimum": 1, "maximum": self.maximum_page}
        limit = {
            "minimum": 1,
            "maximum": self.maximum_limit_after,
            "default": self.default_limit,
        }
        cursor = {"type": "string", "pattern": f"^({CURSOR})?$"}
        return [
            _parameter("page", "Which page, from 1: the default.", {"type": "integer", **page}),
            _parameter(
                "limit",
                f"Records a page: at most {self.maximum_limit}, with `after` at most "
                f"{self.maximum_limit_after:,}.",
                {"type": "integer", **limit},
            ),
            _parameter("after", AFTER, cursor)
            | {
                "allowEmptyValue": True,
                "examples": {
                    "begin": {"summary": "The first page", "value": ""},
                    "go on": {"summary": "The next page", "value": EXAMPLE_CURSOR},
                },
            },
        ]


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }
