"""The calendar itself: one all-day event for each day on which certifications run out."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event
from icalendar.enums import TRANSP

from certifications import totals
from certifications.models import CertificationType

DAYS_BACK, DAYS_AHEAD = 30, 400
NAME = "Certifications that run out"
PRODUCT = "-//mentorcerts//calendar//EN"
READ_AGAIN_AFTER = timedelta(hours=6)
LIST = "admin:statuses_certificationstatus_changelist"


def calendar_of(*, today: date, now: datetime) -> bytes:
    """The feed: from 30 days back to 400 days ahead. ``today`` is the programme's date.

    Days are UTC dates, as those of certifications are everywhere.
    """
    days = sorted(_counts(today).items())
    calendar = Calendar.new(
        name=NAME,
        prodid=PRODUCT,
        refresh_interval=READ_AGAIN_AFTER,
        subcomponents=[_event(day, by_type, now) for day, by_type in days],
    )
    calendar.add("x-wr-calname", NAME)  # what older programs read
    return bytes(calendar.to_ical())


def _counts(today: date) -> dict[date, dict[str, int]]:
    """Day → name of the type → how many mentors' certifications that decide run out on it.

    From the counters: programs ask every few hours, whatever the size of the programme.
    """
    names = dict(CertificationType.objects.values_list("code", "name"))
    counts: dict[date, dict[str, int]] = defaultdict(dict)
    for day, code, number in totals.active_by_day(
        since=today - timedelta(days=DAYS_BACK), before=today + timedelta(days=DAYS_AHEAD + 1)
    ):
        name = names.get(code) or code
        counts[day][name] = counts[day].get(name, 0) + number
    return counts


def _event(day: date, by_type: dict[str, int], now: datetime) -> Event:
    """``UID`` is the same at each request, so that a program moves no event and doubles none."""
    return Event.new(
        uid=f"expiries-{day.isoformat()}@{_host()}",
        stamp=now,
        start=day,
        end=day + timedelta(days=1),
        summary=summary(by_type),
        url=list_of_day(day),
        transparency=TRANSP.TRANSPARENT,  # nobody is busy for it
    )


def summary(by_type: dict[str, int]) -> str:
    """``3 certificates run out (2 Basic, 1 Advanced)``: the most first."""
    number = sum(by_type.values())
    what = "1 certificate runs out" if number == 1 else f"{number:,} certificates run out"
    return f"{what} ({', '.join(_types(by_type))})"


def _types(by_type: dict[str, int]) -> Iterator[str]:
    for name, number in sorted(by_type.items(), key=lambda each: (-each[1], each[0])):
        yield f"{number:,} {name}"


def list_of_day(day: date) -> str | None:
    """The list of exactly these mentors; ``None`` where no public address is set."""
    if not settings.MENTORCERTS_PUBLIC_URL:
        return None
    query = urlencode({"expiring": day.isoformat()})
    return f"{settings.MENTORCERTS_PUBLIC_URL.rstrip('/')}{reverse(LIST)}?{query}"


def _host() -> str:
    return urlsplit(settings.MENTORCERTS_PUBLIC_URL).hostname or "mentorcerts"
