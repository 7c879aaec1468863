"""The list of pauses that runs applied, and undoing one of them."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import action, display

from certifications.admin.list_filters import AppliedOnFilter, InForceFilter
from certifications.admin.search import MentorSearch
from certifications.admin.undo_page import UndoForm, call_with_errors_on_form, undo_page
from certifications.job.undo import undo_pause
from certifications.mentor_links import mentor_link
from certifications.models import AutoPause
from certifications.read_only_sheets import PauseTable
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.admin.spreadsheets import SpreadsheetExport


@admin.register(AutoPause)
class AutoPauseAdmin(MentorSearch, SpreadsheetExport, ReadOnlyAdmin):
    table = PauseTable
    page_name = "Pauses"
    list_display = [
        "log_id",
        "mentor_page",
        "why",
        "run",
        "applied_at",
        "lifted_at",
        "lifted_by",
        "why_lifted",
    ]
    list_filter = [InForceFilter, AppliedOnFilter]
    list_select_related = ["mentor", "run"]
    record_paths = {
        "certifications.AutoPause": "pk",
        "certifications.Certification": "certification",
        "certifications.ExpiryRun": "run",
    }
    actions_detail = ["undo"]
    fields = [
        "log_id",
        "mentor_page",
        "certification",
        "run",
        "why",
        "applied_at",
        "lifted_at",
        "lifted_by",
        "why_lifted",
    ]
    readonly_fields = fields

    @display(description="Mentor", ordering="mentor")
    def mentor_page(self, obj: AutoPause) -> str:
        return mentor_link(obj.mentor)

    @display(description="Reason", ordering="reason")
    def why(self, obj: AutoPause) -> str:
        return moments.dates_in_words(obj.reason)

    @display(description="Why it was lifted", ordering="lift_reason")
    def why_lifted(self, obj: AutoPause) -> str:
        return moments.dates_in_words(obj.lift_reason)

    def has_undo_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Undoing lifts the pause, so it needs Django's permission to change it."""
        return bool(request.user.has_perm("certifications.change_autopause"))

    @action(description="Undo this pause", url_path="undo", icon="undo", permissions=["undo"])
    @places.place
    def undo(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Ask for date and reason; ``POST`` undoes the pause."""
        pause = self.get_object(request, object_id)
        if pause is None:
            return redirect("admin:certifications_autopause_changelist")
        here = reverse("admin:certifications_autopause_change", args=[pause.pk])
        form = UndoForm(request.POST or None)
        if form.is_valid() and call_with_errors_on_form(
            form,
            lambda: undo_pause(
                pause=pause,
                **form.cleaned_data,
                today=clock.today(),
                by=request.user.get_username(),
            ),
        ):
            messages.success(
                request, format_html("The pause of {} is undone.", mentor_link(pause.mentor))
            )
            return redirect(here)
        return undo_page(self, request, f"Undo {pause.log_id}", form, [pause], [], here)
