"""Where each mentor stands: the coordinators' working queue."""

import secrets
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import DateField, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from certifications import expiry
from certifications.admin.search import MentorSearch
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.admin.spreadsheets import SpreadsheetExport
from statuses.models import CertificationStatus
from statuses.sheets import StatusTable

WINDOWS = (7, 30, 60, 90)
EXEMPTION_WINDOW = 14
"""Days: an exemption that ends within them ends soon."""


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
        return [("yes", "Exempt today"), ("ending", f"Ending within {EXEMPTION_WINDOW} days")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.exempt(clock.today())
        if self.value() == "ending":
            return queryset.exempt_until_within(EXEMPTION_WINDOW, clock.today())
        return queryset


MOST_AT_ONCE = 500
SESSION_KEY = "selected_mentors"


def selected_mentors(request: HttpRequest, token: str) -> list[str]:
    """The mentor ids that a list's action put aside under this token; none if it is unknown."""
    return list(request.session.get(SESSION_KEY, {}).get(token, []))


def _to_page(name: str, title: str, permission: str) -> Any:
    """A list action that puts the selection aside and goes to the page that shows what it does."""

    @admin.action(description=title)
    def go(
        model_admin: Any, request: HttpRequest, queryset: QuerySet[CertificationStatus]
    ) -> HttpResponse | None:
        ids = list(queryset.order_by("pk").values_list("mentor_id", flat=True)[: MOST_AT_ONCE + 1])
        if len(ids) > MOST_AT_ONCE:
            messages.error(request, f"Choose {MOST_AT_ONCE} mentors at most; narrow the filters.")
            return None
        token = secrets.token_urlsafe(6)
        # The newest selections only: a session is no archive.
        kept = list(request.session.get(SESSION_KEY, {}).items())[-4:]
        request.session[SESSION_KEY] = dict([*kept, (token, ids)])
        return redirect(f"{reverse('bulk-action', args=[name])}?selection={token}")

    go.__name__ = name
    go.needs = permission  # type: ignore[attr-defined]
    return go


@admin.register(CertificationStatus)
class CertificationStatusAdmin(MentorSearch, SpreadsheetExport, ReadOnlyAdmin):
    table = StatusTable
    actions = [
        _to_page("renew", "Renew…", "renewals.add_renewal"),
        _to_page("exempt", "Exempt until…", "certifications.change_mentor"),
        _to_page("pause", "Pause by hand…", "certifications.change_mentor"),
        _to_page("resume", "End pause by hand…", "certifications.change_mentor"),
        _to_page("revoke", "Revoke…", "certifications.change_certification"),
        _to_page("remove", "Remove…", "certifications.delete_certification"),
    ]
    list_display = [
        "mentor_page",
        "mentor_name",
        "certification_type",
        "expiry_date",
        "days_left",
        "pause",
        "exempt_until",
    ]
    list_display_links = None
    list_disable_select_all = False
    list_filter = [ExpiringFilter, PausedFilter, ExemptFilter, "certification_type"]
    list_select_related = ["mentor", "certification_type"]
    search_fields = ["mentor__mentor_id", "mentor__name", "mentor__email"]
    search_help_text = "By the mentor's id, name or e-mail."
    ordering = ["expires_at", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CertificationStatus]:
        today = Value(clock.today(), output_field=DateField())
        rows: QuerySet[CertificationStatus] = super().get_queryset(request).annotate(today=today)
        return rows

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only what the person may do."""
        return {
            name: entry
            for name, entry in super().get_actions(request).items()
            if request.user.has_perm(getattr(entry[0], "needs", ""))
        }

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """A mentor's page has an address that stays when another certification governs."""
        status = self.get_object(request, unquote(object_id))
        if status is None or request.method != "GET":
            return super().change_view(request, object_id, *args, **kwargs)
        return redirect("mentor-page", status.mentor_id)

    @display(description="Mentor", ordering="mentor_id")
    def mentor_page(self, obj: CertificationStatus) -> str:
        address = reverse("mentor-page", args=[obj.mentor_id])
        return format_html('<a href="{}">{}</a>', address, obj.mentor_id)

    @display(description="Name", ordering="mentor__name")
    def mentor_name(self, obj: CertificationStatus) -> str:
        return obj.mentor.name

    @display(description="Expires", ordering="expires_at")
    def expiry_date(self, obj: CertificationStatus) -> date:
        return moments.utc_date(obj.expires_at)

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
