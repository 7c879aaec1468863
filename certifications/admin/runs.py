"""The list of runs, and each one's result."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action, display

from certifications.admin.paused_by_run import paused_by
from certifications.admin.preview_page import preview_page
from certifications.admin.undo_page import UndoForm, call_with_errors_on_form, undo_page
from certifications.job.undo import NAMED, UndoResult, preview_undo, undo_run
from certifications.mentor_links import mentor_link
from certifications.models import ExpiryRun
from certifications.read_only_sheets import RunTable
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.downloads import asked_format
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.admin.shown_keys import read_keys, sign_keys
from mentorcerts.lib.admin.spreadsheets import SpreadsheetExport
from mentorcerts.lib.wording import number_of

STATE_COLOURS = {
    ExpiryRun.State.RUNNING.label: "info",
    ExpiryRun.State.DONE.label: "success",
    ExpiryRun.State.HELD.label: "warning",
    ExpiryRun.State.INTERRUPTED.label: "warning",
    ExpiryRun.State.FAILED.label: "danger",
}
REFRESH_SECONDS = "2"


@admin.register(ExpiryRun)
class ExpiryRunAdmin(SpreadsheetExport, ReadOnlyAdmin):
    table = RunTable
    page_name = "Runs"
    list_display = [
        "run_id",
        "shown_state",
        "started_at",
        "started_by",
        "mentors_scanned",
        "expired_found",
        "auto_paused",
        "skipped_exempt",
        "duration",
    ]
    list_filter = ["state", "trigger", "dry_run"]
    search_fields = ["job_run_id"]
    actions_list = ["preview_and_run"]
    actions_detail = ["undo"]
    search_help_text = "By the run's id."
    change_form_before_template = "admin/certifications/expiryrun/result.html"
    fields = [
        "run_id",
        "shown_state",
        "started_by",
        "as_of",
        "started_at",
        "completed_at",
    ]

    @display(description="Run", ordering="job_run_id")
    def run_id(self, obj: ExpiryRun) -> str:
        return obj.job_run_id

    @display(description="State", ordering="state", label=STATE_COLOURS)
    def shown_state(self, obj: ExpiryRun) -> str:
        return obj.get_state_display()

    @display(description="Started by", ordering="trigger")
    def started_by(self, obj: ExpiryRun) -> str:
        by = f"{obj.get_trigger_display()}{f' ({obj.requested_by})' if obj.requested_by else ''}"
        return f"{by}, dry run" if obj.dry_run else by

    @display(description="Took")
    def duration(self, obj: ExpiryRun) -> str:
        if obj.completed_at is None:
            return "going on"
        seconds = (obj.completed_at - obj.started_at).total_seconds()
        return f"{max(seconds, 0):.0f} s"  # a clock may have been put back meanwhile

    # --- preview and run ---------------------------------------------------------------------
    def has_run_permission(self, request: HttpRequest) -> bool:
        """Starting a run has a permission of its own, over the API as here."""
        return bool(request.user.has_perm("certifications.run_expiry_job"))

    @action(description="Preview and run", url_path="run", icon="play_arrow", permissions=["run"])
    @places.place
    def preview_and_run(self, request: HttpRequest) -> HttpResponseBase:
        """Show who would be paused; ``POST`` starts a run, as of today."""
        return preview_page(self, request)

    # --- result ------------------------------------------------------------------------------
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show one run: its progress, and what it did."""
        run = self.get_object(request, object_id)
        context = extra_context or {}
        if run is not None and (file_format := asked_format(request)):
            if not self.has_view_permission(request, run):
                raise PermissionDenied
            return paused_by(request, file_format, run)
        if run is not None:
            context |= {
                "run": run,
                "progress": 100 * run.auto_paused // run.expired_found if run.expired_found else 0,
            }
        answer = super().change_view(request, object_id, form_url, context)
        if run is not None and run.state == ExpiryRun.State.RUNNING:
            answer["Refresh"] = REFRESH_SECONDS
        return answer

    # --- undo --------------------------------------------------------------------------------
    def has_undo_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Undoing lifts pauses, so it needs Django's permission to change them."""
        return bool(request.user.has_perm("certifications.change_autopause"))

    @action(description="Undo this run", url_path="undo", icon="undo", permissions=["undo"])
    @places.place
    def undo(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """List what would be undone and what can't be; ``POST`` undoes it."""
        run = self.get_object(request, object_id)
        if run is None:
            return redirect("admin:certifications_expiryrun_changelist")
        here = reverse("admin:certifications_expiryrun_change", args=[run.pk])
        form, salt = UndoForm(request.POST or None), f"undo of {run.job_run_id}"
        if form.is_valid() and (
            done := call_with_errors_on_form(
                form,
                lambda: undo_run(
                    run=run,
                    **form.cleaned_data,
                    shown=read_keys(request.POST, salt=salt) or set(),
                    today=clock.today(),
                    by=request.user.get_username(),
                ),
            )
        ):
            messages.success(request, _told(run, done))
            return redirect(here)
        found = preview_undo(run)
        shown = sign_keys([pause.pk for pause in found.pauses], salt=salt)
        return undo_page(
            self, request, f"Undo {run}", form, found.pauses, found.conflicts, here, shown
        )


def _told(run: ExpiryRun, done: UndoResult) -> SafeString:
    """One message, however many pauses."""
    stays = format_html_join(
        "",
        " The pause of {} stays as it is: {}.",
        (
            (mentor_link(pause.mentor), moments.dates_in_words(why))
            for pause, why in done.conflicts[:NAMED]
        ),
    )
    more = len(done.conflicts) - NAMED
    rest = f" Pauses that stay besides: {more:,}." if more > 0 else ""
    number = number_of(len(done.pauses), "pause")
    return format_html("{} of {} undone.{}{}", number, run, stays, rest)
