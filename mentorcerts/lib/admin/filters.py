"""List filters."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.dateformat import format as formatted

from mentorcerts.lib.day_spans import FIRST, LAST, DaySpan
from mentorcerts.lib.sheets.dates import read_date


class ChoiceFilter(admin.SimpleListFilter):
    """Choices that say by themselves what they narrow the list to, such as *Exempt today*."""

    says_it_all = True
    """A chip needs no title before the choice."""


class DayRangeFilter(admin.ListFilter):
    """From one day through another, both included; either may be left out.

    A parameter that is no date shows nobody rather than everybody: the chip says why.
    """

    template = "admin/filters/days.html"
    parameter_name: ClassVar[str]
    """The query has ``<parameter_name>_from`` and ``<parameter_name>_to``, as ISO dates."""
    words: ClassVar[str]
    """What the chip says before the days, such as *Expires*."""

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)  # type: ignore[arg-type]
        self.unread: list[str] = []
        for name in self._names():
            if value := (params.pop(name, None) or [""])[-1].strip():
                self.used_parameters[name] = value
        self.first, self.last = (self._day(name) for name in self._names())

    def _day(self, name: str) -> date | None:
        value = self.used_parameters.get(name)
        if value is None:
            return None
        try:
            return read_date(value).date()
        except ValueError:
            self.unread.append(str(value))
            return None

    def _names(self) -> tuple[str, str]:
        return self.parameter_name + FIRST, self.parameter_name + LAST

    def expected_parameters(self) -> list[str | None]:
        return [*self._names()]

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: Any) -> Iterator[Any]:
        """What the template needs: the fields, and what else the query says."""
        mine = {*self._names(), "p", "e"}
        others = {name: to for name, to in changelist.filter_params.items() if name not in mine}
        if changelist.query:
            others["q"] = [changelist.query]
        labels = ("From", "Through")
        fields = zip(self._names(), labels, (self.first, self.last), strict=True)
        yield {
            "fields": [
                {"name": name, "label": label, "value": day.isoformat() if day else ""}
                for name, label, day in fields
            ],
            "others": [(name, value) for name, values in others.items() for value in values],
        }

    def chip(self) -> tuple[str, bool]:
        """The days in words, and whether they were understood."""
        if self.unread:
            return f"{self.words}: {', '.join(self.unread)} is no date", False
        if self.first is None:
            return f"{self.words} through {day_said(self.last)}", True
        if self.last is None:
            return f"{self.words} from {day_said(self.first)}", True
        between = f"{day_said(self.first)} \N{EN DASH} {day_said(self.last)}"
        return f"{self.words} {between}", True

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.unread:
            return queryset.none()
        return self.within(queryset) if self.first or self.last else queryset

    @property
    def span(self) -> DaySpan:
        """The days that were asked for."""
        return DaySpan(self.first, self.last)

    def within(self, queryset: Any) -> Any:
        """The rows from ``self.first`` through ``self.last``, one of which may be ``None``."""
        raise NotImplementedError


def day_said(day: date | None) -> str:
    """``1 Mar 2026``."""
    return formatted(day, "j M Y") if day else ""


class TitledBooleanFilter(admin.BooleanFieldListFilter):
    """A filter on a boolean field, under a title of its own instead of the field's name."""

    own_title: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = self.own_title


class RemovedFilter(ChoiceFilter):
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
