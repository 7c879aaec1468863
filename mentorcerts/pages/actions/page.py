"""The page of an action: what will happen to each mentor is shown first, then confirmed.

The preview *is* the action, in a transaction that is rolled back: what it shows is what will
happen. It is confirmed by a digest of the outcome, which is judged again under the locks. Mentors
for whom the service refuses are listed with its reason and left as they are. Where it takes longer
than a second, the page tells how far it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse

from certifications.models import Mentor
from certifications.person_columns import about_mentor
from mentorcerts.lib import clock
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.downloads import asked_format
from mentorcerts.lib.admin.outcome_files import outcome_file
from mentorcerts.lib.admin.outcomes import NOT_AS_SHOWN, ActionOutcome
from mentorcerts.lib.admin.progress_pages import leading_to, progress_page, take_over_messages
from mentorcerts.pages.actions.definitions import ACTIONS, Action
from mentorcerts.pages.actions.execution import MENTORS_AT_A_TIME, execute_action
from mentorcerts.pages.actions.forms import EmptyForm, RenewForm
from mentorcerts.pages.actions.results import tell_result
from mentorcerts.promises.models import Promise
from statuses.admin import selected_mentor_ids
from statuses.models import CertificationStatus

DONE = "done"
"""In the address that a page with progress leads on to."""
LONGEST_NUMBER = 18
"""Digits; longer ones are no keys, and too much for a database."""


def action_page(request: HttpRequest, name: str) -> HttpResponseBase:
    """Ask, preview, carry out.

    ``?mentor=`` names one mentor, ``?selection=`` is the token of a selection in the list;
    ``&certification=`` a certification of that mentor, to be renewed whether it decides or not;
    ``&from=`` where the person came from, or what they saw before the mentor's page;
    ``&promise=`` the promise that an exemption is filled in from: its words stay out of addresses;
    ``&done=`` that it was carried out.
    """
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    if not request.user.has_perm(action.permission):
        raise PermissionDenied
    mentors = _selected_mentors(request)
    token = places.came_from(request)
    back, today = _back(request, mentors, token), clock.today()
    if DONE in request.GET:
        take_over_messages(request)
        return redirect(back)
    form = _form(request, action, mentors, today)
    visit = _Visit(request, action, mentors, form, token, back)
    if not (form.is_bound and form.is_valid()):
        return visit.page()
    execute = partial(
        execute_action,
        action,
        mentors,
        form.cleaned_data,
        today=today,
        by=request.user.get_username(),
        confirmed=visit.confirmed,
    )
    if len(mentors) > MENTORS_AT_A_TIME and asked_format(request) is None:
        return progress_page(
            request,
            page=visit.rendered("admin/action_progress.html"),
            work=lambda progress: execute(progress=progress),
            number=len(mentors),
            ending=lambda executed: _ending(visit, *executed),
        )
    outcome, written = execute()
    if written:
        tell_result(request, action, outcome, back)
        return redirect(back)
    _warn_if_confirmed(visit)
    file = outcome_file(request, outcome, title=visit.title, about=about_mentor)
    return file or visit.page(outcome)


@dataclass(frozen=True)
class _Visit:
    """What somebody has asked the page for."""

    request: HttpRequest
    action: Action
    mentors: Sequence[Mentor]
    form: Any
    came_from: str
    back: str

    @property
    def title(self) -> str:
        return f"{self.action.title}: {_describe_mentors(self.mentors)}"

    @property
    def confirmed(self) -> str | None:
        """The digest of what was shown, where the button that confirms was pressed."""
        post = self.request.POST
        return post.get("shown", "") if "confirm" in post else None

    def page(self, outcome: ActionOutcome | None = None) -> TemplateResponse:
        return TemplateResponse(self.request, "admin/action.html", self._context(outcome))

    def rendered(self, template: str, outcome: ActionOutcome | None = None) -> str:
        """The page, or a part of it, as text."""
        return render_to_string(template, self._context(outcome), self.request)

    def _context(self, outcome: ActionOutcome | None) -> dict[str, Any]:
        return {
            **admin.site.each_context(self.request),
            "title": self.title,
            "heading_is_about": self.mentors if len(self.mentors) == 1 else [],
            "opts": CertificationStatus._meta,
            "action": self.action,
            "mentors": self.mentors,
            "form": self.form,
            "result": outcome,
            "shown": outcome.digest if outcome else "",
            "came_from": self.came_from,
            "back": self.back,
        }


def _ending(visit: _Visit, outcome: ActionOutcome, written: bool) -> str:
    """What comes in place of the progress."""
    if written:
        here = visit.request.get_full_path()
        return leading_to(
            visit.request,
            places.with_place(f"{here}&{DONE}=1", visit.came_from),
            lambda: tell_result(visit.request, visit.action, outcome, visit.back),
        )
    _warn_if_confirmed(visit)
    return visit.rendered("admin/action_ending.html", outcome)


def _warn_if_confirmed(visit: _Visit) -> None:
    """It was not done: nobody has seen what would be done now."""
    if visit.confirmed is not None:
        messages.warning(visit.request, NOT_AS_SHOWN)


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
        request.FILES if request.method == "POST" else None,  # with an empty one it is bound
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
