"""What coordinators do to many mentors at once: shown first, then done in one transaction.

The preview *is* the action, in a transaction that is rolled back: what it shows is what will
happen. Mentors for whom the service refuses are listed with its reason and left as they are.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from certifications.models import Mentor
from mentorcerts.lib import clock
from mentorcerts.pages.actions.definitions import ACTIONS, Action
from mentorcerts.pages.actions.execution import Outcome, carry_out
from mentorcerts.pages.actions.forms import NothingToAskForm, RenewForm
from statuses.admin import selected_mentors


def bulk_page(request: HttpRequest, name: str) -> HttpResponse:
    """Ask, show, do. ``?mentor=`` names one mentor, ``?selection=`` a list's selection."""
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    if not request.user.has_perm(action.permission):
        raise PermissionDenied
    mentors = _chosen(request)
    today, by = clock.today(), request.user.get_username()
    initial = {"renewal_date": today}
    form = action.form(request.POST or initial if _complete(action, request) else None)
    form.initial = initial
    outcome, shown = None, ""
    if form.is_bound and form.is_valid():
        shown = _digest(form.cleaned_data)
        confirmed = "confirm" in request.POST and request.POST.get("shown") == shown
        if "confirm" in request.POST and not confirmed:
            messages.warning(request, "You changed something: look again what will happen.")
        outcome = carry_out(
            action, mentors, form.cleaned_data, today=today, by=by, rehearse=not confirmed
        )
        if confirmed:
            return _done(request, action, outcome, mentors)
    return TemplateResponse(
        request,
        "admin/bulk_action.html",
        {
            **admin.site.each_context(request),
            "title": f"{action.title}: {_who(mentors)}",
            "action": action,
            "mentors": mentors,
            "form": form,
            "outcome": outcome,
            "shown": shown,
        },
    )


def _digest(sent: dict[str, Any]) -> str:
    """Stands for what was shown, so that nothing else is confirmed."""
    return hashlib.sha256(repr(sorted(sent.items())).encode()).hexdigest()


def _complete(action: Action, request: HttpRequest) -> bool:
    """Whether there is enough to show what would happen: sent, or nothing that must be asked."""
    return request.method == "POST" or action.form in (RenewForm, NothingToAskForm)


def _chosen(request: HttpRequest) -> list[Mentor]:
    if one := request.GET.get("mentor"):
        ids = [one]
    else:
        ids = selected_mentors(request, request.GET.get("selection", ""))
    mentors = list(Mentor.objects.filter(pk__in=ids).order_by("pk"))
    if not mentors:
        raise Http404("Nobody is selected. Go back to the list and choose mentors.")
    return mentors


def _who(mentors: Sequence[Mentor]) -> str:
    return str(mentors[0]) if len(mentors) == 1 else f"{len(mentors)} mentors"


def _done(
    request: HttpRequest, action: Action, outcome: Outcome, mentors: Sequence[Mentor]
) -> HttpResponse:
    if outcome.done:
        messages.success(request, f"{action.title}: done for {len(outcome.done)}.")
    for mentor, reason in outcome.refused:
        messages.warning(request, f"{mentor} is left as before. {reason}")
    if len(mentors) == 1:
        return redirect("mentor-page", mentors[0].pk)
    return redirect("admin:statuses_certificationstatus_changelist")
