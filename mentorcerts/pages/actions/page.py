"""The page of an action: what will happen to each mentor is shown first, then confirmed.

The preview *is* the action, in a transaction that is rolled back: what it shows is what will
happen. It is confirmed by a digest of the outcome, which is judged again under the locks. Mentors
for whom the service refuses are listed with its reason and left as they are.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from certifications.models import Mentor
from certifications.person_columns import about_mentor
from mentorcerts.lib import clock
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.outcome_files import outcome_file
from mentorcerts.lib.admin.outcomes import NOT_AS_SHOWN
from mentorcerts.pages.actions.definitions import ACTIONS, Action
from mentorcerts.pages.actions.execution import execute_action
from mentorcerts.pages.actions.forms import EmptyForm, RenewForm
from mentorcerts.pages.actions.results import tell_result
from mentorcerts.promises.models import Promise
from statuses.admin import selected_mentor_ids
from statuses.models import CertificationStatus

LONGEST_NUMBER = 18
"""Digits; longer ones are no keys, and too much for a database."""


def action_page(request: HttpRequest, name: str) -> HttpResponseBase:
    """Ask, preview, carry out.

    ``?mentor=`` names one mentor, ``?selection=`` is the token of a selection in the list;
    ``&certification=`` a certification of that mentor, to be renewed whether it decides or not;
    ``&from=`` where the person came from, or what they saw before the mentor's page;
    ``&promise=`` the promise that an exemption is filled in from: its words stay out of addresses.
    """
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    if not request.user.has_perm(action.permission):
        raise PermissionDenied
    mentors = _selected_mentors(request)
    token = places.came_from(request)
    back = _back(request, mentors, token)
    today, by = clock.today(), request.user.get_username()
    form, result = _form(request, action, mentors, today), None
    if form.is_bound and form.is_valid():
        confirmed = request.POST.get("shown", "") if "confirm" in request.POST else None
        result, written = execute_action(
            action, mentors, form.cleaned_data, today=today, by=by, confirmed=confirmed
        )
        if written:
            tell_result(request, action, result, back)
            return redirect(back)
        if confirmed is not None:
            messages.warning(request, NOT_AS_SHOWN)
        title = f"{action.title}: {_describe_mentors(mentors)}"
        if file := outcome_file(request, result, title=title, about=about_mentor):
            return file
    return TemplateResponse(
        request,
        "admin/action.html",
        {
            **admin.site.each_context(request),
            "title": f"{action.title}: {_describe_mentors(mentors)}",
            "heading_is_about": mentors if len(mentors) == 1 else [],
            "opts": CertificationStatus._meta,
            "action": action,
            "mentors": mentors,
            "form": form,
            "result": result,
            "shown": result.digest if result else "",
            "came_from": token,
            "back": back,
        },
    )


def _form(request: HttpRequest, action: Action, mentors: Sequence[Mentor], today: date) -> Any:
    """The action's form: as it was sent, or bound to what is proposed if that can be previewed."""
    initial = {
        "renewal_date": today,
        "and_pause": True,
        "certification_id": request.GET.get("certification", ""),
        **_promised(request, mentors),
    }
    form = action.form(
        request.POST or initial if _can_preview(action, request) else None,
        request.FILES,
        mentor_ids=[mentor.pk for mentor in mentors],
    )
    form.initial = initial
    return form


def _promised(request: HttpRequest, mentors: Sequence[Mentor]) -> dict[str, object]:
    """Until when and why, of the promise that is named, if it is one of this mentor."""
    number = request.GET.get("promise", "")
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return {}
    promise = Promise.objects.filter(pk=number, mentor__in=mentors).first()
    return {"until": promise.day, "reason": promise.note} if promise else {}


def _can_preview(action: Action, request: HttpRequest) -> bool:
    """Return whether nothing must be entered before there is something to show."""
    return request.method == "POST" or action.form in (RenewForm, EmptyForm)


def _selected_mentors(request: HttpRequest) -> list[Mentor]:
    if mentor_id := request.GET.get("mentor"):
        ids = [mentor_id]
    else:
        ids = selected_mentor_ids(request, request.GET.get("selection", ""))
    mentors = list(Mentor.objects.filter(pk__in=ids).order_by("pk"))
    if not mentors:
        raise Http404("Nobody is selected. Go back to the list and choose mentors.")
    return mentors


def _describe_mentors(mentors: Sequence[Mentor]) -> str:
    return str(mentors[0]) if len(mentors) == 1 else f"{len(mentors):,} mentors"


def _back(request: HttpRequest, mentors: Sequence[Mentor], token: str) -> str:
    """Where the person is led back to: the page of one mentor, or the list of many, as it was.

    Of one mentor, what came before their page stays known to it.
    """
    if request.GET.get("mentor"):
        return places.with_place(reverse("mentor-page", args=[mentors[0].pk]), token)
    listed = reverse("admin:statuses_certificationstatus_changelist")
    return places.address_of(request, token) or listed
