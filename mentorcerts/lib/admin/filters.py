"""List filters."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from mentorcerts.lib.day_spans import DaySpan


class TitledBooleanFilter(admin.BooleanFieldListFilter):
    """A filter on a boolean field, under a title of its own instead of the field's name."""

    own_title: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = self.own_title


def _as_utc_midnight(value: Any) -> Any:
    """Of a text like ``2026-11-28 00:00:00-08:00`` the same day's; others stay as they are."""
    day, _, rest = str(value).partition(" ")
    return f"{day} 00:00:00+00:00" if rest else value


class UtcDateFilter(admin.DateFieldListFilter):
    """Today, this week and so on, of dates that are kept as midnights UTC.

    The days are those of the programme's zone, as everywhere: only their midnights are UTC's.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.links = tuple(
            (title, {name: _as_utc_midnight(value) for name, value in bounds.items()})
            for title, bounds in self.links
        )


class RemovedFilter(admin.SimpleListFilter):
    """Live records, unless removed ones are chosen."""

    title = "removed"
    parameter_name = "removed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Removed"), ("all", "Live and removed")]

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            if choice["query_string"] == changelist.get_query_string(remove=["removed"]):
                choice["display"] = "Live"
            yield choice

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "all":
            return queryset
        return queryset.filter(deleted_at__isnull=self.value() != "yes")


class SpanFilter(admin.SimpleListFilter):
    """The days that an address names, as the bars of a chart do; UTC. Else it is not offered."""

    field: ClassVar[str]
    """The moment that is looked at; a filter with a ``queryset`` of its own needs none."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        span = DaySpan.parse(request.GET.get(self.parameter_name or ""))
        return [(str(span), span.in_words)] if span else []

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        span = DaySpan.parse(self.value())
        return queryset.filter(**span.within(self.field)) if span else queryset
