"""The page of one's own: the address of a calendar, and the digest."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from mentorcerts.access import audit
from mentorcerts.access.viewers import may_view_statuses
from mentorcerts.calendars.models import CalendarLink
from mentorcerts.calendars.services import make_link, revoke_link
from mentorcerts.digests.models import Subscription
from mentorcerts.digests.services import choose_rhythm, rhythm_of
from mentorcerts.digests.text import digest_for
from mentorcerts.lib import clock
from mentorcerts.lib.refusals import sentences
from mentorcerts.models import AuditEvent
from mentorcerts.pages.navigation import OWN
from mentorcerts.reminders.installation import may_write

OWN_PAGE = "own-page"


def own_page(request: HttpRequest) -> HttpResponse:
    """Show what somebody has set up for themselves; ``POST`` with ``do`` changes it."""
    if not may_view_statuses(request.user):
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
        "rhythms": Subscription.Rhythm.choices,
        "rhythm": rhythm_of(person),
        "mails_are_on": may_write(now=timezone.now()),
        "has_run_out": link is not None and link.expires_at <= timezone.now(),
    }
    return TemplateResponse(request, "admin/own.html", context | more)


def _make(request: HttpRequest) -> HttpResponse:
    """The address is on this answer only: a message would store it in a cookie or a session."""
    _, token = make_link(user=request.user, now=timezone.now())
    _record(request, AuditEvent.What.CALENDAR_MADE)
    path = reverse("calendar-feed", args=[token])
    public = settings.MENTORCERTS_PUBLIC_URL.rstrip("/")
    address = f"{public}{path}" if public else request.build_absolute_uri(path)
    return _page(request, address=address)


def _revoke(request: HttpRequest) -> HttpResponse:
    if revoke_link(user=request.user):
        _record(request, AuditEvent.What.CALENDAR_REVOKED)
        messages.success(request, "Revoked: that address opens nothing any more.")
    return redirect(OWN_PAGE)


def _choose(request: HttpRequest) -> HttpResponse:
    rhythm = request.POST.get("rhythm", "")
    try:
        choose_rhythm(user=request.user, rhythm=rhythm, today=clock.today(), now=timezone.now())
    except ValidationError as error:
        messages.error(request, sentences(error))
    else:
        messages.success(request, f"Saved. Digest: {Subscription.Rhythm(rhythm).label}.")
    return redirect(OWN_PAGE)


def _sample(request: HttpRequest) -> HttpResponse:
    """A digest of the last week as it would be now, on the page only."""
    now = timezone.now()
    since = now - timedelta(days=7)
    text = digest_for(request.user, since=since, today=clock.local_date(now), now=now)
    nothing = "Nothing waits: no mail would be sent."
    return _page(request, sample=nothing if text is None else f"{text.subject}\n\n{text.body}")


def _nothing(request: HttpRequest) -> HttpResponse:
    return redirect(OWN_PAGE)


def _record(request: HttpRequest, what: AuditEvent.What) -> None:
    audit.record_secret(what, request=request, about=request.user.get_username())


_ACTIONS = {"make": _make, "revoke": _revoke, "choose": _choose, "sample": _sample}
