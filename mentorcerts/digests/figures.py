"""What a digest counts: the same querysets as the pages that its links lead to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from certifications.admin.list_filters import EXEMPTION_WINDOW_DAYS
from certifications.models import AutoPause, Certification
from mentorcerts.health.notices import home_notices
from mentorcerts.health.run_health import run_health
from mentorcerts.lib import moments
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.installation import is_confirmed
from mentorcerts.reminders.unreached import cannot_be_reached
from statuses.list_filters import EXPIRY_WINDOWS

STATUSES = "admin:statuses_certificationstatus_changelist"
PAUSES = "admin:certifications_autopause_changelist"
PREVIEW = "admin:certifications_expiryrun_preview_and_run"
UNREACHED = "admin:reminders_round_cannot_be_reached"
PROMISES = "admin:promises_promise_changelist"
DAYS_AHEAD = 7
EXPIRING_DAYS = EXPIRY_WINDOWS[1]


@dataclass(frozen=True)
class Figure:
    """A number, and the path of the page that lists exactly these; empty where there is none."""

    title: str
    number: int
    path: str = ""


@dataclass(frozen=True)
class Report:
    """What a person may be told: figures, and the titles of what the home page warns of."""

    figures: list[Figure]
    notices: list[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.notices and not any(figure.number for figure in self.figures)


def report_for(user: Any, *, since: datetime, today: date, now: datetime) -> Report:
    """Count what this person may see. ``today`` is the date in the programme's zone."""
    figures = [
        *_pauses(user, since, today),
        *_mentors(today),
        *_promises(user, today),
        *_unreachable(user),
    ]
    problems = [each.title for each in home_notices(run_health(), now=now) if each.is_problem]
    return Report(figures, problems)


def _pauses(user: Any, since: datetime, today: date) -> list[Figure]:
    figures = []
    if user.has_perm("certifications.view_autopause"):
        begin = {"applied_at__gte": since.isoformat()}
        number = AutoPause.objects.filter(**begin).count()
        figures.append(Figure("Paused by the nightly run since then", number, _page(PAUSES, begin)))
    if user.has_perm("certifications.run_expiry_job"):
        until = today + timedelta(days=DAYS_AHEAD)
        figures.append(
            Figure(
                f"Will be paused by {moments.in_words(until)}, unless renewed",
                Certification.objects.due(until).count(),
                _page(PREVIEW, {"as_of": until.isoformat()}),
            )
        )
    return figures


def _mentors(today: date) -> list[Figure]:
    active = Certification.objects.active()
    ending = active.exempt_until_within(EXEMPTION_WINDOW_DAYS, today)
    return [
        Figure(
            f"Expiring within {EXPIRING_DAYS} days",
            active.expiring_within(EXPIRING_DAYS, today).count(),
            _page(STATUSES, {"expiring": str(EXPIRING_DAYS)}),
        ),
        Figure(
            f"Exemptions that end within {EXEMPTION_WINDOW_DAYS} days",
            ending.count(),
            _page(STATUSES, {"exempt": "ending"}),
        ),
    ]


def _promises(user: Any, today: date) -> list[Figure]:
    if not user.has_perm("promises.view_promise"):
        return []
    path = _page(PROMISES, {"state": "broken"})
    return [Figure("Broken promises", Promise.objects.broken(today).count(), path)]


def _unreachable(user: Any) -> list[Figure]:
    """Of no interest where mentors are not written to."""
    may_look = user.has_perms(("reminders.view_round", "reminders.view_message"))
    if not (may_look and is_confirmed()):
        return []
    title = "Mentors who cannot be reached by mail"
    return [Figure(title, cannot_be_reached().count(), reverse(UNREACHED))]


def _page(name: str, query: dict[str, str]) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
