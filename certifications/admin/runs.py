"""The job's page: preview a run for any day, start it, follow it, read its result, undo it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from certifications import expiry
from certifications.admin.background_run import start_run
from certifications.admin.previews import Comparison, as_csv, compared, remember
from certifications.job.run import preview
from certifications.job.undo import undo_pause, undo_run, undoable
from certifications.models import AutoPause, Certification, ExpiryRun
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.refusals import Refused

STATE_COLOURS = {
    "running": "info",
    "done": "success",
    "held by the brake": "warning",
    "interrupted": "warning",
    "failed": "danger",
}
ROWS_A_PAGE = 50
REFRESH_SECONDS = "2"


class PreviewForm(forms.Form):
    as_of = forms.DateField(
        label="As of",
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text="Whom would a run pause on this day?",
    )


class UndoForm(forms.Form):
    exempt_until = forms.DateField(
        label="Exempt until",
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text="So that the pause does not come back the next night.",
    )
    reason = forms.CharField(
        max_length=400,
        widget=UnfoldAdminTextInputWidget,
        help_text="Why the pause was wrong. It is kept with the record.",
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
        "duration",
    ]
    list_filter = ["state", "trigger", "dry_run"]
    search_fields = ["job_run_id"]
    actions_list = ["preview_and_run"]
    actions_detail = ["undo"]
    change_form_before_template = "admin/certifications/expiryrun/result.html"
    fields = [
        "job_run_id",
        "shown_state",
        "started_by",
        "as_of",
        "started_at",
        "completed_at",
    ]

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
        return f"{(obj.completed_at - obj.started_at).total_seconds():.0f} s"

    # --- preview and run ---------------------------------------------------------------------
    def has_run_permission(self, request: HttpRequest) -> bool:
        """Starting the job is a permission of its own, over the API as here."""
        return bool(request.user.has_perm("certifications.run_expiry_job"))

    @action(description="Preview and run", url_path="run", icon="play_arrow", permissions=["run"])
    def preview_and_run(self, request: HttpRequest) -> HttpResponseBase:
        """Shows who would be paused; ``POST`` runs the job, as of today."""
        today = clock.today()
        if request.method == "POST":
            return self._run(request, today)
        form = PreviewForm(request.GET if "as_of" in request.GET else None)
        form.initial = {"as_of": today}
        as_of = form.cleaned_data["as_of"] if form.is_bound and form.is_valid() else today
        if request.GET.get("format") == "csv":
            return as_csv(as_of)
        if as_of == today:
            remember(request, as_of)
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
                "found": preview(as_of=as_of),
                **_listed(request, as_of),
            },
        )

    def _run(self, request: HttpRequest, today: date) -> HttpResponse:
        started = start_run(
            today=today,
            trigger=ExpiryRun.Trigger.ADMIN,
            requested_by=request.user.get_username(),
            force=request.POST.get("confirm_mass_pause") == "yes",
        )
        if isinstance(started.error, Refused):
            messages.error(request, started.error.message)
            return redirect(request.get_full_path())
        if started.error is not None:
            raise started.error
        if started.run is None:
            return redirect("admin:certifications_expiryrun_changelist")
        return redirect(reverse("admin:certifications_expiryrun_change", args=[started.run.pk]))

    # --- result ------------------------------------------------------------------------------
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """One run: how far it is, what it did, what changed since its preview."""
        run = self.get_object(request, object_id)
        context = extra_context or {}
        if run is not None:
            context |= {
                "run": run,
                "progress": 100 * run.auto_paused // run.expired_found if run.expired_found else 0,
                "compared": self._compared(request, run),
            }
        answer = super().change_view(request, object_id, form_url, context)
        if run is not None and run.state == ExpiryRun.State.RUNNING:
            answer["Refresh"] = REFRESH_SECONDS
        return answer

    def _compared(self, request: HttpRequest, run: ExpiryRun) -> Comparison | None:
        ours = run.requested_by == request.user.get_username()
        return compared(request, run) if ours and run.state == ExpiryRun.State.DONE else None

    # --- undo --------------------------------------------------------------------------------
    def has_undo_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Undoing lifts pauses: Django's permission to change them."""
        return bool(request.user.has_perm("certifications.change_autopause"))

    @action(description="Undo this run", url_path="undo", icon="undo", permissions=["undo"])
    def undo(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lists what would be undone and what can't be; ``POST`` undoes it."""
        run = self.get_object(request, object_id)
        if run is None:
            return redirect("admin:certifications_expiryrun_changelist")
        here = reverse("admin:certifications_expiryrun_change", args=[run.pk])
        form = UndoForm(request.POST or None)
        if form.is_valid() and (
            done := _refused_on_form(
                form,
                lambda: undo_run(
                    run=run,
                    **form.cleaned_data,
                    today=clock.today(),
                    by=request.user.get_username(),
                ),
            )
        ):
            messages.success(request, f"{len(done.pauses)} pauses of {run} undone.")
            if done.conflicts:
                messages.warning(request, f"{len(done.conflicts)} were left as they are.")
            return redirect(here)
        found = undoable(run)
        return _undo_page(self, request, f"Undo {run}", form, found.pauses, found.conflicts, here)


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
    actions_detail = ["undo"]

    def has_undo_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Undoing lifts the pause: Django's permission to change it."""
        return bool(request.user.has_perm("certifications.change_autopause"))

    @action(description="Undo this pause", url_path="undo", icon="undo", permissions=["undo"])
    def undo(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks for date and reason; ``POST`` undoes it."""
        pause = self.get_object(request, object_id)
        if pause is None:
            return redirect("admin:certifications_autopause_changelist")
        here = reverse("admin:certifications_autopause_change", args=[pause.pk])
        form = UndoForm(request.POST or None)
        if form.is_valid() and _refused_on_form(
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
        return _undo_page(self, request, f"Undo {pause.log_id}", form, [pause], [], here)


def _listed(request: HttpRequest, as_of: date) -> dict[str, Any]:
    """The rows of the preview: due ones page by page, the skipped ones up to a page's worth."""
    due = Certification.objects.due(as_of).order_by("expires_at", "pk")
    page = Paginator(_with_people(due), ROWS_A_PAGE).get_page(request.GET.get("page"))
    exempt = Certification.objects.skipped_exempt(as_of).order_by("expires_at", "pk")
    in_grace = Certification.objects.in_grace(as_of).order_by("expires_at", "pk")
    return {
        "page": page,
        "in_grace_count": in_grace.count(),
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
        "in_grace": {
            "headers": ["Mentor", "Certification", "Expired on", "Grace lasts through"],
            "rows": [
                [*_row(certification, as_of)[:3], _grace_ends(certification)]
                for certification in _with_people(in_grace)[:ROWS_A_PAGE]
            ],
        },
    }


def _with_people(rows: QuerySet[Certification]) -> QuerySet[Certification]:
    return rows.select_related("mentor", "certification_type")


def _row(certification: Certification, as_of: date) -> list[Any]:
    return [
        str(certification.mentor),
        str(certification.certification_type),
        moments.utc_date(certification.expires_at),
        -expiry.days_until_expiry(certification.expires_at, today=as_of),
    ]


def _grace_ends(certification: Certification) -> date:
    return expiry.grace_ends(
        certification.expires_at, grace_days=certification.certification_type.grace_days
    )


def _refused_on_form(form: forms.Form, do: Any) -> Any:
    """Call a service; its refusal becomes an error of the form, and the result ``None``."""
    try:
        return do()
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            form.add_error(name if name in form.fields else None, texts)
    except Refused as refusal:
        form.add_error(None, refusal.message)
    return None


def _undo_page(
    model_admin: ReadOnlyAdmin,
    request: HttpRequest,
    title: str,
    form: forms.Form,
    pauses: Iterable[AutoPause],
    conflicts: Iterable[tuple[AutoPause, str]],
    back: str,
) -> HttpResponse:
    if not request.user.has_perm("certifications.change_autopause"):
        raise PermissionDenied
    return TemplateResponse(
        request,
        "admin/certifications/undo.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": title,
            "opts": model_admin.opts,
            "form": form,
            "pauses": list(pauses),
            "conflicts": list(conflicts),
            "back": back,
        },
    )
