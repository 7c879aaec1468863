"""The home page: what needs me today.

``figures`` asks the database, ``dashboard`` decides who may see and follow what, the template
``admin/index.html`` draws it. Each number is counted by the same queryset as the page that its
card leads to.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as formatted

from certifications import expiry
from certifications.job import run as job
from certifications.models import AutoPause, Certification
from mentorcerts.health.run_health import Notice, RunHealth, notices, run_health
from mentorcerts.lib import clock
from mentorcerts.pages.charts import (
    COLOURS,
    OTHERS,
    OTHERS_COLOUR,
    Chart,
    Months,
    Series,
    by_month,
    day_of,
)
from renewals.models import Renewal
from statuses.admin import EXEMPTION_WINDOW, WINDOWS

QUEUE = "admin:statuses_certificationstatus_changelist"
PREVIEW = "admin:certifications_expiryrun_preview_and_run"
RUN = "admin:certifications_expiryrun_change"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All that the page shows. Numbers are numbers of mentors unless they say otherwise."""

    today: date
    next_run: job.Preview
    expired_and_paused: int
    expired_not_paused: int
    expiring: dict[int, int]
    """Valid today, and expiring within so many days."""
    exempt: int
    exemptions_ending: int
    runs: RunHealth
    expiries: Chart
    movements: Chart
    """Pauses that runs applied, and renewals."""


def figures(today: date) -> Figures:
    """Count, in 14 queries whatever the size: three in ``job.preview`` (four on PostgreSQL), five
    for the cards, three for the runs, three for the charts."""
    return Figures(
        today=today,
        next_run=job.preview(as_of=today),
        **_expired(today),
        expiring=_expiring(today),
        **_exempt(today),
        runs=run_health(),
        expiries=_expiries(today),
        movements=_movements(today),
    )


# --- the questions -------------------------------------------------------------------------
def _governing() -> Any:
    """``live`` says nothing new (what governs is never removed) but leads to the index."""
    return Certification.objects.governing()


def _expired(today: date) -> dict[str, int]:
    """The few who are not paused have an index; the many who are would need every mentor read."""
    expired = _governing().expired(today)
    not_paused = expired.not_paused().count()
    return {"expired_and_paused": expired.count() - not_paused, "expired_not_paused": not_paused}


def _expiring(today: date) -> dict[int, int]:
    """The windows lie in one another: one look at the widest counts them all."""
    counts = (
        _governing()
        .expiring_within(max(WINDOWS), today)
        .aggregate(
            **{
                str(days): Count("pk", Q(expires_at__lt=expiry.window_end(today, days)))
                for days in WINDOWS
            }
        )
    )
    return {days: counts[str(days)] for days in WINDOWS}


def _exempt(today: date) -> dict[str, int]:
    exempt = _governing().exempt(today)
    return {
        "exempt": exempt.count(),
        "exemptions_ending": exempt.exempt_until_within(EXEMPTION_WINDOW, today).count(),
    }


def _expiries(today: date) -> Chart:
    """Of what is valid today; each mentor once, in the month in which they run out."""
    months = Months.coming(today)
    rows = _governing().with_status(expiry.VALID, today).filter(expires_at__lt=months.end)
    counts: dict[str, dict[date, int]] = defaultdict(dict)
    type_fields = ("certification_type_id", "certification_type__name")
    for month, code, name, number in by_month(rows, "expires_at", *type_fields):
        counts[name or code][month] = counts[name or code].get(month, 0) + number
    return Chart(months=months.dates, series=_most_first(counts, months), stacked=True)


def _most_first(counts: dict[str, dict[date, int]], months: Months) -> list[Series]:
    """A series a type; the rarest are put together where there are more types than colours."""
    ranked = sorted(counts, key=lambda label: (-sum(counts[label].values()), label))
    series = [
        Series(label=label, counts=months.spread(counts[label]), colour=colour)
        for label, colour in zip(ranked, COLOURS, strict=False)
    ]
    if rest := [months.spread(counts[label]) for label in ranked[len(COLOURS) :]]:
        together = [sum(month) for month in zip(*rest, strict=True)]
        series.append(Series(label=OTHERS, counts=together, colour=OTHERS_COLOUR))
    return series


def _movements(today: date) -> Chart:
    months = Months.past(today)
    pauses = AutoPause.objects.filter(**months.within("applied_at"))
    renewals = Renewal.objects.live().filter(**months.within("renewal_date"))
    series = [
        Series(label=label, counts=months.spread(dict(by_month(rows, field))), colour=colour)
        for label, rows, field, colour in (
            ("Pauses", pauses, "applied_at", COLOURS[2]),
            ("Renewals", renewals, "renewal_date", COLOURS[1]),
        )
    ]
    return Chart(months=months.dates, series=series)


# --- the page ------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Permissions:
    """What the person may do with what the page leads to."""

    see: bool
    see_runs: bool
    see_movements: bool
    run: bool
    add_mentor: bool
    add_certification: bool
    see_mentors: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Permissions":
        user: Any = request.user
        return cls(
            see=user.has_perm("statuses.view_certificationstatus"),
            see_runs=user.has_perm("certifications.view_expiryrun"),
            see_movements=user.has_perms(
                ("certifications.view_autopause", "renewals.view_renewal")
            ),
            run=user.has_perm("certifications.run_expiry_job"),
            add_mentor=user.has_perm("certifications.add_mentor"),
            add_certification=user.has_perm("certifications.add_certification"),
            see_mentors=user.has_perm("certifications.view_mentor"),
        )


@dataclass(frozen=True, kw_only=True)
class Card:
    """A number of mentors, and the page that lists exactly these."""

    title: str
    number: int
    caption: str
    link: str
    urgent: bool = False


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's DASHBOARD_CALLBACK. Who may not see statuses gets a page without figures."""
    context["title"] = "Home"
    may = Permissions.of(request)
    if not may.see:
        return context
    found = figures(clock.today())
    good = found.runs.last_good
    return context | {
        "figures": found,
        "may": may,
        "notices": [
            (notice, notice_links(notice, may))
            for notice in notices(found.runs, now=timezone.now())
        ],
        "sections": [
            ("What needs you today", cards_today(found, may)),
            ("Expiring soon", cards_ahead(found)),
        ],
        "last_good_run_link": reverse(RUN, args=[good.pk]) if good and may.see_runs else "",
    }


def notice_links(notice: Notice, may: Permissions) -> list[tuple[str, str]]:
    """The next steps: words and address, of pages that the person may open."""
    links = []
    if may.run and notice.advice:
        links.append(("Preview and run", reverse(PREVIEW)))
    if may.see_runs and notice.run:
        links.append((f"Open {notice.run}", reverse(RUN, args=[notice.run.pk])))
    return links


def cards_today(found: Figures, may: Permissions) -> list[Card]:
    """What waits for somebody now."""
    cards = [
        Card(
            title="Expired, not paused",
            number=found.expired_not_paused,
            caption="Due in the next run, exempt, or in their days of grace.",
            link=_queue(expiring="expired", paused="no"),
        ),
        Card(
            title="Expired and paused",
            number=found.expired_and_paused,
            caption="A renewal lifts the run's pause.",
            link=_queue(expiring="expired", paused="yes"),
        ),
        Card(
            title="Exempt, ending soon",
            number=found.exemptions_ending,
            caption=f"Within {EXEMPTION_WINDOW} days, of {found.exempt:,} exempt today.",
            link=_queue(exempt="ending"),
        ),
    ]
    if may.run:
        due = Card(
            title="Due in the next run",
            number=found.next_run.expired_found,
            caption="So many that the brake would hold it."
            if found.next_run.trips_the_brake
            else "Paused then, unless renewed before.",
            link=reverse(PREVIEW),
            urgent=True,
        )
        cards.insert(0, due)
    return cards


def cards_ahead(found: Figures) -> list[Card]:
    """Who will run out, in windows that each hold the ones before."""
    return [
        Card(
            title=f"Within {days} days",
            number=number,
            caption=f"Through {formatted(day_of(found.today, days), 'j M Y')}.",
            link=_queue(expiring=str(days)),
        )
        for days, number in found.expiring.items()
    ]


def _queue(**filters: str) -> str:
    return f"{reverse(QUEUE)}?{urlencode(filters)}"
