"""A mentor's personal data, for administrators: a copy for the mentor, and erasing it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminTextInputWidget

from certifications.models import Mentor
from mentorcerts.lib import change_source
from mentorcerts.lib.admin import places
from mentorcerts.lib.refusals import Conflict, Missing
from mentorcerts.personal_data.erasure import erase_mentor
from mentorcerts.personal_data.export import export_mentor
from mentorcerts.personal_data.records import accounts_of, stored_about
from statuses.models import CertificationStatus

EXPORT, ERASE = "certifications.export_mentor", "certifications.erase_mentor"


class EraseForm(forms.Form):
    """Ask for the id once more, because erasing can't be undone."""

    typed = forms.CharField(
        label="The mentor's id",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="Type it to confirm. This can't be undone.",
    )

    def __init__(self, mentor: Mentor, data: Any = None) -> None:
        super().__init__(data)
        self.mentor = mentor

    def clean_typed(self) -> str:
        typed = str(self.cleaned_data["typed"]).strip()
        if typed != self.mentor.pk:
            raise forms.ValidationError(f"That is not the id: it is {self.mentor.pk}.")
        return typed


@never_cache
def personal_data_page(request: HttpRequest, mentor_id: str) -> HttpResponse:
    """Offer the export and the erasure, each to those with its permission; ``POST`` erases."""
    if not (request.user.has_perm(EXPORT) or request.user.has_perm(ERASE)):
        raise PermissionDenied
    mentor = _mentor(mentor_id)
    form = EraseForm(mentor, request.POST or None)
    if request.method == "POST":
        if not request.user.has_perm(ERASE):
            raise PermissionDenied
        if form.is_valid():
            try:
                pseudonym = erase_mentor(
                    mentor_id=mentor.pk,
                    confirmed=request.POST.get("shown", ""),
                    **_audit_fields(request),
                )
            except Conflict as refusal:
                messages.warning(request, refusal.message)
                return redirect(request.get_full_path())
            messages.success(request, f"Erased. What happened is kept under {pseudonym}.")
            return redirect("mentor-page", pseudonym)
    return TemplateResponse(
        request,
        "admin/personal_data.html",
        {
            **admin.site.each_context(request),
            "title": f"Personal data of {mentor}",
            "heading_is_about": [mentor],
            "back": places.with_place(
                reverse("mentor-page", args=[mentor.pk]), places.came_from(request)
            ),
            "opts": CertificationStatus._meta,
            "mentor": mentor,
            "form": form,
            "accounts": accounts_of(mentor),
            "keep_erased_id_days": settings.MENTORCERTS_KEEP_ERASED_ID_DAYS,
            "stored": stored_about(mentor.pk) if request.user.has_perm(ERASE) else None,
        },
    )


@never_cache
@require_POST
def personal_data_export(request: HttpRequest, mentor_id: str) -> HttpResponse:
    """Download everything about a mentor. ``POST``, because the export is recorded."""
    if not request.user.has_perm(EXPORT):
        raise PermissionDenied
    try:
        document = export_mentor(mentor_id=mentor_id, **_audit_fields(request))
    except Missing as refusal:
        raise Http404(str(refusal)) from None
    answer = HttpResponse(document, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{mentor_id}.json"'
    return answer


def _mentor(mentor_id: str) -> Mentor:
    mentor: Mentor | None = Mentor.objects.filter(pk=mentor_id).first()
    if mentor is None:
        raise Http404(f"There is no mentor {mentor_id}.")
    return mentor


def _audit_fields(request: HttpRequest) -> dict[str, Any]:
    """Return what the services record about who asked, and from where."""
    return {
        "by": request.user.get_username(),
        "source": change_source.ADMIN,
        "user": request.user,
    }
