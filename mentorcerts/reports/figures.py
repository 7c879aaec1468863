"""What the report counts: each number by the queryset of the list that it leads to.

**The renewal rate** of a quarter: of the expiry dates that fell in it, the share that a renewal has
replaced in time. An expiry date fell in the quarter where

* a renewal, not removed, of a certification that is not removed, has replaced it with a later one
  (``RenewalQuerySet.replacing``): it was renewed *in time* where the renewal was granted before it
  or at most ``RENEWED_IN_TIME_DAYS`` days after it, else renewed *later*; or
* a certification that is neither removed nor revoked stands on it today
  (``CertificationQuerySet.running_out``): it was *not renewed* (yet).

So a date counts once for each certification, whether or not it decided where its mentor stood, and
also where the mentor has left. Those that were revoked are left out: nothing could renew them. A
new certification that was recorded in place of a renewal is none. Of dates to come, or less than
``RENEWED_IN_TIME_DAYS`` days ago, some may still be renewed in time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from certifications import totals
from certifications.models import AutoPause, Certification, CertificationType
from mentorcerts.lib import clock
from mentorcerts.reports.quarters import Quarter
from renewals.models import RENEWED_IN_TIME_DAYS, Renewal

STATUSES = "admin:statuses_certificationstatus_changelist"
CERTIFICATIONS = "admin:certifications_certification_changelist"
PAUSES = "admin:certifications_autopause_changelist"
RENEWALS = "admin:renewals_renewal_changelist"
TYPES_SHOWN = 10
"""Types with a line of their own; the others share one, so that the report fits on a page."""
OTHERS = "Other types"


@dataclass(frozen=True)
class Figure:
    """A number, and the path of the page that lists exactly these."""

    title: str
    number: int
    path: str


@dataclass(frozen=True, kw_only=True)
class BoardReport:
    """A quarter for the board: what happened in it, and who expires in the one that follows."""

    quarter: Quarter
    today: date
    active: Figure
    renewals: Figure
    pauses: Figure
    in_time: Figure
    late: Figure
    not_renewed: Figure
    expiring: Figure
    by_type: list[Figure]
    """The same by type, the most first; the rarest may share the last line."""

    @property
    def fell_due(self) -> int:
        """Expiry dates that fell in the quarter."""
        return self.in_time.number + self.late.number + self.not_renewed.number

    @property
    def rate(self) -> float | None:
        """The renewal rate in per cent; ``None`` where no date fell in the quarter."""
        return 100 * self.in_time.number / self.fell_due if self.fell_due else None

    @property
    def rate_in_words(self) -> str:
        """``83.3 %``."""
        return "none" if self.rate is None else f"{self.rate:.1f} %"

    @property
    def is_final(self) -> bool:
        """Whether no date of the quarter can be renewed in time any more."""
        return self.today > self.quarter.last + timedelta(days=RENEWED_IN_TIME_DAYS)

    @property
    def sections(self) -> Iterator[tuple[str, list[Figure]]]:
        """All its numbers, under their headings, but for the rate."""
        yield f"From {self.quarter.in_words}", [self.renewals, self.pauses]
        fell_due = [self.in_time, self.late, self.not_renewed]
        yield f"Expiry dates in {self.quarter.in_words}: {self.fell_due:,}", fell_due
        yield f"Ahead: {self.quarter.following.in_words}", [self.expiring, *self.by_type]
        yield "Today", [self.active]


def board_report(quarter: Quarter, *, today: date) -> BoardReport:
    """Count in eight queries. ``today`` is the date in the programme's zone."""
    span = quarter.span
    replaced = Renewal.objects.live().replacing(span)
    of_dates = span.query("replaced")
    lapsed = Certification.objects.live().running_out(span.first, span.last)
    expiring, by_type = _expiring(quarter.following)
    return BoardReport(
        quarter=quarter,
        today=today,
        active=Figure(
            "Mentors in the programme",
            totals.total(totals.CERTIFICATION, governing=True, left=False),
            reverse(STATUSES),
        ),
        renewals=Figure(
            "Renewals",
            Renewal.objects.live().filter(**span.within("renewal_date")).count(),
            _page(RENEWALS, span.query("renewed")),
        ),
        pauses=Figure(
            "Pauses by the nightly run",
            AutoPause.objects.applied(*clock.moments_of(span.first, span.last)).count(),
            _page(PAUSES, span.query("applied")),
        ),
        in_time=Figure(
            "Renewed in time",
            replaced.in_time().count(),
            _page(RENEWALS, of_dates | {"in_time": "yes"}),
        ),
        late=Figure(
            "Renewed later",
            replaced.too_late().count(),
            _page(RENEWALS, of_dates | {"in_time": "no"}),
        ),
        not_renewed=Figure(
            "Not renewed" if today > quarter.last else "Not renewed, or not yet",
            lapsed.count(),
            _page(CERTIFICATIONS, span.query("expires")),
        ),
        expiring=expiring,
        by_type=by_type,
    )


def _expiring(quarter: Quarter) -> tuple[Figure, list[Figure]]:
    """Who expires in it: all, and by type."""
    span = quarter.span
    rows = Certification.objects.active().running_out(span.first, span.last)
    by_code = dict(rows.order_by().values_list("certification_type").annotate(number=Count("pk")))
    names = dict(CertificationType.objects.values_list("code", "name"))
    ranked = sorted(by_code, key=lambda code: (-by_code[code], code))
    shown = ranked if len(ranked) <= TYPES_SHOWN else ranked[: TYPES_SHOWN - 1]
    in_span = span.query("expires")
    lines = [
        Figure(
            names.get(code) or code,
            by_code[code],
            _page(STATUSES, in_span | {"certification_type__code__exact": code}),
        )
        for code in shown
    ]
    if rest := ranked[len(shown) :]:
        path = _page(STATUSES, in_span | {"certification_type__in": ",".join(rest)})
        lines.append(Figure(OTHERS, sum(by_code[code] for code in rest), path))
    total = Figure("Mentors who expire", sum(by_code.values()), _page(STATUSES, in_span))
    return total, lines


def _page(name: str, query: dict[str, str]) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
