"""The home page: what needs a coordinator today.

``home_figures`` asks the database, ``home_page_context`` decides who may see and follow what, and
the template ``admin/index.html`` draws it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as formatted

from certifications.admin.list_filters import EXEMPTION_WINDOW_DAYS
from mentorcerts.health.notices import home_notices
from mentorcerts.lib import clock
from mentorcerts.pages.cards import Card
from mentorcerts.pages.charts import last_day_of_window
from mentorcerts.pages.held_ahead import PREVIEW, held_ahead
from mentorcerts.pages.home_figures import Figures, home_figures, list_address
from mentorcerts.pages.mail_cards import mail_section
from mentorcerts.pages.notice_links import notice_links
from mentorcerts.visits.news import News, count_news
from mentorcerts.visits.services import Since, compare_with_last_week, note_visit

RUN = "admin:certifications_expiryrun_change"


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
    view_changes: bool

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
            view_changes=user.has_perm("certifications.view_event"),
        )


def home_page_context(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add what the page shows: Unfold's ``DASHBOARD_CALLBACK``.

    Those who may not view statuses get a page without figures.
    """
    context["title"] = "Home"
    permissions = Permissions.of_user(request)
    if not permissions.view_statuses:
        return context
    now, figures = timezone.now(), home_figures(clock.today())
    last_good = figures.runs.last_good
    week_ago = compare_with_last_week(figures.numbers, today=figures.today)
    return context | {
        "figures": figures,
        "news": _news(request, now) if permissions.view_changes else None,
        "permissions": permissions,
        "notices": [
            (notice, notice_links(notice, user=request.user))
            for notice in home_notices(figures.runs, now=now)
        ]
        + held_ahead(
            figures.held_night, of=figures.next_run.mentors_scanned, may_look=permissions.run
        ),
        "sections": [
            ("What needs you today", cards_today(figures, permissions, week_ago)),
            ("Expiring soon", cards_ahead(figures, week_ago)),
            *mail_section(request.user, today=figures.today),
        ],
        "last_good_run_link": reverse(RUN, args=[last_good.pk])
        if last_good and permissions.view_runs
        else "",
    }


@dataclass(frozen=True, kw_only=True)
class NewsSection:
    """What is new since somebody's last visit, with the page that lists it."""

    since: Since
    news: News
    all_of_it: str
    kinds: list[tuple[str, int, str]]
    """What happened, how often, and the page that lists it."""


def _news(request: HttpRequest, now: datetime) -> NewsSection | None:
    user: Any = request.user
    since = note_visit(user=user, now=now)
    if since is None:
        return None
    news = count_news(since, not_by=user.get_username())
    where = {"after": since.after, "through": since.through, "others": "yes"}
    all_of_it = f"{reverse('changes')}?{urlencode(where)}"
    kinds = [
        (kind.label.capitalize(), number, f"{all_of_it}&{urlencode({'type': kind.value})}")
        for kind, number in news.counts
    ]
    return NewsSection(since=since, news=news, all_of_it=all_of_it, kinds=kinds)


def cards_today(
    figures: Figures, permissions: Permissions, week_ago: Mapping[str, int]
) -> list[Card]:
    """Return the cards on what is waiting now."""
    cards = [
        Card(
            title="Expired, not paused",
            number=figures.expired_not_paused,
            week_ago=week_ago.get("expired_not_paused"),
            caption="Due in the next run, exempt, or in their days of grace.",
            link=list_address(expiring="expired", paused="no"),
        ),
        Card(
            title="Expired and paused",
            number=figures.expired_and_paused,
            week_ago=week_ago.get("expired_and_paused"),
            caption="A renewal lifts the pause by the nightly run.",
            link=list_address(expiring="expired", paused="yes"),
        ),
        Card(
            title="Exempt, ending soon",
            number=figures.exemptions_ending,
            week_ago=week_ago.get("exemptions_ending"),
            caption=f"Within {EXEMPTION_WINDOW_DAYS} days, of {figures.exempt:,} exempt today.",
            link=list_address(exempt="ending"),
        ),
    ]
    if permissions.view_promises and figures.broken_promises:
        cards.append(
            Card(
                title="Broken promises",
                number=figures.broken_promises,
                week_ago=week_ago.get("broken_promises"),
                caption="The day has passed, and nothing was renewed.",
                link=f"{reverse('admin:promises_promise_changelist')}?state=broken",
            )
        )
    if permissions.run:
        cards.insert(0, _due_card(figures, week_ago))
    return cards


def _due_card(figures: Figures, week_ago: Mapping[str, int]) -> Card:
    is_held = figures.held_night and figures.held_night.day == figures.next_run_day
    return Card(
        title="Due in the next run",
        number=figures.next_run.expired_found,
        week_ago=week_ago.get("due"),
        caption=f"On {formatted(figures.next_run_day, 'j M Y')}. "
        + (
            "Above the safety limit: that run would be held."
            if is_held
            else "Paused then, unless renewed before."
        ),
        link=reverse(PREVIEW),
        urgent=True,
    )


def cards_ahead(figures: Figures, week_ago: Mapping[str, int]) -> list[Card]:
    """Return the cards on who expires soon; each window contains the ones before."""
    return [
        Card(
            title=f"Within {days} days",
            number=number,
            week_ago=week_ago.get(f"expiring_{days}"),
            caption=f"Through {formatted(last_day_of_window(figures.today, days), 'j M Y')}.",
            link=list_address(expiring=str(days)),
        )
        for days, number in figures.expiring.items()
    ]
