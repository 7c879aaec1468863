"""On which day the next nightly run is, and on which night one would be held."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, DateField, F, Value
from django.utils import timezone
from django_q.models import Schedule

from certifications import expiry
from certifications.job.safety_limit import exceeds_limit
from certifications.models import Certification, ExpiryRun
from certifications.querysets import CertificationQuerySet, UtcDate
from mentorcerts.lib import moments

NIGHTLY = "certifications.tasks.run_expiry_job"
"""What the schedule calls."""
NIGHTS_AHEAD = 14
STARTED_BY_ITSELF = (ExpiryRun.Trigger.SCHEDULE, ExpiryRun.Trigger.COMMAND)


def next_run_day(*, today: date) -> date:
    """The day as of which the next nightly run will judge; never before today.

    The day, in the programme's zone, on which the task cluster's schedule fires next. Where there
    is none, or nobody serves it (its time has passed): the day after the last real run by schedule
    or command. Where there was none either: tomorrow.
    """
    now = timezone.now()
    scheduled = Schedule.objects.filter(func=NIGHTLY, next_run__gte=now).exclude(repeats=0)
    if (schedule := scheduled.order_by("next_run").first()) is not None:
        zone = ZoneInfo(settings.MENTORCERTS_TIME_ZONE)
        on: date = schedule.next_run.astimezone(zone).date()
        return max(today, on)
    by_itself = ExpiryRun.objects.filter(dry_run=False, trigger__in=STARTED_BY_ITSELF)
    last = by_itself.order_by("-pk").values_list("day", flat=True).first()
    tomorrow = today + timedelta(days=1)
    # A run that is dated ahead was made by a clock that was wrong.
    return tomorrow if last is None else min(tomorrow, max(today, last + timedelta(days=1)))


def pausing_run(mentor_id: str, *, today: date) -> date | None:
    """The day of the next run, if that would pause the mentor as they are now."""
    return pausing_runs([mentor_id], today=today).get(mentor_id)


def pausing_runs(mentor_ids: Collection[str], *, today: date) -> dict[str, date]:
    """Return ``pausing_run`` for many mentors; who would not be paused is left out."""
    day = next_run_day(today=today)
    due = Certification.objects.due(day).filter(mentor_id__in=mentor_ids)
    return dict.fromkeys(due.values_list("mentor_id", flat=True), day)


@dataclass(frozen=True)
class HeldNight:
    """A run in the coming nights that the safety limit would hold."""

    day: date
    due: int


def first_held_night(*, first: date, mentors_scanned: int) -> HeldNight | None:
    """The first of ``NIGHTS_AHEAD`` nights, ``first`` being the next run, that would be held.

    Each night pauses who has become due since the one before.
    """
    last = first + timedelta(days=NIGHTS_AHEAD - 1)
    pausable = Certification.objects.pausable(last)
    # Those who are exempt are few: they are counted by themselves, so that not every mentor has to
    # be looked at. An exemption that ends before the first night spares nobody.
    exempt = _by_dates(pausable.exempt(first), F("mentor__exempt_until"))
    never = Value(None, output_field=DateField())
    due = _by_night(_by_dates(pausable, never), first, last)
    as_others = [(expires_on, grace, None, number) for expires_on, grace, _, number in exempt]
    due.subtract(_by_night(as_others, first, last))
    due.update(_by_night(exempt, first, last))
    for day, number in sorted(due.items()):
        if exceeds_limit(number, of=mentors_scanned):
            return HeldNight(day, number)
    return None


Dates = tuple[date, int, date | None, int]
"""Expiry date, days of grace, end of the exemption, and how many have the same."""


def _by_dates(rows: CertificationQuerySet, exempt_until: F | Value) -> list[Dates]:
    columns = rows.annotate(exempt_until=exempt_until).values_list(
        UtcDate("expires_at"), "certification_type__grace_days", "exempt_until"
    )
    return list(columns.annotate(number=Count("pk")).order_by())


def _by_night(rows: Iterable[Dates], first: date, last: date) -> Counter[date]:
    """How many of them become due in each night: all from before the first one are due in it."""
    due = Counter[date]()
    for expires_on, grace_days, exempt_until, number in rows:
        day = expiry.first_due(
            moments.utc_midnight(expires_on), grace_days=grace_days, exempt_until=exempt_until
        )
        if day is not None and day <= last:
            due[max(first, day)] += number
    return due
