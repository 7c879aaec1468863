"""Where each mentor stands: the coordinators' working queue."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import DateField, QuerySet, Value
from django.http import HttpRequest
from unfold.decorators import display

from certifications import clock, expiry
from certifications.admin.base import ReadOnlyAdmin
from statuses.models import CertificationStatus

WINDOWS = (7, 30, 60, 90)


class ExpiringFilter(admin.SimpleListFilter):
    title = "expiry"
    parameter_name = "expiring"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        windows = [(str(days), f"Within {days} days") for days in WINDOWS]
        return [("expired", "Expired"), *windows]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "expired":
            return queryset.expired(clock.today())
        if self.value() in {str(days) for days in WINDOWS}:
            return queryset.expiring_within(int(self.value() or 0), clock.today())
        return queryset


class PausedFilter(admin.SimpleListFilter):
    title = "paused"
    parameter_name = "paused"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Paused"), ("no", "Not paused")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.paused()
        return queryset.not_paused() if self.value() == "no" else queryset


class ExemptFilter(admin.SimpleListFilter):
    title = "exempt"
    parameter_name = "exempt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Exempt today")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.filter(mentor__exempt_until__gte=clock.today())
        return queryset


@admin.register(CertificationStatus)
class CertificationStatusAdmin(ReadOnlyAdmin):
    list_display = [
        "mentor_id",
        "mentor_name",
        "certification_type",
        "expiry_date",
        "days_left",
        "pause",
        "exempt_until",
    ]
    list_display_links = ["mentor_id", "mentor_name"]
    list_filter = [ExpiringFilter, PausedFilter, ExemptFilter, "certification_type"]
    list_select_related = ["mentor", "certification_type"]
    search_fields = ["mentor__mentor_id", "mentor__name", "mentor__email"]
    search_help_text = "By the mentor's id, name or e-mail."
    ordering = ["expires_at", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CertificationStatus]:
        today = Value(clock.today(), output_field=DateField())
        rows: QuerySet[CertificationStatus] = super().get_queryset(request).annotate(today=today)
        return rows

    @display(description="Name", ordering="mentor__name")
    def mentor_name(self, obj: CertificationStatus) -> str:
        return obj.mentor.name

    @display(description="Expires", ordering="expires_at")
    def expiry_date(self, obj: CertificationStatus) -> date:
        return expiry.utc_date(obj.expires_at)

    @display(
        description="Days left",
        ordering="expires_at",
        label={"expired": "danger", "soon": "warning", "valid": "success"},
    )
    def days_left(self, obj: Any) -> tuple[str, str]:
        days = expiry.days_until_expiry(obj.expires_at, today=obj.today)
        unit = "day" if abs(days) == 1 else "days"
        if days < 0:
            return "expired", f"expired {-days} {unit} ago"
        if days <= WINDOWS[1]:
            return "soon", "expires today" if days == 0 else f"{days} {unit} left"
        return "valid", f"{days} {unit} left"

    @display(description="Paused", label={"paused": "danger"})
    def pause(self, obj: CertificationStatus) -> tuple[str, str] | str:
        by = [
            word
            for word, holds in (
                ("by the job", obj.auto_pause_applied),
                ("revoked", obj.revoked_at is not None),
                ("by a coordinator", obj.mentor.paused_at is not None),
            )
            if holds
        ]
        return ("paused", ", ".join(by)) if by else ""

    @display(description="Exempt until", ordering="mentor__exempt_until")
    def exempt_until(self, obj: CertificationStatus) -> date | None:
        return obj.mentor.exempt_until
