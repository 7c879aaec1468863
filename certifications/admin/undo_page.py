"""The page that undoes one pause or a whole run, once date and reason are given."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminTextInputWidget

from certifications.models import AutoPause
from certifications.person_columns import PERSON, person_cells
from mentorcerts.lib import moments
from mentorcerts.lib.admin.day_fields import DayField
from mentorcerts.lib.admin.downloads import asked_format, download
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
) -> HttpResponseBase:
    """Show the form, the pauses that will be undone, and the conflicts with their reasons.

    Or these as a file, where that is asked for. ``shown`` is what the form carries of them, where
    they are many.
    """
    if not request.user.has_perm("certifications.change_autopause"):
        raise PermissionDenied
    if file_format := asked_format(request):
        return download(
            request,
            file_format,
            title=title,
            file_name=title.replace(" ", "-").lower(),
            headings=[*PERSON, "Pause", "Outcome", "Reason of the pause", "Why not"],
            rows=_rows(pauses, conflicts),
        )
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


def _rows(
    pauses: Iterable[AutoPause], conflicts: Iterable[tuple[AutoPause, str]]
) -> Iterator[list[str]]:
    undone = ((pause, "will be undone", "") for pause in pauses)
    stay = ((pause, "stays as it is", why) for pause, why in conflicts)
    for pause, outcome, why in (*undone, *stay):
        reasons = map(moments.dates_in_words, (pause.reason, why))
        yield [*person_cells(pause.mentor), pause.log_id, outcome, *reasons]
