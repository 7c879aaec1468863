"""The page of one's own: the address of a calendar."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from mentorcerts.access import audit
from mentorcerts.calendars.models import CalendarLink
from mentorcerts.calendars.services import make_link, may_see, revoke_link
from mentorcerts.models import AuditEvent
from mentorcerts.pages.navigation import OWN

OWN_PAGE = "own-page"


def own_page(request: HttpRequest) -> HttpResponse:
    """Show what somebody has set up for themselves; ``POST`` with ``do`` changes it."""
    if not may_see(request.user):
        raise PermissionDenied
    if request.method == "POST":
        return _ACTIONS.get(request.POST.get("do", ""), _nothing)(request)
    return _page(request)


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    person: Any = request.user
    link = CalendarLink.objects.filter(user=person).first()
    context = {
        **admin.site.each_context(request),
        "title": OWN,
        "link": link,
        "has_run_out": link is not None and link.expires_at <= timezone.now(),
    }
    return TemplateResponse(request, "admin/own.html", context | more)


def _make(request: HttpRequest) -> HttpResponse:
    """The address is on this answer only: a message would store it in a cookie or a session."""
    _, token = make_link(user=request.user, now=timezone.now())
    _record(request, AuditEvent.What.CALENDAR_MADE)
    address = request.build_absolute_uri(reverse("calendar-feed", args=[token]))
    return _page(request, address=address)


def _revoke(request: HttpRequest) -> HttpResponse:
    if revoke_link(user=request.user):
        _record(request, AuditEvent.What.CALENDAR_REVOKED)
        messages.success(request, "Revoked: that address opens nothing any more.")
    return redirect(OWN_PAGE)


def _nothing(request: HttpRequest) -> HttpResponse:
    return redirect(OWN_PAGE)


def _record(request: HttpRequest, what: AuditEvent.What) -> None:
    audit.record_secret(what, request=request, about=request.user.get_username())


_ACTIONS = {"make": _make, "revoke": _revoke}
