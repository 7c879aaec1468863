"""``GET /calendar/<token>.ics``: the token is the key, as calendar programs send no password."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mentorcerts.access.viewers import may_view_statuses
from mentorcerts.calendars.feed import calendar_of
from mentorcerts.calendars.services import find_link, record_use
from mentorcerts.lib import clock

GONE = "There is no such calendar, or its address has run out or was revoked.\n"
NOT_ALLOWED = "Whoever made this calendar's address may not see where mentors stand any more.\n"


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever owns this token. 404 for an unknown one, 403 if they may not see."""
    now = timezone.now()
    link = find_link(token, now=now)
    if link is None:
        return HttpResponse(GONE, status=404, content_type="text/plain")
    if not may_view_statuses(link.user):
        return HttpResponse(NOT_ALLOWED, status=403, content_type="text/plain")
    record_use(link, now=now)
    feed = calendar_of(today=clock.local_date(now), now=now)
    answer = HttpResponse(feed, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="certifications.ics"'
    answer["Cache-Control"] = "private, no-cache"
    return answer
