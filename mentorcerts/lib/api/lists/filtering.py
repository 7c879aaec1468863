"""Query parameters of the lists, by django-filter: built only where a request asks for some."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Leaves the filters on the view (``asked``), which reads the list's total by them."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: "APIView"
    ) -> QuerySet[Any]:
        """Raise ``ValidationError`` (400) where a value can't be."""
        filters = self.get_filterset_class(view)
        if filters is None or filters.base_filters.keys().isdisjoint(request.query_params):
            return queryset
        filtered: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return filtered

    def get_filterset(self, request: Request, queryset: QuerySet[Any], view: "APIView") -> Any:
        view.asked = super().get_filterset(request, queryset, view)  # type: ignore[attr-defined]
        return view.asked  # type: ignore[attr-defined]
