"""The page that undoes one pause or a whole run, once date and reason are given."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminTextInputWidget

from certifications.models import AutoPause
from mentorcerts.lib.admin.day_fields import DayField
from mentorcerts.lib.admin.forms import add_refusal
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.refusals import Refused


class UndoForm(forms.Form):
    exempt_until = DayField(
        label="Exempt until",
        help_text="So that the pause does not come back the next night.",
    )
    reason = forms.CharField(
        max_length=400,
        widget=UnfoldAdminTextInputWidget,
        help_text="Why the pause was wrong. It is kept with the record.",
    )


def call_with_errors_on_form(form: forms.Form, service: Any) -> Any:
    """Call a service; turn its refusal into an error of the form, and return ``None``."""
    try:
        return service()
    except (ValidationError, Refused) as error:
        add_refusal(form, error)
    return None


def undo_page(
    model_admin: ReadOnlyAdmin,
    request: HttpRequest,
    title: str,
    form: forms.Form,
    pauses: Iterable[AutoPause],
    conflicts: Iterable[tuple[AutoPause, str]],
    back: str,
    shown: str = "",
) -> HttpResponse:
    """Show the form, the pauses that will be undone, and the conflicts with their reasons.

    ``shown`` is what the form carries of them, where they are many.
    """
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
            "shown": shown,
        },
    )
