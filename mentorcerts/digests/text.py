"""A digest as plain text: numbers with links, without names."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.dateformat import format as formatted

from mentorcerts.digests.figures import Report, report_for
from mentorcerts.lib import clock
from mentorcerts.reminders.texts import Wording

SUBJECT = "What waits for you in mentorcerts"


def digest_for(user: Any, *, since: datetime, today: date, now: datetime) -> Wording | None:
    """The digest of what has happened since then and waits now; ``None``: nothing to say."""
    report = report_for(user, since=since, today=today, now=now)
    return None if report.is_empty else wording(report, since=since)


def wording(report: Report, *, since: datetime) -> Wording:
    """The same from figures."""
    return Wording(SUBJECT, "\n".join(_lines(report, since)))


def _lines(report: Report, since: datetime) -> Iterator[str]:
    yield f"Since {formatted(clock.local_date(since), 'j F Y')}, and as things stand now:"
    yield ""
    for figure in report.figures:
        if figure.number:
            yield f"{figure.title}: {figure.number:,}"
            yield from _link(figure.path)
    if report.notices:
        yield ""
        yield "The home page says:"
        yield from (f"- {title}" for title in report.notices)
        yield from _link(reverse("admin:index"))
    yield ""
    yield "You have chosen to get this. Change it under “My calendar and digest” in the menu."
    yield from _link(reverse("own-page"))
    yield ""


def _link(path: str) -> Iterator[str]:
    if path and settings.MENTORCERTS_PUBLIC_URL:
        yield f"  {settings.MENTORCERTS_PUBLIC_URL.rstrip('/')}{path}"
