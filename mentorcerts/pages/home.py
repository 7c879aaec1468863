"""The home page: what needs a coordinator today.

``home_figures`` asks the database, ``home_page_context`` decides who may see and follow what, and
the template ``admin/index.html`` draws it. Each number is counted by the same queryset as the page
that its card leads to.
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
from certifications.admin.list_filters import EXEMPTION_WINDOW_DAYS
from certifications.job import run as job
from certifications.job.next_run import HeldNight, first_held_night, next_run_day
from certifications.models import AutoPause, Certification
from mentorcerts.health.notices import home_notices
from mentorcerts.health.run_health import RunHealth, run_health
from mentorcerts.lib import clock
from mentorcerts.lib.admin.charts import COLOURS, OTHERS, OTHERS_COLOUR, Chart, Series
from mentorcerts.pages.cards import Card
from mentorcerts.pages.charts import Months, by_month, last_day_of_window
from mentorcerts.pages.held_ahead import PREVIEW, held_ahead
from mentorcerts.pages.mail_cards import mail_section
from mentorcerts.pages.notice_links import notice_links
from mentorcerts.promises.models import Promise
from renewals.models import Renewal
from statuses.list_filters import EXPIRY_WINDOWS

STATUS_LIST = "admin:statuses_certificationstatus_changelist"
RUN = "admin:certifications_expiryrun_change"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Everything that the page shows. Numbers count mentors unless they say otherwise."""

    today: date
    next_run_day: date
    next_run: job.RunPreview
    """On that day."""
    held_night: HeldNight | None
    """The first run in the coming nights that the safety limit would hold."""
    expired_and_paused: int
    expired_not_paused: int
    expiring: dict[int, int]
    """Valid today, and expiring within so many days."""
    exempt: int
    exemptions_ending: int
    broken_promises: int
    runs: RunHealth
    expiries: Chart
    movements: Chart
    """Pauses that runs applied, and renewals."""


def home_figures(today: date) -> Figures:
    """Count in 18 queries at most, whatever the size of the programme.

    Six are about the next runs, six for the cards, three for the last runs, three for the charts.
    """
    first = next_run_day(today=today)
    next_run = job.preview_run(as_of=first)
    return Figures(
        today=today,
        next_run_day=first,
        next_run=next_run,
        held_night=first_held_night(first=first, mentors_scanned=next_run.mentors_scanned),
        **_expired(today),
        expiring=_expiring(today),
        **_exempt(today),
        broken_promises=Promise.objects.broken(today).count(),
        runs=run_health(),
        expiries=_expiries(today),
        movements=_movements(today),
    )


# --- the queries -----------------------------------------------------------------------------
def _expired(today: date) -> dict[str, int]:
    """Count the few who are not paused and subtract: counting the paused reads every mentor."""
    expired = Certification.objects.active().expired(today)
    not_paused = expired.not_paused().count()
    return {"expired_and_paused": expired.count() - not_paused, "expired_not_paused": not_paused}


def _expiring(today: date) -> dict[int, int]:
    """Count all windows in one query: the widest contains the others."""
    counts = (
        Certification.objects.active()
        .expiring_within(max(EXPIRY_WINDOWS), today)
        .aggregate(
            **{
                str(days): Count("pk", Q(expires_at__lt=expiry.window_end(today, days)))
                for days in EXPIRY_WINDOWS
            }
        )
    )
    return {days: counts[str(days)] for days in EXPIRY_WINDOWS}


def _exempt(today: date) -> dict[str, int]:
    exempt = Certification.objects.active().exempt(today)
    return {
        "exempt": exempt.count(),
        "exemptions_ending": exempt.exempt_until_within(EXEMPTION_WINDOW_DAYS, today).count(),
    }


def _expiries(today: date) -> Chart:
    """Count what is valid today: each mentor once, in the month in which they expire."""
    months = Months.coming(today)
    rows = (
        Certification.objects.active()
        .with_status(expiry.VALID, today)
        .filter(expires_at__lt=months.end)
    )
    counts: dict[str, dict[date, int]] = defaultdict(dict)
    type_fields = ("certification_type_id", "certification_type__name")
    for month, code, name, number in by_month(rows, "expires_at", *type_fields):
        counts[name or code][month] = counts[name or code].get(month, 0) + number
    return Chart(dates=months.dates, series=_series_by_type(counts, months), stacked=True)


def _series_by_type(counts: dict[str, dict[date, int]], months: Months) -> list[Series]:
    """Return a series for each type; the rarest share one if there are more types than colours."""
    ranked = sorted(counts, key=lambda label: (-sum(counts[label].values()), label))
    series = [
        Series(label=label, counts=months.spread(counts[label]), colour=colour)
        for label, colour in zip(ranked, COLOURS, strict=False)
    ]
    if rest := [months.spread(counts[label]) for label in ranked[len(COLOURS) :]]:
        others = [sum(month) for month in zip(*rest, strict=True)]
        series.append(Series(label=OTHERS, counts=others, colour=OTHERS_COLOUR))
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
    return Chart(dates=months.dates, series=series)


# --- the page ------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Permissions:
    """What the person may do on the pages that this one leads to."""

    view_statuses: bool
    view_runs: bool
    view_movements: bool
    run: bool
    add_mentor: bool
    add_certification: bool
    view_mentors: bool
    view_promises: bool

    @classmethod
    def of_user(cls, request: HttpRequest) -> "Permissions":
        user: Any = request.user
        return cls(
            view_statuses=user.has_perm("statuses.view_certificationstatus"),
            view_runs=user.has_perm("certifications.view_expiryrun"),
            view_movements=user.has_perms(
                ("certifications.view_autopause", "renewals.view_renewal")
            ),
            run=user.has_perm("certifications.run_expiry_job"),
            add_mentor=user.has_perm("certifications.add_mentor"),
            add_certification=user.has_perm("certifications.add_certification"),
            view_mentors=user.has_perm("certifications.view_mentor"),
            view_promises=user.has_perm("promises.view_promise"),
        )


def home_page_context(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add what the page shows: Unfold's ``DASHBOARD_CALLBACK``.

    Those who may not view statuses get a page without figures.
    """
    context["title"] = "Home"
    permissions = Permissions.of_user(request)
    if not permissions.view_statuses:
        return context
    figures = home_figures(clock.today())
    last_good = figures.runs.last_good
    return context | {
        "figures": figures,
        "permissions": permissions,
        "notices": [
            (notice, notice_links(notice, user=request.user))
            for notice in home_notices(figures.runs, now=timezone.now())
        ]
        + held_ahead(
            figures.held_night, of=figures.next_run.mentors_scanned, may_look=permissions.run
        ),
        "sections": [
            ("What needs you today", cards_today(figures, permissions)),
            ("Expiring soon", cards_ahead(figures)),
            *mail_section(request.user, today=figures.today),
        ],
        "last_good_run_link": reverse(RUN, args=[last_good.pk])
        if last_good and permissions.view_runs
        else "",
    }


def cards_today(figures: Figures, permissions: Permissions) -> list[Card]:
    """Return the cards on what is waiting now."""
    cards = [
        Card(
            title="Expired, not paused",
            number=figures.expired_not_paused,
            caption="Due in the next run, exempt, or in their days of grace.",
            link=_list_address(expiring="expired", paused="no"),
        ),
        Card(
            title="Expired and paused",
            number=figures.expired_and_paused,
            caption="A renewal lifts the pause by the nightly run.",
            link=_list_address(expiring="expired", paused="yes"),
        ),
        Card(
            title="Exempt, ending soon",
            number=figures.exemptions_ending,
            caption=f"Within {EXEMPTION_WINDOW_DAYS} days, of {figures.exempt:,} exempt today.",
            link=_list_address(exempt="ending"),
        ),
    ]
    if permissions.view_promises and figures.broken_promises:
        cards.append(
            Card(
                title="Broken promises",
                number=figures.broken_promises,
                caption="The day has passed, and nothing was renewed.",
                link=f"{reverse('admin:promises_promise_changelist')}?state=broken",
            )
        )
    if permissions.run:
        due = Card(
            title="Due in the next run",
            number=figures.next_run.expired_found,
            caption=f"On {formatted(figures.next_run_day, 'j M Y')}. "
            + (
                "Above the safety limit: that run would be held."
                if figures.held_night and figures.held_night.day == figures.next_run_day
                else "Paused then, unless renewed before."
            ),
            link=reverse(PREVIEW),
            urgent=True,
        )
        cards.insert(0, due)
    return cards


def cards_ahead(figures: Figures) -> list[Card]:
    """Return the cards on who expires soon; each window contains the ones before."""
    return [
        Card(
            title=f"Within {days} days",
            number=number,
            caption=f"Through {formatted(last_day_of_window(figures.today, days), 'j M Y')}.",
            link=_list_address(expiring=str(days)),
        )
        for days, number in figures.expiring.items()
    ]


def _list_address(**filters: str) -> str:
    return f"{reverse(STATUS_LIST)}?{urlencode(filters)}"
