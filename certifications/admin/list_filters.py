"""Filters of several lists. Each asks a queryset: no rule is spelled a second time."""

from typing import Any

from django.http import HttpRequest

from certifications import expiry
from mentorcerts.lib import clock
from mentorcerts.lib.admin.filters import ChoiceFilter, DayRangeFilter

EXEMPTION_WINDOW_DAYS = 14
"""An exemption that ends within this many days ends soon."""


class ExemptFilter(ChoiceFilter):
    title = "exempt"
    parameter_name = "exempt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("yes", "Exempt today"),
            ("ending", f"Exemption ends within {EXEMPTION_WINDOW_DAYS} days"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.exempt(clock.today())
        if self.value() == "ending":
            return queryset.exempt_until_within(EXEMPTION_WINDOW_DAYS, clock.today())
        return queryset


class ExpiresFilter(DayRangeFilter):
    """Of what is not revoked: the last day on which it is valid."""

    title = "expires between"
    parameter_name = "expires"
    words = "Expires"

    def within(self, queryset: Any) -> Any:
        return queryset.running_out(self.first, self.last)


class StatusFilter(ChoiceFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (expiry.VALID, "Valid"),
            (expiry.EXPIRED, "Expired"),
            (expiry.REVOKED, "Revoked"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        known = {value for value, _ in self.lookup_choices}
        if self.value() not in known:
            return queryset
        return queryset.with_status(self.value(), clock.today())


class WithoutCertificationFilter(ChoiceFilter):
    """Of mentors."""

    title = "certification"
    parameter_name = "holds"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "Without a certification that counts")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.without_certification() if self.value() == "none" else queryset


class PausedByHandFilter(ChoiceFilter):
    """Of mentors."""

    title = "paused"
    parameter_name = "by_hand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Paused by hand")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.paused_by_hand() if self.value() == "yes" else queryset


class PausedByHandSinceFilter(DayRangeFilter):
    """Of mentors. Days are the programme's."""

    title = "paused by hand since"
    parameter_name = "since"
    words = "Paused by hand since"

    def within(self, queryset: Any) -> Any:
        return queryset.paused_by_hand(*clock.moments_of(self.first, self.last))


class HasLeftFilter(ChoiceFilter):
    """Of mentors: all, unless asked."""

    title = "left"
    parameter_name = "left"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Has left"), ("no", "Has not left")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.left()
        return queryset.active() if self.value() == "no" else queryset


class LeftOnFilter(DayRangeFilter):
    """Of mentors. Days are the programme's."""

    title = "has left between"
    parameter_name = "gone"
    words = "Has left"

    def within(self, queryset: Any) -> Any:
        return queryset.left(*clock.moments_of(self.first, self.last))


class AppliedOnFilter(DayRangeFilter):
    """Of pauses. Days are the programme's."""

    title = "paused between"
    parameter_name = "applied"
    words = "Paused"

    def within(self, queryset: Any) -> Any:
        since, before = clock.moments_of(self.first, self.last)
        return queryset.applied(since, before)


class InForceFilter(ChoiceFilter):
    """Of pauses."""

    title = "in force"
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "In force"), ("no", "Lifted")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.open()
        return queryset.lifted() if self.value() == "no" else queryset
