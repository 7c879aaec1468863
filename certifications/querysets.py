"""The questions that are asked of certifications, as SQL. The rule itself is in ``expiry``."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import (
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, TruncDate

from certifications import expiry
from certifications.pause_causes import (
    COORDINATOR,
    IS_PAUSED,
    IS_PAUSED_BY_HAND,
    IS_PAUSED_IN_ITSELF,
    NIGHTLY_RUN,
    PAUSE_CAUSES,
)

EVERY_ROW = 1_000_000_000
"""A limit that limits nothing."""


class UtcDate(TruncDate):
    """``moments.utc_date``, in SQL. A class of its own, so that migrations can name it."""

    def __init__(self, expression: Any, **extra: Any) -> None:
        super().__init__(expression, tzinfo=UTC, **extra)


class UtcDay(Func):
    """``UtcDate``, to be compared with its like; on SQLite without calling Python for each row."""

    output_field = models.DateField()
    template = "(%(expressions)s AT TIME ZONE 'UTC')::date"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sqlite(
            compiler, connection, template="SUBSTR(%(expressions)s, 1, 10)", **context
        )


class DaysBefore(Func):
    """A moment, less a number of days from a column: Django can't multiply durations on SQLite."""

    output_field = models.DateTimeField()
    template = "(%(expressions)s * INTERVAL '1 day')"
    arg_joiner = " - "

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sqlite(
            compiler,
            connection,
            template="DATETIME(%(expressions)s || ' days')",
            arg_joiner=", '-' || ",
            **context,
        )


def is_exempt(today: date, mentor: str = "") -> Q:
    """``Mentor.is_exempt``. ``mentor`` leads to the mentor from what is asked, as ``mentor__``."""
    column = f"{mentor}exempt_until"
    return Q((f"{column}__isnull", False), (f"{column}__gte", today))


def _between(column: str, since: datetime | None, before: datetime | None) -> Q:
    """From a moment on, and before another one; ``None`` leaves an end open."""
    ends = {f"{column}__gte": since, f"{column}__lt": before}
    return Q(*((name, moment) for name, moment in ends.items() if moment is not None))


class CertificationQuerySet(models.QuerySet[Any]):
    """``today`` is always a calendar date in the programme's zone, handed in by the caller."""

    def live(self) -> Self:
        """Not removed."""
        return self.filter(deleted_at=None)

    def governing(self) -> Self:
        """The one row per mentor that decides where they stand."""
        return self.filter(is_current=True)

    def active(self) -> Self:
        """The same, without the mentors who have left."""
        return self.governing().filter(mentor_left=False)

    def left(self) -> Self:
        """The same, only the mentors who have left."""
        return self.governing().filter(mentor_left=True)

    def counting(self) -> Self:
        """``expiry.counting``, without the revoked: what counts in each requirement."""
        others = self.model._base_manager.filter(
            deleted_at=None,
            revoked_at=None,
            mentor=OuterRef("mentor"),
            certification_type__requirement=OuterRef("certification_type__requirement"),
        ).exclude(pk=OuterRef("pk"))
        days = {"expires_on": UtcDay("expires_at"), "issued_on": UtcDay("issued_at")}
        same_end = Q(expires_on=OuterRef("expires_on"))
        stronger = others.alias(**days).filter(
            Q(expires_on__gt=OuterRef("expires_on"))
            | same_end & Q(issued_on__gt=OuterRef("issued_on"))
            | same_end & Q(issued_on=OuterRef("issued_on"), pk__gt=OuterRef("pk"))
        )
        mine = self.filter(deleted_at=None, revoked_at=None).alias(**days)
        return mine.exclude(certification_type__requirement="").filter(~Exists(stronger))

    def within(self, bounds: expiry.Bounds) -> Self:
        """As comparisons on the indexed columns."""
        comparisons = {
            "expires_at__gte": bounds.since,
            "expires_at__lt": bounds.before,
            "revoked_at__isnull": None if bounds.revoked is None else not bounds.revoked,
        }
        return self.filter(**{name: to for name, to in comparisons.items() if to is not None})

    def expired(self, today: date) -> Self:
        """``expiry.is_expired``."""
        return self.within(expiry.bounds_of_expired(True, today=today))

    def unexpired(self, today: date) -> Self:
        """The others."""
        return self.within(expiry.bounds_of_expired(False, today=today))

    def with_status(self, status: str, today: date) -> Self:
        """``expiry.status_of``: ``valid``, ``expired`` or ``revoked``."""
        return self.within(expiry.bounds_of_status(status, today=today))

    def expiring_within(self, days: int, today: date) -> Self:
        """Valid today, for the last time on one of the ``days`` days that follow (or today)."""
        return self.within(expiry.bounds_of_window(days, today=today))

    def running_out(self, first: date | None, last: date | None) -> Self:
        """Not revoked, and valid for the last time on one of these days, both included.

        ``None``: from the first day there is, or through the last.
        """
        return self.within(expiry.bounds_of_days(first, last))

    def overdue(self, today: date) -> Self:
        """``expiry.is_overdue``: expired for more than the type's grace days."""
        # The first comparison is the indexed one; the second only narrows it.
        return self.expired(today).filter(expires_at__lt=self._grace_bound(today))

    @staticmethod
    def _grace_bound(today: date) -> DaysBefore:
        bound = Value(expiry.expired_before(today), output_field=models.DateTimeField())
        return DaysBefore(bound, F("certification_type__grace_days"))

    def pausable(self, today: date) -> Self:
        """Of an active mentor, not revoked, overdue, not paused yet: due, but for exemptions."""
        return self.active().filter(revoked_at=None, auto_pause_applied=False).overdue(today)

    def due(self, today: date) -> Self:
        """What a run pauses: ``expiry.is_due``, exemptions respected."""
        return self.pausable(today).exclude(self._exempt(today))

    def skipped_exempt(self, today: date) -> Self:
        """What a run would pause, were the mentor not exempt today."""
        return self.pausable(today).filter(self._exempt(today))

    def in_grace(self, today: date) -> Self:
        """What a run leaves alone because its type's grace lasts: expired, but not overdue."""
        expired = self.active().filter(revoked_at=None, auto_pause_applied=False).expired(today)
        return expired.filter(expires_at__gte=self._grace_bound(today))

    def exempt(self, today: date) -> Self:
        """Whose mentor the job leaves alone today."""
        return self.filter(self._exempt(today))

    def exempt_until_within(self, days: int, today: date) -> Self:
        """Exempt today, for the last time on one of the ``days`` days that follow (or today)."""
        return self.exempt(today).filter(mentor__exempt_until__lte=today + timedelta(days=days))

    @staticmethod
    def _exempt(today: date) -> Q:
        return is_exempt(today, "mentor__")

    def paused(self) -> Self:
        """Governing rows whose mentor is paused (see ``pause_causes``)."""
        return self.governing().filter(IS_PAUSED)

    def paused_for_a_page(self) -> Self:
        """The same, to read them or a few of them: it looks up the mentors of those, where a join
        would walk through all mentors before them. To count them use ``count_paused``."""
        return self.governing().filter(IS_PAUSED_IN_ITSELF | Q(self._by_hand()))

    def not_paused(self) -> Self:
        """The other governing rows, told so that PostgreSQL finds the index of such rows."""
        return self.governing().exclude(IS_PAUSED_IN_ITSELF).exclude(self._by_hand())

    def _by_hand(self) -> Exists:
        mentors = self.model._meta.get_field("mentor").related_model._base_manager.all()
        return Exists(mentors.filter(IS_PAUSED_BY_HAND, pk=OuterRef("mentor_id")))

    def paused_by(
        self,
        causes: Collection[str],
        since: datetime | None = None,
        before: datetime | None = None,
    ) -> Self:
        """Governing rows that one of these causes pauses, and has paused since such a moment.

        ``causes``: names of ``PAUSE_CAUSES``; ``since`` is included, ``before`` is not. Each cause
        is asked by an index of its own, where one condition for all would read every mentor.
        """
        rows = self.model._base_manager.filter(is_current=True)
        found = [
            rows.filter(cause.condition, _between(cause.began, since, before)).values("pk")
            for cause in PAUSE_CAUSES
            if cause.name in causes and cause is not NIGHTLY_RUN
        ]
        if NIGHTLY_RUN.name in causes:
            pauses = self.model._meta.get_field("pauses").related_model._base_manager.order_by()
            began = _between(NIGHTLY_RUN.began, since, before)
            by_run = pauses.filter(began, lifted_at=None).values("certification")
            if not found:
                return self.governing().filter(pk__in=by_run)
            found.append(by_run)
        if not found:
            return self.none()
        # Asked by themselves, and few: without the limit, PostgreSQL may walk through everybody
        # in the list's order, and ask of each whether they are among them.
        first, *others = found
        few = first.union(*others, all=True) if others else first[:EVERY_ROW]
        return self.governing().filter(pk__in=few)

    def stands(self) -> "models.QuerySet[Any, tuple[str, bool]]":
        """Mentor and whether they are paused, of the governing rows."""
        is_paused = IS_PAUSED_IN_ITSELF | Q(self._by_hand())
        paused = ExpressionWrapper(is_paused, output_field=models.BooleanField())
        rows: models.QuerySet[Any, tuple[str, bool]] = self.governing().values_list(
            "mentor_id", paused
        )
        return rows

    def count_paused(self) -> int:
        """``paused().count()``, without a join of all mentors: those paused by hand are few."""
        in_itself = self.governing().filter(IS_PAUSED_IN_ITSELF)
        return int(in_itself.aggregate(all=Count("pk") + self._number_by_hand_only())["all"])

    def count_not_paused(self) -> int:
        """``not_paused().count()``, in the same way."""
        others = self.governing().exclude(IS_PAUSED_IN_ITSELF)
        return int(others.aggregate(all=Count("pk") - self._number_by_hand_only())["all"])

    def _number_by_hand_only(self) -> Coalesce:
        """How many of these a coordinator has paused, and nothing else."""
        others = self.governing().exclude(IS_PAUSED_IN_ITSELF).filter(COORDINATOR.condition)
        in_one_row = others.order_by().annotate(all=Value(1)).values("all")
        by_hand = Subquery(in_one_row.annotate(number=Count("pk")).values("number"))
        return Coalesce(by_hand, 0)


class AutoPauseQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Pauses that are still in force."""
        return self.filter(lifted_at=None)

    def lifted(self) -> Self:
        """Pauses that are over."""
        return self.filter(lifted_at__isnull=False)

    def applied(self, since: datetime | None, before: datetime | None) -> Self:
        """Pauses that began in this time; ``None`` leaves an end open."""
        return self.filter(_between("applied_at", since, before))


class MentorQuerySet(models.QuerySet[Any]):
    """``today`` is always a calendar date in the programme's zone, handed in by the caller."""

    def without_certification(self) -> Self:
        """Who holds no certification that counts, and so stands nowhere."""
        certifications = self.model._meta.get_field("certifications").related_model
        governing = certifications._base_manager.filter(is_current=True, mentor=OuterRef("pk"))
        return self.filter(~Exists(governing))

    def paused_by_hand(self, since: datetime | None = None, before: datetime | None = None) -> Self:
        """By a coordinator, and since when: ``since`` is included, ``before`` is not."""
        return self.filter(IS_PAUSED_BY_HAND, _between("paused_at", since, before))

    def left(self, since: datetime | None = None, before: datetime | None = None) -> Self:
        """Who has left the programme, and when."""
        return self.filter(_between("left_at", since, before), left_at__isnull=False)

    def active(self) -> Self:
        """Who has not left."""
        return self.filter(left_at=None)

    def exempt(self, today: date) -> Self:
        """Whom the job leaves alone today."""
        return self.filter(is_exempt(today))

    def exempt_until_within(self, days: int, today: date) -> Self:
        """Exempt today, for the last time on one of the ``days`` days that follow (or today)."""
        return self.exempt(today).filter(exempt_until__lte=today + timedelta(days=days))
