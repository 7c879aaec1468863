"""The list of pauses that runs applied, and undoing one of them."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action, display

from certifications.admin.undo_page import UndoForm, call_with_errors_on_form, undo_page
from certifications.job.undo import undo_pause
from certifications.models import AutoPause
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin


@admin.register(AutoPause)
class AutoPauseAdmin(ReadOnlyAdmin):
    page_name = "Pauses"
    list_display = [
        "log_id",
        "mentor",
        "why",
        "run",
        "applied_at",
        "lifted_at",
        "lifted_by",
        "why_lifted",
    ]
    fields = [
        "log_id",
        "mentor",
        "certification",
        "run",
        "why",
        "applied_at",
        "lifted_at",
        "lifted_by",
        "why_lifted",
    ]
    list_filter = [("lifted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["mentor", "run"]
    search_fields = ["log_id", "mentor__mentor_id", "mentor__name", "run__job_run_id"]
    search_help_text = "By log id, mentor or run."
    actions_detail = ["undo"]

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
    def undo(self, request: HttpRequest, object_id: str) -> HttpResponse:
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
            messages.success(request, f"The pause of {pause.mentor} is undone.")
            return redirect(here)
        return undo_page(self, request, f"Undo {pause.log_id}", form, [pause], [], here)
