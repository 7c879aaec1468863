"""Saved lists: save the one that is shown, open, rename and remove one, and count them."""

from time import monotonic
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from mentorcerts.lib import clock
from mentorcerts.lib.admin.forms import add_refusal
from mentorcerts.lib.admin.list_queries import list_of, read_query
from mentorcerts.lib.refusals import Refused, sentences
from mentorcerts.pages.navigation import ALL_SAVED
from mentorcerts.saved_lists import services
from mentorcerts.saved_lists.models import LIST_NAME_LENGTH
from mentorcerts.saved_lists.reading import ReadList, clean_query, lists_of

LISTS = "saved-lists"
FOR_ME, FOR_ALL = "me", "all"
COUNTING_SECONDS = 1.5
"""So long one request counts: with many lists and a million mentors others want to be served."""


class NameForm(forms.Form):
    name = forms.CharField(
        max_length=LIST_NAME_LENGTH,
        widget=UnfoldAdminTextInputWidget,
        help_text="It stands in the menu, with the number of those who are on the list.",
    )


class SaveForm(NameForm):
    whom = forms.ChoiceField(
        label="For whom",
        choices=[(FOR_ME, "For me"), (FOR_ALL, "For all")],
        initial=FOR_ME,
        widget=UnfoldAdminRadioSelectWidget,
        help_text="For all who may see this list. The filters are the same for everybody.",
    )

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["whom"]


@require_safe
def saved_lists(request: HttpRequest) -> HttpResponse:
    """Every saved list that this person sees, with its filters in words."""
    return _page(request, "lists", ALL_SAVED, {"lists": lists_of(request)})


@require_safe
def saved_list_counts(request: HttpRequest) -> JsonResponse:
    """How many are on each list, for the menu, which asks when its page is there.

    What was not counted in time is left out; counts are kept, so that the next page gets further.
    """
    today, until = clock.today(), monotonic() + COUNTING_SECONDS
    counts: dict[str, str] = {}
    for each in lists_of(request):
        if counts and monotonic() > until:
            break
        counts[str(each.saved.pk)] = each.count(today=today)
    return JsonResponse(counts)


@require_safe
def open_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the list, filtered; where its filters are not understood any more, say so."""
    found = _found(request, pk)
    if found.not_understood:
        messages.error(
            request,
            f"{found.saved.name} can't be shown: its filters are not understood any more "
            f"({found.not_understood}). Remove it, and save the list anew.",
        )
        return redirect(LISTS)
    return redirect(found.link)


def save_page(request: HttpRequest) -> HttpResponse:
    """Ask for a name; ``POST`` saves the list that the query names, with its filters."""
    model_admin = list_of(request.GET.get("list", ""))
    if model_admin is None:
        raise Http404("There is no such list.")
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    form = SaveForm(request.POST or None, may_share=services.may_share(request.user))
    asked = request.GET.get("query", "")
    if form.is_valid():
        try:
            saved = services.save_list(
                user=request.user,
                label=model_admin.opts.label_lower,
                query=clean_query(model_admin, request, asked),
                name=form.cleaned_data["name"],
                for_all=form.cleaned_data.get("whom") == FOR_ALL,
                now=timezone.now(),
            )
        except (ValidationError, Refused) as error:
            add_refusal(form, error)
        else:
            messages.success(request, f"Saved: {saved.name} stands in the menu.")
            return redirect(ReadList(saved, model_admin, request).link)
    reading = read_query(model_admin, request, asked)
    context = {
        "form": form,
        "opts": model_admin.opts,
        "filters": [chip.text for chip in reading.chips if chip.is_filter],
        "back": f"{_changelist(model_admin)}?{asked}",
        "confirm": "Save",
    }
    return _page(request, "form", "Save this list", context)


def rename_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for another name; ``POST`` renames."""
    found = _changeable(request, pk)
    form = NameForm(request.POST or None, initial={"name": found.saved.name})
    if form.is_valid():
        try:
            renamed = services.rename_list(
                saved=found.saved, name=form.cleaned_data["name"], user=request.user
            )
        except (ValidationError, Refused) as error:
            add_refusal(form, error)
        else:
            messages.success(request, f"{found.saved.name} is called {renamed.name} now.")
            return redirect(LISTS)
    return _form_page(request, found, f"Rename {found.saved.name}", form, "Rename")


def remove_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to remove it; ``POST`` does."""
    found = _changeable(request, pk)
    if request.method == "POST":
        try:
            services.remove_list(saved=found.saved, user=request.user)
        except Refused as error:
            messages.error(request, sentences(error))
        else:
            messages.success(request, f"Removed: {found.saved.name}. Nobody on it was touched.")
        return redirect(LISTS)
    return _form_page(request, found, f"Remove {found.saved.name}", None, "Remove")


def _form_page(
    request: HttpRequest, found: ReadList, title: str, form: forms.Form | None, confirm: str
) -> HttpResponse:
    context = {
        "form": form,
        "filters": [found.list_name, *(chip.text for chip in found.reading.chips)],
        "for_all": found.saved.is_for_all,
        "back": "",
        "confirm": confirm,
    }
    return _page(request, "form", title, context)


def _found(request: HttpRequest, pk: int) -> ReadList:
    for each in lists_of(request):
        if each.saved.pk == pk:
            return each
    raise Http404("There is no such list, or it is not yours.")


def _changeable(request: HttpRequest, pk: int) -> ReadList:
    found = _found(request, pk)
    if not found.is_changeable:
        raise PermissionDenied
    return found


def _changelist(model_admin: Any) -> str:
    opts = model_admin.opts
    return str(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(
        request,
        f"admin/saved_lists/{name}.html",
        {**admin.site.each_context(request), "title": title, **context},
    )
