"""What the home page shows, asked of the database.

Each number is counted by the same queryset as the page that its card or bar leads to, or by the
counters that the database keeps of the same records (``certifications.totals``).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from certifications import totals
from certifications.admin.list_filters import EXEMPTION_WINDOW_DAYS
from certifications.job import run as job
from certifications.job.next_run import HeldNight, first_held_night, next_run_day
from certifications.models import AutoPause, Certification, CertificationType
from mentorcerts.health.run_health import RunHealth, run_health
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.charts import COLOURS, OTHERS, OTHERS_COLOUR, Chart, Series
from mentorcerts.lib.day_spans import DaySpan
from mentorcerts.pages.charts import Months, by_month
from mentorcerts.promises.models import Promise
from renewals.models import Renewal
from statuses.list_filters import EXPIRY_WINDOWS

STATUS_LIST = "admin:statuses_certificationstatus_changelist"
PAUSES = "admin:certifications_autopause_changelist"
RENEWALS = "admin:renewals_renewal_changelist"

ByDay = list[tuple[date, str, int]]
"""Day, code of the type, and how many active mentors' certifications expire then."""


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

    @property
    def numbers(self) -> dict[str, int]:
        """What is compared with the same day a week later, by name."""
        return {
            "due": self.next_run.expired_found,
            "expired_and_paused": self.expired_and_paused,
            "expired_not_paused": self.expired_not_paused,
            "exemptions_ending": self.exemptions_ending,
            "broken_promises": self.broken_promises,
            **{f"expiring_{days}": number for days, number in self.expiring.items()},
        }


def home_figures(today: date) -> Figures:
    """Count in 18 queries at most, whatever the size of the programme.

    Six are about the next runs, five for the cards, three for the last runs, four for the charts.
    """
    first = next_run_day(today=today)
    next_run = job.preview_run(as_of=first)
    months = Months.coming(today)
    ahead = totals.active_by_day(since=today, before=moments.utc_date(months.end))
    return Figures(
        today=today,
        next_run_day=first,
        next_run=next_run,
        held_night=first_held_night(first=first, mentors_scanned=next_run.mentors_scanned),
        **_expired(today),
        expiring=_expiring(ahead, today),
        **_exempt(today),
        broken_promises=Promise.objects.broken(today).count(),
        runs=run_health(),
        expiries=_expiries(ahead, months, today),
        movements=_movements(today),
    )


def list_address(**filters: str) -> str:
    """Where mentors stand, filtered."""
    return f"{reverse(STATUS_LIST)}?{urlencode(filters)}"


def _expired(today: date) -> dict[str, int]:
    """Count the few who are not paused and subtract: counting the paused reads every mentor."""
    not_paused = Certification.objects.active().expired(today).count_not_paused()
    expired = totals.total(
        totals.CERTIFICATION, before=moments.utc_midnight(today), governing=True, left=False
    )
    return {"expired_and_paused": expired - not_paused, "expired_not_paused": not_paused}


def _expiring(ahead: ByDay, today: date) -> dict[int, int]:
    """``expiring_within`` each window: valid today, and for the last time on one of its days."""
    return {
        days: sum(number for day, _, number in ahead if day <= today + timedelta(days=days))
        for days in EXPIRY_WINDOWS
    }


def _exempt(today: date) -> dict[str, int]:
    exempt = Certification.objects.active().exempt(today)
    return {
        "exempt": exempt.count(),
        "exemptions_ending": exempt.exempt_until_within(EXEMPTION_WINDOW_DAYS, today).count(),
    }


# --- charts ------------------------------------------------------------------------------
def _expiries(ahead: ByDay, months: Months, today: date) -> Chart:
    """Who is valid today: each mentor once, in the month in which they expire."""
    counts: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for day, code, number in ahead:
        counts[code][day.replace(day=1)] += number
    spans = [
        DaySpan(max(day, today), each.last)
        for day, each in zip(months.dates, months.spans, strict=True)
    ]
    return Chart(
        dates=months.dates,
        series=_series_by_type(counts, months, spans),
        stacked=True,
        links=[list_address(**span.query("expires")) for span in spans],
    )


def _series_by_type(
    counts: dict[str, dict[date, int]], months: Months, spans: list[DaySpan]
) -> list[Series]:
    """Return a series for each type; the rarest share one if there are more types than colours."""
    names = dict(CertificationType.objects.values_list("code", "name"))
    labels = {code: names.get(code) or code for code in counts}
    ranked = sorted(counts, key=lambda code: (-sum(counts[code].values()), labels[code]))
    series = [
        Series(
            label=labels[code],
            counts=months.spread(counts[code]),
            colour=colour,
            links=_of_types([code], spans),
        )
        for code, colour in zip(ranked, COLOURS, strict=False)
    ]
    if rest := ranked[len(COLOURS) :]:
        by_type = [months.spread(counts[code]) for code in rest]
        others = [sum(month) for month in zip(*by_type, strict=True)]
        links = _of_types(rest, spans)
        series.append(Series(label=OTHERS, counts=others, colour=OTHERS_COLOUR, links=links))
    return series


def _of_types(codes: list[str], spans: Iterable[DaySpan]) -> list[str]:
    """The list of who expires in each span, of these types."""
    if len(codes) == 1:
        types = {"certification_type__code__exact": codes[0]}
    else:
        types = {"certification_type__in": ",".join(codes)}
    return [list_address(**span.query("expires"), **types) for span in spans]


def _movements(today: date) -> Chart:
    """Pauses by the programme's days, renewals by their dates."""
    months = Months.past(today)
    whole = clock.moments_of(months.first, months.spans[-1].last)
    pauses = AutoPause.objects.applied(*whole)
    renewals = Renewal.objects.live().filter(**months.within("renewal_date"))
    zone = ZoneInfo(settings.MENTORCERTS_TIME_ZONE)
    series = [
        Series(
            label=label,
            counts=months.spread(dict(counted)),
            colour=colour,
            links=[f"{reverse(page)}?{urlencode(span.query(name))}" for span in months.spans],
        )
        for label, counted, colour, page, name in (
            ("Pauses", by_month(pauses, "applied_at", zone=zone), COLOURS[2], PAUSES, "applied"),
            ("Renewals", by_month(renewals, "renewal_date"), COLOURS[1], RENEWALS, "renewed"),
        )
    ]
    return Chart(dates=months.dates, series=series)
