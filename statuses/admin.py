"""Where mentors stand: the list that coordinators work through."""

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.db.models import DateField, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.decorators import display

from certifications import expiry
from certifications.admin.list_filters import ExemptFilter, ExpiresFilter
from certifications.admin.search import MentorSearch
from certifications.mentor_links import mentor_link
from certifications.pause_causes import causes_of_pause
from certifications.registry import SelectionAction, registry
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.admin.session_room import with_newest
from mentorcerts.lib.admin.spreadsheets import SpreadsheetExport
from statuses.list_filters import (
    EXPIRY_WINDOWS,
    TAB_PARAMETERS,
    TABS,
    ExpiringFilter,
    LeftFilter,
    PausedByFilter,
    PausedFilter,
    PausedSinceFilter,
    RunFilter,
)
from statuses.models import CertificationStatus
from statuses.sheets import StatusTable

MAX_SELECTED = 5_000
"""Mentors that one action may be carried out on at once."""
SESSION_KEY = "selected_mentors"
SELECTIONS_KEPT = 5
"""Selections that a session keeps, the newest ones."""


def selected_mentor_ids(request: HttpRequest, token: str) -> list[str]:
    """Return the mentor ids stored under this token; an empty list if it is unknown."""
    return list(request.session.get(SESSION_KEY, {}).get(token, []))


def _store_selection(request: HttpRequest, mentor_ids: list[str]) -> str:
    """Store a selection in the session; return its token."""
    token = secrets.token_urlsafe(6)
    kept = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = with_newest(
        kept, token, mentor_ids, most=SELECTIONS_KEPT, size=len
    )
    return token


def _list_action(action: SelectionAction) -> Callable[..., HttpResponse | None]:
    """Return an action of the list: it stores the selection, and leads to the action's page."""

    def open_page(
        model_admin: Any, request: HttpRequest, queryset: QuerySet[CertificationStatus]
    ) -> HttpResponse | None:
        ids = list(queryset.order_by("pk").values_list("mentor_id", flat=True)[: MAX_SELECTED + 1])
        if len(ids) > MAX_SELECTED:
            messages.error(request, f"Choose {MAX_SELECTED:,} mentors at most; narrow the filters.")
            return None
        here = places.keep(request, request.get_full_path())
        return redirect(places.with_place(action.page(_store_selection(request, ids)), here))

    return open_page


@admin.register(CertificationStatus)
class CertificationStatusAdmin(MentorSearch, SpreadsheetExport, ReadOnlyAdmin):
    page_name = "Where mentors stand"
    table = StatusTable
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
    list_filter = [
        ExpiringFilter,
        ExpiresFilter,
        RunFilter,
        PausedFilter,
        PausedByFilter,
        PausedSinceFilter,
        ExemptFilter,
        "certification_type",
        LeftFilter,
    ]
    tabs = TABS
    tab_parameters = TAB_PARAMETERS
    list_select_related = ["mentor", "certification_type"]
    ordering = ["expires_at", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CertificationStatus]:
        today = Value(clock.today(), output_field=DateField())
        rows: QuerySet[CertificationStatus] = super().get_queryset(request).annotate(today=today)
        return rows

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer the registered actions for which the person has the permission."""
        actions: dict[str, Any] = super().get_actions(request)
        if IS_POPUP_VAR in request.GET:
            return actions
        return actions | {
            action.name: (_list_action(action), action.name, action.label)
            for action in registry.selection_actions
            if request.user.has_perm(action.permission)
        }

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """Go to the mentor's page: its address stays when another certification counts."""
        status = self.get_object(request, unquote(object_id))
        if status is None or request.method != "GET":
            return super().change_view(request, object_id, *args, **kwargs)
        return redirect(registry.mentor_link(status.mentor_id))

    @display(description="Mentor", ordering="mentor_id")
    def mentor_page(self, obj: CertificationStatus) -> str:
        return mentor_link(obj.mentor_id)

    @display(description="Name", ordering="mentor__name")
    def mentor_name(self, obj: CertificationStatus) -> str:
        return mentor_link(obj.mentor, obj.mentor.name) if obj.mentor.name else ""

    @display(description="Expires", ordering="expires_at")
    def expiry_date(self, obj: CertificationStatus) -> str:
        return expiry.in_words(obj.expires_at)

    @display(
        description="Days left",
        ordering="expires_at",
        label={"expired": "danger", "waits": "info", "soon": "warning", "valid": "success"},
    )
    def days_left(self, obj: Any) -> tuple[str, str]:
        if expiry.never_expires(obj.expires_at):
            return "valid", "never expires"
        days = expiry.days_until_expiry(obj.expires_at, today=obj.today)
        unit = "day" if abs(days) == 1 else "days"
        if days < 0:
            return self._since_expiry(obj, f"expired {-days} {unit} ago")
        if days <= EXPIRY_WINDOWS[1]:
            return "soon", "expires today" if days == 0 else f"{days} {unit} left"
        return "valid", f"{days} {unit} left"

    @staticmethod
    def _since_expiry(obj: Any, told: str) -> tuple[str, str]:
        """Red for whom a run has paused or will pause; who is exempt or in grace needs nobody."""
        if obj.mentor.is_exempt(obj.today):
            return "waits", f"{told}, exempt"
        if not expiry.is_overdue(obj.expires_at, today=obj.today, grace_days=obj.grace_days):
            ends = expiry.grace_ends(obj.expires_at, grace_days=obj.grace_days)
            return "waits", f"{told}, grace until {moments.in_words(ends)}"
        return "expired", told

    @display(description="Paused", label={"paused": "danger"})
    def pause(self, obj: CertificationStatus) -> tuple[str, str] | str:
        causes = [cause.label for cause in causes_of_pause(obj)]
        return ("paused", ", ".join(causes)) if causes else ""

    @display(description="Exempt until", ordering="mentor__exempt_until")
    def exempt_until(self, obj: CertificationStatus) -> date | None:
        return obj.mentor.exempt_until
