"""The list of actions, whom each was done to, and the page that undoes one."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import action, display

from certifications.admin.search import MentorSearch
from certifications.mentor_links import LOOK
from mentorcerts.action_log.models import ActedMentor, ExecutedAction
from mentorcerts.action_log.sheets import ActionTable, people_file
from mentorcerts.action_log.undo import reversal_of
from mentorcerts.action_log.undo_page import undo_page
from mentorcerts.lib import clock
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.downloads import asked_format
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.admin.spreadsheets import SpreadsheetExport

PEOPLE_SHOWN = 200
"""On the page of an action; all of them are found in the list by their name."""
UNDONE, IN_FORCE, UNDOS = "yes", "no", "undos"


class UndoneFilter(admin.SimpleListFilter):
    title = "undone"
    parameter_name = "undone"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(UNDONE, "Undone"), (IN_FORCE, "Not undone"), (UNDOS, "Undos themselves")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        conditions: dict[str, dict[str, Any]] = {
            UNDONE: {"undone_at__isnull": False},
            IN_FORCE: {"undone_at": None, "undoes": None},
            UNDOS: {"undoes__isnull": False},
        }
        return queryset.filter(**conditions.get(self.value() or "", {}))


@admin.register(ExecutedAction)
class ExecutedActionAdmin(MentorSearch, SpreadsheetExport, ReadOnlyAdmin):
    """Who may see mentors may see what was done to them; undoing needs the action's permission."""

    page_name = "Actions"
    table = ActionTable
    list_display = ["shown_title", "at", "by", "people_in_words", "details"]
    list_filter = ["title", "by", UndoneFilter]
    ordering = ["-pk"]
    mentor_path = "people__mentor"
    fields = ["title", "at", "by", "done", "left_as_before", "details", "undone"]
    actions_detail = ["undo"]
    change_form_after_template = "admin/action_log/people.html"

    # --- who may see -------------------------------------------------------------------------
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("certifications.view_mentor"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # --- the list ----------------------------------------------------------------------------
    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        found, _ = super().get_search_results(request, queryset, search_term)
        # An action is one line, however many of its people are found.
        return queryset.filter(pk__in=found.order_by().values("pk")), False

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The last column leads who may undo an action to the page that does."""

        @display(description="Undone", ordering="undone_at")
        def undone(obj: ExecutedAction) -> str:
            reversal = reversal_of(obj)
            if obj.undone_at or reversal is None or not request.user.has_perm(reversal.permission):
                return str(self.undone(obj))
            address = reverse("admin:action_log_executedaction_undo", args=[obj.pk])
            return format_html('<a class="{}" href="{}">Undo…</a>', LOOK, address)

        return [*self.list_display, undone]

    @display(description="What", ordering="title")
    def shown_title(self, obj: ExecutedAction) -> str:
        return obj.title

    @display(description="Mentors", ordering="done")
    def people_in_words(self, obj: ExecutedAction) -> str:
        """Of an import only its rows are known, which are among the details."""
        if obj.done == 0:
            return ""
        left = f", {obj.left_as_before:,} left" if obj.left_as_before else ""
        return f"{obj.done:,}{left}"

    @display(description="Undone", ordering="undone_at")
    def undone(self, obj: ExecutedAction) -> str:
        if obj.undone_at is None:
            return ""
        number = "all" if obj.put_back == obj.done else f"{obj.put_back:,} of {obj.done:,}"
        return f"{number}, by {obj.undone_by} on {clock.format_local(obj.undone_at)}"

    # --- one of them -------------------------------------------------------------------------
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show an action with its people; or these as a file, where that is asked for."""
        found = self.get_object(request, object_id)
        context = extra_context or {}
        file_format = asked_format(request)
        if found is not None and file_format and self.has_view_permission(request):
            return people_file(request, file_format, found)
        if found is not None:
            context |= {"done_to": _people(found)[:PEOPLE_SHOWN], "executed": found}
            context["more"] = max(found.done - PEOPLE_SHOWN, 0)
        return super().change_view(request, object_id, form_url, context)

    # --- undo --------------------------------------------------------------------------------
    def has_undo_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """As for the action itself; nobody has it where it leaves nothing to undo."""
        found = self.get_object(request, str(object_id)) if object_id else None
        reversal = reversal_of(found) if found is not None else None
        return reversal is not None and bool(request.user.has_perm(reversal.permission))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """No button once it was undone: who presses an old one is told so."""
        offered: list[Any] = super().get_actions_detail(request, object_id)
        found = self.get_object(request, str(object_id))
        return [] if found is not None and found.undone_at is not None else offered

    @action(description="Undo…", url_path="undo", icon="undo", permissions=["undo"])
    @places.place
    def undo(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Show person by person what is put back, and who is left; ``POST`` does what was shown."""
        found = self.get_object(request, object_id)
        reversal = reversal_of(found) if found is not None else None
        if found is None or reversal is None:
            raise Http404
        if not request.user.has_perm(reversal.permission):
            raise PermissionDenied
        return undo_page(self, request, found)


def _people(executed: ExecutedAction) -> "QuerySet[ActedMentor]":
    return executed.people.select_related("mentor").order_by("mentor")
