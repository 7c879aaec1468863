"""Filters and tabs of the list of where mentors stand. Each asks a queryset of certifications."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst

from certifications.admin.list_filters import ExemptFilter
from certifications.job.next_run import next_run_day
from certifications.pause_causes import PAUSE_CAUSES
from mentorcerts.lib import clock
from mentorcerts.lib.admin.filters import ChoiceFilter, DayRangeFilter, day_said
from mentorcerts.lib.admin.list_queries import Tab

EXPIRY_WINDOWS = (7, 30, 60, 90)
"""Days."""


class ExpiringFilter(ChoiceFilter):
    title = "expiry"
    parameter_name = "expiring"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        windows = [(str(days), f"Expires within {days} days") for days in EXPIRY_WINDOWS]
        day = self._day(request.GET.get(self.parameter_name))
        on_day = [(f"{day}", f"Expires on {day_said(day)}")] if day else []
        return [("expired", "Expired"), *windows, *on_day]

    @staticmethod
    def _day(value: str | None) -> date | None:
        """A single day, as calendars ask for it; ``None`` for everything else."""
        try:
            return date.fromisoformat(value or "")
        except ValueError:
            return None

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "expired":
            return queryset.expired(clock.today())
        if self.value() in {str(days) for days in EXPIRY_WINDOWS}:
            return queryset.expiring_within(int(self.value() or 0), clock.today())
        if day := self._day(self.value()):
            return queryset.running_out(day, day)
        return queryset


class RunFilter(ChoiceFilter):
    """What the nightly run makes of them."""

    title = "nightly run"
    parameter_name = "run"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("due", "Due in the next run"), ("grace", "Expired, in days of grace")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "due":
            return queryset.due(next_run_day(today=clock.today()))
        return queryset.in_grace(clock.today()) if self.value() == "grace" else queryset


class PausedFilter(ChoiceFilter):
    title = "paused"
    parameter_name = "paused"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Paused"), ("no", "Not paused")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.paused()
        return queryset.not_paused() if self.value() == "no" else queryset


CAUSES = {cause.name: cause for cause in PAUSE_CAUSES}


def _as_a_choice(label: str) -> str:
    """``Paused by a coordinator``, but ``Revoked``."""
    return f"Paused {label}" if label.startswith("by ") else capfirst(label)


class PausedByFilter(ChoiceFilter):
    """By what they are paused. With *paused since*, it is that pause which began then."""

    title = "paused by"
    parameter_name = "cause"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, _as_a_choice(cause.label)) for name, cause in CAUSES.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.paused_by([self.value()]) if self.value() in CAUSES else queryset


class PausedSinceFilter(DayRangeFilter):
    """When the pause began, whichever it is. Days are the programme's."""

    title = "paused since"
    parameter_name = "since"
    words = "Paused since"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        asked = request.GET.get(PausedByFilter.parameter_name, "")
        self.causes = [asked] if asked in CAUSES else list(CAUSES)

    def within(self, queryset: Any) -> Any:
        return queryset.paused_by(self.causes, *clock.moments_of(self.first, self.last))


class LeftFilter(ChoiceFilter):
    """Who has left is out of this list unless asked for."""

    title = "left"
    parameter_name = "left"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Has left"), ("all", "All, also who has left")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": "Has not left"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "all":
            return queryset
        return queryset.left() if self.value() == "yes" else queryset.active()


TABS = (
    Tab("All", {}),
    Tab("7 days", {"expiring": "7"}),
    Tab("30 days", {"expiring": "30"}),
    Tab("Due", {"run": "due"}),
    Tab("Paused", {"paused": "yes"}),
    Tab("Exempt", {"exempt": "yes"}),
    Tab("Left", {"left": "yes"}),
)
TAB_PARAMETERS = frozenset(
    {
        *("expires_from", "expires_to", "since_from", "since_to"),
        *(
            each.parameter_name
            for each in (
                ExpiringFilter,
                RunFilter,
                PausedFilter,
                PausedByFilter,
                ExemptFilter,
                LeftFilter,
            )
        ),
    }
)
"""What a tab replaces: all that says where somebody stands. Type, search and order stay."""
