"""The page that previews a run for any day, and starts one as of today."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextInputWidget

from certifications import expiry
from certifications.admin.background_run import start_run
from certifications.admin.previews import preview_as_csv, remember_preview
from certifications.job.run import preview_run
from certifications.models import Certification, ExpiryRun
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.refusals import Refused

ROWS_PER_PAGE = 50


class PreviewForm(forms.Form):
    as_of = forms.DateField(
        label="As of",
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text="See who a run on this day would pause.",
    )


def preview_page(model_admin: ReadOnlyAdmin, request: HttpRequest) -> HttpResponseBase:
    """Show who would be paused; ``POST`` starts a run, as of today."""
    today = clock.today()
    if request.method == "POST":
        return _start_run(request, today)
    form = PreviewForm(request.GET if "as_of" in request.GET else None)
    form.initial = {"as_of": today}
    as_of = form.cleaned_data["as_of"] if form.is_bound and form.is_valid() else today
    if request.GET.get("format") == "csv":
        return preview_as_csv(as_of)
    if as_of == today:
        remember_preview(request, as_of)
    return TemplateResponse(
        request,
        "admin/certifications/expiryrun/preview.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "Preview and run",
            "opts": model_admin.opts,
            "form": form,
            "as_of": as_of,
            "ahead": as_of > today,
            "found": preview_run(as_of=as_of),
            **_preview_tables(request, as_of),
        },
    )


def _start_run(request: HttpRequest, today: date) -> HttpResponse:
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


def _preview_tables(request: HttpRequest, as_of: date) -> dict[str, Any]:
    """Return the tables: those due page by page, of those skipped the first page's worth."""
    due = Certification.objects.due(as_of).order_by("expires_at", "pk")
    page = Paginator(_with_mentors(due), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    exempt = Certification.objects.skipped_exempt(as_of).order_by("expires_at", "pk")
    in_grace = Certification.objects.in_grace(as_of).order_by("expires_at", "pk")
    return {
        "page": page,
        "in_grace_count": in_grace.count(),
        "due": {
            "headers": ["Mentor", "Certification", "Expired on", "Days ago"],
            "rows": [_table_row(certification, as_of) for certification in page],
        },
        "exempt": {
            "headers": ["Mentor", "Certification", "Expired on", "Exempt until", "Reason"],
            "rows": [
                [
                    *_table_row(certification, as_of)[:3],
                    certification.mentor.exempt_until,
                    certification.mentor.exempt_reason,
                ]
                for certification in _with_mentors(exempt)[:ROWS_PER_PAGE]
            ],
        },
        "in_grace": {
            "headers": ["Mentor", "Certification", "Expired on", "Grace lasts through"],
            "rows": [
                [*_table_row(certification, as_of)[:3], _grace_ends(certification)]
                for certification in _with_mentors(in_grace)[:ROWS_PER_PAGE]
            ],
        },
    }


def _with_mentors(rows: QuerySet[Certification]) -> QuerySet[Certification]:
    return rows.select_related("mentor", "certification_type")


def _table_row(certification: Certification, as_of: date) -> list[Any]:
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
