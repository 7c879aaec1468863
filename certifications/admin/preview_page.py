"""The page that previews the next run, or one on any day, and starts one as of today."""

from collections.abc import Collection
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
from django.utils.html import format_html, format_html_join

from certifications import expiry
from certifications.admin.background_run import start_run
from certifications.admin.previews import preview_file
from certifications.job.next_run import next_run_day
from certifications.job.run import preview_run
from certifications.job.undo import NAMED
from certifications.mentor_links import mentor_link
from certifications.models import Certification, ExpiryRun
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.day_fields import DayField
from mentorcerts.lib.admin.downloads import asked_format
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.admin.shown_keys import read_keys, sign_keys
from mentorcerts.lib.refusals import Refused

ROWS_PER_PAGE = 50
NOW = "now"
"""The parameter of the tab that judges by today, and has the button."""


class PreviewForm(forms.Form):
    as_of = DayField(
        label="As of",
        help_text="See who a run on this day would pause.",
    )


def preview_page(model_admin: ReadOnlyAdmin, request: HttpRequest) -> HttpResponseBase:
    """Show who would be paused; ``POST`` starts a run, as of today.

    Two tabs: the next run, on its day, and *now*, as of today. Only the second has the button: it
    acts today.
    """
    today = clock.today()
    if request.method == "POST":
        return _start_run(request, today)
    next_run, acts_today = next_run_day(today=today), NOW in request.GET
    form = PreviewForm(request.GET if "as_of" in request.GET else None)
    form.initial = {"as_of": next_run}
    if acts_today:
        as_of = today
    else:
        as_of = form.cleaned_data["as_of"] if form.is_bound and form.is_valid() else next_run
    if file_format := asked_format(request):
        return preview_file(request, file_format, as_of)
    return TemplateResponse(
        request,
        "admin/certifications/expiryrun/preview.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "Preview and run",
            "opts": model_admin.opts,
            "form": form,
            "as_of": as_of,
            "today": today,
            "next_run": next_run,
            "acts_today": acts_today,
            "found": preview_run(as_of=as_of),
            "shown": _shown(today) if acts_today else "",
            **_preview_tables(request, as_of),
        },
    )


def _shown(today: date) -> str:
    due = Certification.objects.due(today).values_list("pk", flat=True)
    return sign_keys(list(due), salt=_salt(today))


def _start_run(request: HttpRequest, today: date) -> HttpResponse:
    """Pause those who were shown and are still due. If others are due by now, show them first."""
    shown = read_keys(request.POST, salt=_salt(today))
    due = set(Certification.objects.due(today).values_list("pk", flat=True))
    if shown is None or due - shown:
        messages.warning(request, _who_is_new(due - (shown or set())))
        return redirect(f"{request.path}?{NOW}=1")
    started = start_run(
        today=today,
        trigger=ExpiryRun.Trigger.ADMIN,
        requested_by=request.user.get_username(),
        force=request.POST.get("confirm_mass_pause") == "yes",
        only=due,
    )
    if isinstance(started.error, Refused):
        messages.error(request, started.error.message)
        return redirect(f"{request.path}?{NOW}=1")
    if started.error is not None:
        raise started.error
    if dropped := shown - _still_due(due, started.run):
        told = "Left alone, because they are not due any more: {}."
        messages.info(request, format_html(told, _named(dropped)))
    if started.run is None:
        return redirect("admin:certifications_expiryrun_changelist")
    return redirect(reverse("admin:certifications_expiryrun_change", args=[started.run.pk]))


def _still_due(due: set[int], run: ExpiryRun | None) -> set[int]:
    """Those that were due when the run began; if it has ended, those that it came to."""
    if run is None or run.state != ExpiryRun.State.DONE:
        return due
    failed = Certification.objects.filter(
        certification_id__in=[failure["certification_id"] for failure in run.failures]
    )
    return {
        *run.pauses.values_list("certification_id", flat=True),
        *failed.values_list("pk", flat=True),
    }


def _salt(today: date) -> str:
    """What was shown for one day says nothing about another."""
    return f"run of {today}"


def _who_is_new(new: set[int]) -> str:
    if not new:
        return "Nothing was done: this page is not of today any more. Look again."
    told = "Nothing was done: since you looked, these are due as well: {}. Look again."
    return format_html(told, _named(new))


def _named(certifications: Collection[int]) -> str:
    some = sorted(certifications)[:NAMED]
    found = Certification.objects.filter(pk__in=some).select_related("mentor").order_by("pk")
    names = format_html_join(", ", "{}", ((mentor_link(each.mentor),) for each in found))
    more = len(certifications) - len(some)
    return format_html("{} and {} more", names, more) if more else names


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
        mentor_link(certification.mentor),
        str(certification.certification_type),
        moments.utc_date(certification.expires_at),
        -expiry.days_until_expiry(certification.expires_at, today=as_of),
    ]


def _grace_ends(certification: Certification) -> date:
    return expiry.grace_ends(
        certification.expires_at, grace_days=certification.certification_type.grace_days
    )
