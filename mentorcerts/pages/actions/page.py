"""The page of an action: what will happen to each mentor is shown first, then confirmed.

The preview *is* the action, in a transaction that is rolled back: what it shows is what will
happen. It is confirmed by a digest of the outcome, which is judged again under the locks. Mentors
for whom the service refuses are listed with its reason and left as they are.
"""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import Truncator

from certifications.models import Mentor
from mentorcerts.lib import clock
from mentorcerts.lib.admin.outcomes import NOT_AS_SHOWN, ActionOutcome
from mentorcerts.lib.wording import full_stop, number_of
from mentorcerts.pages.actions.definitions import ACTIONS, Action
from mentorcerts.pages.actions.execution import execute_action
from mentorcerts.pages.actions.forms import EmptyForm, RenewForm
from statuses.admin import selected_mentor_ids
from statuses.models import CertificationStatus

LONGEST_MESSAGE = 500
"""Characters; a note may have more, and is shown below."""


def action_page(request: HttpRequest, name: str) -> HttpResponse:
    """Ask, preview, carry out.

    ``?mentor=`` names one mentor, ``?selection=`` is the token of a selection in the list;
    ``&certification=`` a certification of that mentor, to be renewed whether it decides or not;
    ``&until=`` and ``&reason=`` fill in an exemption, such as the one that a promise offers.
    """
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    if not request.user.has_perm(action.permission):
        raise PermissionDenied
    mentors = _selected_mentors(request)
    today, by = clock.today(), request.user.get_username()
    initial = {
        "renewal_date": today,
        "and_pause": True,
        "certification_id": request.GET.get("certification", ""),
        "until": request.GET.get("until", ""),
        "reason": request.GET.get("reason", ""),
    }
    form = action.form(request.POST or initial if _can_preview(action, request) else None)
    form.initial = initial
    result = None
    if form.is_bound and form.is_valid():
        confirmed = request.POST.get("shown", "") if "confirm" in request.POST else None
        result, written = execute_action(
            action, mentors, form.cleaned_data, today=today, by=by, confirmed=confirmed
        )
        if written:
            return _redirect_with_messages(request, action, result, mentors)
        if confirmed is not None:
            messages.warning(request, NOT_AS_SHOWN)
    return TemplateResponse(
        request,
        "admin/action.html",
        {
            **admin.site.each_context(request),
            "title": f"{action.title}: {_describe_mentors(mentors)}",
            "opts": CertificationStatus._meta,
            "action": action,
            "mentors": mentors,
            "form": form,
            "result": result,
            "shown": result.digest if result else "",
        },
    )


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
    return str(mentors[0]) if len(mentors) == 1 else f"{len(mentors)} mentors"


def _active(result: ActionOutcome) -> str:
    """How many of them may be matched now, and how many may not."""
    active = CertificationStatus.objects.filter(mentor__in=[mentor.pk for mentor, _ in result.done])
    number = active.not_paused().count()
    return f" Active now: {number}, paused: {len(result.done) - number}."


def _redirect_with_messages(
    request: HttpRequest, action: Action, result: ActionOutcome, mentors: Sequence[Mentor]
) -> HttpResponse:
    """Say what was done; go to the mentor's page, or for many back to the list."""
    if len(result.done) == 1:
        [(mentor, what)] = result.done
        told = Truncator(full_stop(what)).chars(LONGEST_MESSAGE)
        messages.success(request, f"{action.title}: {mentor}. {told}")
    elif result.done:
        mentors_done = number_of(len(result.done), "mentor")
        messages.success(request, f"{action.title}: {mentors_done}.{_active(result)}")
    for mentor, reason in result.refused:
        messages.warning(request, f"{mentor} is left as before. {reason}")
    if len(mentors) == 1:
        return redirect("mentor-page", mentors[0].pk)
    return redirect("admin:statuses_certificationstatus_changelist")
