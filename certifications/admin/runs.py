"""The job's page: runs and pauses to read, and the run to preview and start."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from certifications import clock, expiry
from certifications.admin.base import ReadOnlyAdmin
from certifications.errors import Refused
from certifications.job import Preview, expire_certifications, preview
from certifications.models import AutoPause, Certification, ExpiryRun

STATE_COLOURS = {
    "running": "info",
    "done": "success",
    "held by the brake": "warning",
    "interrupted": "warning",
    "failed": "danger",
}
ROWS_A_PAGE = 50


class PreviewForm(forms.Form):
    as_of = forms.DateField(
        label="As of",
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text="Whom would a run pause on this day?",
    )


@admin.register(ExpiryRun)
class ExpiryRunAdmin(ReadOnlyAdmin):
    list_display = [
        "job_run_id",
        "shown_state",
        "started_at",
        "started_by",
        "mentors_scanned",
        "expired_found",
        "auto_paused",
        "skipped_exempt",
    ]
    list_filter = ["state", "trigger", "dry_run"]
    search_fields = ["job_run_id"]
    actions_list = ["preview_and_run"]

    @display(description="State", ordering="state", label=STATE_COLOURS)
    def shown_state(self, obj: ExpiryRun) -> str:
        return obj.get_state_display()

    @display(description="Started by", ordering="trigger")
    def started_by(self, obj: ExpiryRun) -> str:
        by = f"{obj.get_trigger_display()}{f' ({obj.requested_by})' if obj.requested_by else ''}"
        return f"{by}, dry run" if obj.dry_run else by

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Django's permission to add a run is the permission to start one."""
        return bool(request.user.has_perm("certifications.add_expiryrun"))

    @action(
        description="Preview and run",
        url_path="run",
        icon="play_arrow",
        permissions=["run"],
    )
    def preview_and_run(self, request: HttpRequest) -> HttpResponse:
        """Shows who would be paused; ``POST`` runs the job."""
        if not self.has_run_permission(request):
            raise PermissionDenied
        today = clock.today()
        if request.method == "POST":
            return self._run(request, today)
        form = PreviewForm(request.GET or None, initial={"as_of": today})
        as_of = form.cleaned_data["as_of"] if form.is_bound and form.is_valid() else today
        return TemplateResponse(
            request,
            "admin/certifications/expiryrun/preview.html",
            {
                **self.admin_site.each_context(request),
                "title": "Preview and run",
                "opts": self.opts,
                "form": form,
                "as_of": as_of,
                "ahead": as_of > today,
                **self._shown(request, preview(as_of=as_of), as_of),
            },
        )

    def _shown(self, request: HttpRequest, found: Preview, as_of: date) -> dict[str, Any]:
        due = Certification.objects.due(as_of).order_by("expires_at", "pk")
        page = Paginator(_with_people(due), ROWS_A_PAGE).get_page(request.GET.get("page"))
        exempt = Certification.objects.skipped_exempt(as_of).order_by("expires_at", "pk")
        return {
            "found": found,
            "page": page,
            "due": {
                "headers": ["Mentor", "Certification", "Expired on", "Days ago"],
                "rows": [_row(certification, as_of) for certification in page],
            },
            "exempt": {
                "headers": ["Mentor", "Certification", "Expired on", "Exempt until", "Reason"],
                "rows": [
                    [
                        *_row(certification, as_of)[:3],
                        certification.mentor.exempt_until,
                        certification.mentor.exempt_reason,
                    ]
                    for certification in _with_people(exempt)[:ROWS_A_PAGE]
                ],
            },
        }

    def _run(self, request: HttpRequest, today: date) -> HttpResponse:
        try:
            run = expire_certifications(
                today=today,
                trigger=ExpiryRun.Trigger.ADMIN,
                requested_by=request.user.get_username(),
                force=request.POST.get("confirm_mass_pause") == "yes",
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("admin:certifications_expiryrun_changelist")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.get_full_path())
        messages.success(
            request,
            f"{run.job_run_id}: {run.auto_paused} mentors paused of {run.mentors_scanned} scanned.",
        )
        if run.failures:
            messages.warning(request, f"{len(run.failures)} could not be paused; see the run.")
        return redirect(reverse("admin:certifications_expiryrun_change", args=[run.pk]))


def _with_people(rows: QuerySet[Certification]) -> QuerySet[Certification]:
    return rows.select_related("mentor", "certification_type")


def _row(certification: Certification, as_of: date) -> list[Any]:
    return [
        str(certification.mentor),
        str(certification.certification_type),
        expiry.utc_date(certification.expires_at),
        -expiry.days_until_expiry(certification.expires_at, today=as_of),
    ]


@admin.register(AutoPause)
class AutoPauseAdmin(ReadOnlyAdmin):
    list_display = [
        "log_id",
        "mentor",
        "reason",
        "run",
        "applied_at",
        "lifted_at",
        "lifted_by",
        "lift_reason",
    ]
    list_filter = [("lifted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["mentor", "run"]
    search_fields = ["log_id", "mentor__mentor_id", "mentor__name", "run__job_run_id"]
    search_help_text = "By log id, mentor or run."
