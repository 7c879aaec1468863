"""``ordering=``: the listed fields and no others, always with a tie-break."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView


class StrictOrderingFilter(BaseFilterBackend):
    """Reads ``view.ordering_fields`` (public name → model field) and ``view.ordering``."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: "APIView"
    ) -> QuerySet[Any]:
        """Raise ``ValidationError`` (400) for a name that is not listed."""
        if getattr(view, "action", None) != "list":
            return queryset
        known: dict[str, str] = getattr(view, "ordering_fields", {})
        text = request.query_params.get("ordering")
        if text is None:
            return queryset.order_by(*view.ordering)  # type: ignore[attr-defined]
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
        known = getattr(view, "ordering_fields", {})
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
