"""How many live records there are, added up from the counters."""

from datetime import UTC, date, datetime

from django.db import connection
from django.db.models import Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from certifications.totals.counters import (
    CERTIFICATION,
    LEFT,
    LEFT_MONTH,
    MONTH,
    Kind,
    Tally,
)
from mentorcerts.lib import moments


def total(
    kind: Kind,
    *,
    since: datetime | None = None,
    before: datetime | None = None,
    certification_type: str | None = None,
    revoked: bool | None = None,
    governing: bool | None = None,
    left: bool | None = None,
) -> int:
    """How many live records of a kind there are. All that narrows it is about certifications.

    ``left``: only those that govern a mentor who has left, or all but those. ``since`` and
    ``before`` bound ``expires_at``: the first is inside, the second outside. Both must be midnights
    UTC, as the counters know whole days only; else ``ValueError``.
    """
    for moment in (since, before):
        if moment and moment != moments.utc_midnight(moments.utc_date(moment)):
            raise ValueError(f"{moment} is not midnight UTC: totals are kept by day")
    counters = _counters(kind, since, before, left)
    if certification_type is not None:
        counters = counters.filter(certification_type_id=certification_type)
    if revoked is not None:
        counters = counters.filter(revoked_at__isnull=not revoked)
    if governing is not None:
        counters = counters.filter(is_current=governing)
    return int(counters.aggregate(total=Sum("n", default=0))["total"])


def active_by_day(*, since: date, before: date) -> list[tuple[date, str, int]]:
    """Day, code of the type, and how many certifications expire then, in the order of days.

    Of those that govern an active mentor and are not revoked. ``before`` is outside.
    """
    days = Tally.objects.filter(
        what=CERTIFICATION,
        is_current=True,
        revoked_at=None,
        expires_at__gte=moments.utc_midnight(since),
        expires_at__lt=moments.utc_midnight(before),
    )
    rows = days.values_list("expires_at", "certification_type_id").annotate(total=Sum("n"))
    found = rows.filter(total__gt=0).order_by("expires_at", "certification_type_id")
    return [(moments.utc_date(day), code or "", number) for day, code, number in found]


def total_as_column(kind: Kind, *, governing: bool | None = None) -> Coalesce:
    """``total``, to be read along with the rows of another query."""
    counters = _counters(kind, None, None, None)
    if governing is not None:
        counters = counters.filter(is_current=governing)
    in_one_row = counters.annotate(all=Value(1)).values("all").annotate(total=Sum("n"))
    return Coalesce(Subquery(in_one_row.values("total")), 0)


def _counters(
    kind: Kind, since: datetime | None, before: datetime | None, left: bool | None
) -> QuerySet[Tally]:
    """Those to add up: for certifications on PostgreSQL, whole months between the bounds have
    counters of their own, and only days at both ends are added to them."""
    kinds, months = _kinds(kind, left)
    days = _between(kinds, since, before)
    if kind != CERTIFICATION or connection.vendor != "postgresql":
        return Tally.objects.filter(days)
    first = since and _month_of(since, following=True)
    last = before and _month_of(before)
    if first and last and first >= last:
        return Tally.objects.filter(days)
    counters = _between(months, first, last)
    if since != first:
        counters |= _between(kinds, since, first)
    if before != last:
        counters |= _between(kinds, last, before)
    return Tally.objects.filter(counters)


def _kinds(kind: Kind, left: bool | None) -> tuple[list[str], list[str]]:
    """How they are called in the table, by day and by month."""
    if kind != CERTIFICATION:
        return [kind], []
    if left is None:
        return [CERTIFICATION, LEFT], [MONTH, LEFT_MONTH]
    return ([LEFT], [LEFT_MONTH]) if left else ([CERTIFICATION], [MONTH])


def _between(kinds: list[str], since: datetime | None, before: datetime | None) -> Q:
    bounds = {"expires_at__gte": since, "expires_at__lt": before}
    return Q(what__in=kinds, **{name: to for name, to in bounds.items() if to is not None})


def _month_of(moment: datetime, *, following: bool = False) -> datetime:
    """When its month begins; ``following``: the first month that does not begin before it."""
    begin = datetime(moment.year, moment.month, 1, tzinfo=UTC)
    if not following or begin == moment:
        return begin
    year, month = divmod(moment.year * 12 + moment.month, 12)
    return datetime(year, month + 1, 1, tzinfo=UTC)
