"""How many records there are, kept by the database itself: exact, and cheap at any size.

Triggers (migrations ``0007_tallies``, and the renewals' own) add every insert, change and
removal to a row of this table, in the transaction that makes it. So a sum over a few thousand
rows here is what ``COUNT(*)`` over millions would say in the same snapshot.

A writer takes a row for its key that nobody holds, or makes another one: nobody waits for
anybody, and a key has at most as many rows as it had writers at one moment.
"""

from datetime import UTC, datetime
from typing import Any, Self

from django.db import connection, models
from django.db.models import Q, Subquery, Sum
from django.db.models.functions import Coalesce

from certifications.querysets import CertificationQuerySet


class TallyQuerySet(CertificationQuerySet):
    """The rule's own filters work here: the columns have the names that a certification has.

    Bounds of ``expires_at`` are only noted by ``filter``; when it comes to adding up, whole months
    between them are read from their own rows, and single days at both ends.
    """

    _what = ""
    _since: datetime | None = None
    _before: datetime | None = None

    def of(self, what: str) -> Self:
        """The rows of one kind of record."""
        found = self.all()
        found._what = what
        return found

    def filter(self, *args: Any, **kwargs: Any) -> Self:
        since = kwargs.pop("expires_at__gte", None)
        before = kwargs.pop("expires_at__lt", None)
        if other := [name for name in kwargs if name.startswith("expires_at")]:
            raise TypeError(f"{other[0]}: days are counted from __gte and to __lt")
        found = super().filter(*args, **kwargs)
        found._since = max(filter(None, (self._since, since)), default=None)
        found._before = min(filter(None, (self._before, before)), default=None)
        return found

    def as_column(self) -> Coalesce:
        """``total``, to be read along with something else."""
        rows = self._added_up().order_by().annotate(all=models.Value(1)).values("all")
        return Coalesce(Subquery(rows.annotate(total=Sum("n")).values("total")), 0)

    def total(self) -> int:
        """How many live records these rows stand for."""
        return int(self._added_up().aggregate(total=Sum("n", default=0))["total"])

    def _added_up(self) -> models.QuerySet[Any]:
        """The rows whose sum is the total."""
        since, before = self._since, self._before
        rows = models.QuerySet.filter(self, self._days(since, before))
        if self._what != Tally.CERTIFICATION or connection.vendor != "postgresql":
            return rows
        first = since and _month_of(since, following=True)
        last = before and _month_of(before)
        if first and last and first >= last:
            return rows
        months = Q(what=Tally.MONTH) & _between(first, last)
        if since and since != first:
            months |= self._days(since, first)
        if before and before != last:
            months |= self._days(last, before)
        return models.QuerySet.filter(self, months)

    def _days(self, since: datetime | None, before: datetime | None) -> Q:
        return Q(what=self._what) & _between(since, before)

    def _clone(self) -> Self:
        copy: Self = super()._clone()  # type: ignore[misc]
        copy._what, copy._since, copy._before = self._what, self._since, self._before
        return copy


def _between(since: datetime | None, before: datetime | None) -> Q:
    bounds = {"expires_at__gte": since, "expires_at__lt": before}
    return Q(**{name: value for name, value in bounds.items() if value is not None})


def _month_of(moment: datetime, *, following: bool = False) -> datetime:
    """When its month begins; ``following``: the first that begins not before it."""
    begin = datetime(moment.year, moment.month, 1, tzinfo=UTC)
    if not following or begin == moment:
        return begin
    year, month = divmod(moment.year * 12 + moment.month, 12)
    return datetime(year, month + 1, 1, tzinfo=UTC)


class Tally(models.Model):
    """``n`` live records of a kind; of certifications, those that agree in what follows."""

    CERTIFICATION, PAUSE, RENEWAL = "certification", "pause", "renewal"
    MONTH = "cert-month"
    """Certifications by the month of their expiry date; on PostgreSQL."""

    what = models.CharField(max_length=16)
    certification_type_id = models.CharField(max_length=64, null=True)
    expires_at = models.DateTimeField(null=True, help_text="Midnight UTC of the expiry date.")
    revoked_at = models.DateTimeField(null=True, help_text="1970-01-01 where revoked, else none.")
    is_current = models.BooleanField(default=False)
    n = models.BigIntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        app_label = "certifications"
        default_permissions = ()  # the database keeps it: nobody sees or edits it
        indexes = [
            models.Index(fields=["what", "expires_at", "certification_type_id"], name="tally_key"),
        ]
