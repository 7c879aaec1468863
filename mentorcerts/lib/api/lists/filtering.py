"""DRF's backend for the filters of a list."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from mentorcerts.lib.api.lists.interface import ListView

if TYPE_CHECKING:
    from rest_framework.views import APIView


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Filters by the view's own filter set, which its total is known by as well."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: "APIView"
    ) -> QuerySet[Any]:
        """Raise ``ValidationError`` (400) for a bad value."""
        filters = view.filters if isinstance(view, ListView) else None
        return queryset if filters is None else filters.filter_queryset(queryset)
