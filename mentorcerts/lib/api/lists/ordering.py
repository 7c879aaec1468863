"""``ordering=``: the listed fields and no others, always with a tie-break."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from mentorcerts.lib.api.lists.interface import ListView

if TYPE_CHECKING:
    from rest_framework.views import APIView


class StrictOrderingFilter(BaseFilterBackend):
    """Orders by what the request asks for, else by the view's own ``ordering``."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: "APIView"
    ) -> QuerySet[Any]:
        """Raise ``ValidationError`` (400) for a name that is not listed."""
        if not isinstance(view, ListView):
            return queryset
        known = view.ordering_fields
        text = request.query_params.get("ordering")
        if text is None:
            return queryset.order_by(*view.ordering)
        terms = []
        for term in text.split(","):
            name = term.removeprefix("-")
            if name not in known:
                raise ValidationError(
                    {
                        "ordering": f"Unknown field {term!r}. Write one or more of "
                        f"{', '.join(known)}, each with a - before it for descending."
                    }
                )
            terms.append(("-" if term.startswith("-") else "") + known[name])
        tie_break = "-pk" if terms[0].startswith("-") else "pk"
        return queryset.order_by(*terms, tie_break)

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        known = view.ordering_fields if isinstance(view, ListView) else {}
        if not known:
            return []
        names = "|".join(known)
        return [
            {
                "name": "ordering",
                "in": "query",
                "required": False,
                "description": f"One or more of {', '.join(known)}, separated by commas; "
                "a leading - is descending.",
                "schema": {"type": "string", "pattern": f"^-?({names})(,-?({names}))*$"},
            }
        ]
