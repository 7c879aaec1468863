"""The mentor page: why are they paused, what do they hold, what happened."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from certifications import expiry
from certifications.models import Certification, Mentor
from certifications.pause_causes import pauses_without_certification
from mentorcerts.lib import clock
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.page_names import page_name_of
from mentorcerts.lib.wording import full_stop
from mentorcerts.pages.actions.definitions import ACTIONS, Situation
from mentorcerts.pages.mails import mails_of
from mentorcerts.pages.personal_data import ERASE, EXPORT
from mentorcerts.pages.promises import shown_promises
from mentorcerts.pages.timeline import LineKind, timeline
from mentorcerts.pages.timeline.lines import Line
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.story import obstacles_of
from renewals.models import Renewal
from statuses.explanation import Explanation, explain
from statuses.models import CertificationStatus

LINES_A_PAGE = 50
NOTES_SHOWN = 3
"""The newest ones, at the top of the page; the timeline has all."""
HEADERS = {
    "certifications": [
        "Certification",
        "Type",
        "Issued",
        "Expires",
        "Status",
        "Counts for",
        "",
    ],
    "renewals": [
        "Renewal",
        "Certification",
        "Renewed on",
        "Expiry before",
        "Expiry after",
        "By",
        "Notes",
    ],
}


def mentor_link(mentor_id: str) -> str:
    """Return the address of a mentor's page."""
    return reverse("mentor-page", args=[mentor_id])


@places.place
def mentor_page(request: HttpRequest, mentor_id: str) -> HttpResponse:
    """Show one mentor, to those who may view where mentors stand.

    ``?kind=`` and ``&page=`` narrow the timeline; ``&from=`` says where the person came from.
    """
    if not request.user.has_perm("statuses.view_certificationstatus"):
        raise PermissionDenied
    mentor = Mentor.objects.filter(pk=mentor_id).first()
    if mentor is None:
        raise Http404(f"There is no mentor {mentor_id}.")
    return TemplateResponse(
        request,
        "admin/mentor_page.html",
        {
            **admin.site.each_context(request),
            "title": str(mentor),
            "opts": CertificationStatus._meta,
            "mentor": mentor,
            **_told(request, mentor, places.came_from(request), today=clock.today()),
        },
    )


def _told(request: HttpRequest, mentor: Mentor, token: str, *, today: date) -> dict[str, Any]:
    """All that the page says. Each table is read once: several parts of the page tell of it."""
    statuses = CertificationStatus.objects.select_related("mentor", "certification_type")
    status = statuses.filter(mentor=mentor).first()
    held, renewals = _held(mentor), _renewals(mentor)
    promised, standing = _promised(mentor)
    live = [each for each in held if each.deleted_at is None]
    explanation = explain(status, today=today, live=live) if status else None
    now = Situation(
        mentor=mentor,
        status=status,
        has_promised=bool(standing),
        obstacles=obstacles_of(mentor.pk),
    )
    asleep = {each.certification_id: each.day for each in standing if each.day >= today}
    lines = timeline(mentor, held=held, renewed=renewals, promised=promised)
    can = request.user.has_perm
    return {
        **_way_back(request, token),
        "may_add_certification": can("certifications.add_certification"),
        "headers": HEADERS,
        "today": today,
        "explanation": explanation,
        "by_hand": []
        if status
        else [full_stop(each) for each in pauses_without_certification(mentor)],
        "promises": shown_promises(request.user, mentor, standing, today=today),
        "certifications": _certification_rows(request, held, explanation, token, today),
        "renewals": renewals,
        "mails": mails_of(request, mentor, now.obstacles, held=live, promised=asleep, today=today),
        **_what_happened(request, lines),
        "may_see_personal_data": any(map(can, (EXPORT, ERASE))),
        "actions": _actions(request, now, token),
    }


def _what_happened(request: HttpRequest, lines: list[Line]) -> dict[str, Any]:
    """The newest notes, and a page of the timeline: all of it, or one kind."""
    kind = _kind(request)
    asked_for = [line for line in lines if kind is None or kind in line.kinds]
    return {
        "notes": [line for line in lines if LineKind.NOTES in line.kinds][:NOTES_SHOWN],
        "lines": Paginator(asked_for, LINES_A_PAGE).get_page(request.GET.get("page")),
        "kind": kind,
        "kinds": [("", "All"), *LineKind.choices],
    }


def _actions(request: HttpRequest, now: Situation, token: str) -> list[tuple[str, str]]:
    """Label and address of each that fits, and that the person may carry out."""
    return [
        (action.label, places.with_place(action.page_for_mentor(now.mentor.pk), token))
        for action in ACTIONS.values()
        if request.user.has_perm(action.permission)
        and (now.status is not None or not action.needs_certification)
        and action.fits(now)
    ]


def _way_back(request: HttpRequest, token: str) -> dict[str, Any]:
    """Where the person came from, for the link back and the trail in the heading."""
    address = places.address_of(request, token)
    name = places.name_of(address)
    return {
        "came_from": token,
        "back": address,
        "back_to": name,
        "list_address": address if name == page_name_of(_list_admin()) else "",
    }


def _list_admin() -> Any:
    return admin.site.get_model_admin(CertificationStatus)


def _kind(request: HttpRequest) -> LineKind | None:
    """The kind of lines that the timeline is narrowed to; all where there is no such kind."""
    asked = request.GET.get("kind", "")
    return LineKind(asked) if asked in LineKind.values else None


def _held(mentor: Mentor) -> list[Certification]:
    """All that the mentor holds or held, what counts first, what was removed last."""
    certifications = Certification.objects.filter(mentor=mentor)
    held = list(
        certifications.select_related("certification_type").order_by(
            "deleted_at", "-is_current", "-expires_at"
        )
    )
    for each in held:
        each.mentor = mentor
    return held


def _renewals(mentor: Mentor) -> list[Renewal]:
    """All renewals of theirs, the newest first."""
    renewals = Renewal.objects.filter(certification__mentor=mentor)
    return list(renewals.select_related("certification").order_by("-pk"))


def _promised(mentor: Mentor) -> tuple[list[Promise], list[Promise]]:
    """All promises of theirs; and those that stand, which is only asked where one may."""
    theirs = Promise.objects.filter(mentor=mentor)
    promised = list(theirs.select_related("certification"))
    if all(each.ended_at is not None for each in promised):
        return promised, []
    standing = set(theirs.standing().values_list("pk", flat=True))
    return promised, [each for each in promised if each.pk in standing]


def _certification_rows(
    request: HttpRequest,
    held: Iterable[Certification],
    explanation: Explanation | None,
    token: str,
    today: date,
) -> list[tuple[Certification, str, str, list[tuple[str, str]]]]:
    """Each certification with its status, what it counts for, and what can be done about it."""
    counts_for = {
        each.certification.pk: f"{each.name}, decides" if each.governs else each.name
        for each in (explanation.requirements if explanation else ())
    }
    return [
        (
            each,
            expiry.status_of(each, today=today),
            counts_for.get(each.pk, ""),
            _links(request, each, token),
        )
        for each in held
    ]


def _links(request: HttpRequest, certification: Certification, token: str) -> list[tuple[str, str]]:
    """Label and page of each action on this one; none where the person may not, or can't."""
    if certification.deleted_at is not None:
        return []
    actions = []
    if certification.revoked_at is None:
        actions.append(ACTIONS["renew"])
        if not certification.mentor.has_left and not expiry.never_expires(certification.expires_at):
            actions.append(ACTIONS["promise"])
    links = [
        (action.label, places.with_place(action.page_for_certification(certification), token))
        for action in actions
        if request.user.has_perm(action.permission)
    ]
    if request.user.has_perm("certifications.change_certification"):
        move = reverse("admin:certifications_certification_move_one", args=[certification.pk])
        links.append(("Move…", move))
    return links
