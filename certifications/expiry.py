"""The date rule: when a certification is expired, and which one governs a mentor.

This is the only place where it is decided. It is pure: no Django, no clock, no
database. Callers read the clock once, at the edge, and pass ``today`` (the calendar
date in the programme's time zone) down. The querysets in ``querysets.py`` say the
same in SQL; a parity test holds the two together.

* A certification is valid through its expiry date and expired from the next day on.
* The expiry date is the UTC calendar date of ``expires_at``. Times of day never decide.
* It is overdue (due for a pause) once it has been expired for more than its grace days.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from math import inf
from typing import NamedTuple, Protocol, TypeVar

from mentorcerts.lib import moments

VALID, EXPIRED, REVOKED = "valid", "expired", "revoked"
MENTORING = "mentoring"
"""The requirement that types meet unless they are given another one."""


class Dated(Protocol):
    """What the rule needs to know of a certification."""

    @property
    def pk(self) -> int | None: ...

    @property
    def issued_at(self) -> datetime: ...

    @property
    def expires_at(self) -> datetime: ...

    @property
    def revoked_at(self) -> datetime | None: ...


class Counted(Dated, Protocol):
    """And of one that a mentor holds beside others, which its type says."""

    @property
    def requirement(self) -> str:
        """What it meets; empty where it is on record only, and counts for nothing."""

    @property
    def grace_days(self) -> int: ...


C = TypeVar("C", bound=Counted)


def days_until_expiry(expires_at: datetime, *, today: date) -> int:
    """Calendar days left: 0 on the last valid day, negative once expired."""
    return (moments.utc_date(expires_at) - today).days


def is_expired(expires_at: datetime, *, today: date) -> bool:
    """Whether the expiry date has passed."""
    return days_until_expiry(expires_at, today=today) < 0


def is_overdue(expires_at: datetime, *, today: date, grace_days: int = 0) -> bool:
    """Whether it has been expired for more than ``grace_days`` days."""
    return days_until_expiry(expires_at, today=today) < -grace_days


def grace_ends(expires_at: datetime, *, grace_days: int = 0) -> date:
    """The last day on which ``is_overdue`` is false; the calendar's last day at most."""
    ordinal = moments.utc_date(expires_at).toordinal() + grace_days
    return date.fromordinal(min(ordinal, moments.LATEST.toordinal()))


def day_after(day: date) -> date | None:
    """The next day; ``None`` after the calendar's last, which is to say never."""
    return None if day >= moments.LATEST else day + timedelta(days=1)


def first_due(
    expires_at: datetime, *, grace_days: int = 0, exempt_until: date | None = None
) -> date | None:
    """The first day on which the job would pause the mentor; ``None`` if it never would.

    It leaves them alone through the days of grace and through an exemption. Of a certification
    that governs and is not revoked.
    """
    left_alone_through = grace_ends(expires_at, grace_days=grace_days)
    if exempt_until is not None:
        left_alone_through = max(left_alone_through, exempt_until)
    return day_after(left_alone_through)


def is_due(
    expires_at: datetime, *, today: date, grace_days: int = 0, exempt_until: date | None = None
) -> bool:
    """Whether the job would pause the mentor today."""
    due = first_due(expires_at, grace_days=grace_days, exempt_until=exempt_until)
    return due is not None and due <= today


def ahead_from(today: date) -> datetime:
    """The first moment that is still to come, as an issue date or a renewal date.

    What nobody holds yet must not count. One day ahead is taken: where the mentor lives it may be
    tomorrow already.
    """
    return moments.utc_midnight(today + timedelta(days=2))


def never_expires(expires_at: datetime) -> bool:
    """Whether it is the calendar's last day, which says *never*."""
    return moments.utc_date(expires_at) == moments.LATEST


def in_words(expires_at: datetime) -> str:
    """The expiry date for people: ``1 Mar 2026``, or ``never``."""
    never = never_expires(expires_at)
    return "never" if never else moments.in_words(moments.utc_date(expires_at))


FAR_AHEAD_YEARS = 20


def is_far_ahead(expires_at: datetime, *, today: date) -> bool:
    """Whether the year looks mistyped: more than 20 years ahead, and not *never*."""
    bound = moments.add_months(moments.utc_midnight(today), FAR_AHEAD_YEARS * 12)
    return moments.utc_date(expires_at) > moments.utc_date(bound) and not never_expires(expires_at)


def question_of_year(expires_at: datetime, *, today: date) -> str:
    """What a person is asked about such a date; empty about others."""
    if not is_far_ahead(expires_at, today=today):
        return ""
    day = moments.utc_date(expires_at)
    return f"{moments.in_words(day)} is more than {FAR_AHEAD_YEARS} years ahead: is the year right?"


def renewed_expiry(expires_at: datetime, renewal_date: datetime, *, months: int) -> datetime:
    """The new expiry of a renewal for ``months``: nobody loses days by renewing early.

    Counted from the old expiry where it has not passed by the renewal date, else from the
    renewal date. Raises ``OverflowError`` beyond the year 9999.
    """
    return moments.add_months(max(expires_at, renewal_date), months)


def expired_before(today: date) -> datetime:
    """The bound for SQL: ``expires_at < expired_before(today)`` says ``is_expired``."""
    return moments.utc_midnight(today)


def status_of(certification: Dated, *, today: date) -> str:
    """``valid``, ``expired`` or ``revoked``: read from the dates, never stored."""
    if certification.revoked_at is not None:
        return REVOKED
    return EXPIRED if is_expired(certification.expires_at, today=today) else VALID


def counting(live: Iterable[C]) -> list[C]:
    """Of a mentor's live certifications the one that counts in each requirement.

    Types that meet the same requirement stand in for each other: the one that lasts longest counts.
    """
    longest: dict[str, C] = {}
    for certification in live:
        name = certification.requirement
        if name and (name not in longest or precedence(certification) > precedence(longest[name])):
            longest[name] = certification
    return list(longest.values())


def governing(live: Iterable[C]) -> C | None:
    """The one that decides where the mentor stands; ``None`` if none counts for anything.

    Every requirement has to be met, so that of those that count the weakest governs.
    """
    return min(counting(live), key=weakness, default=None)


def weakness(certification: Counted) -> tuple[bool, date, date, float]:
    """The least of those that count governs.

    A revoked one first, then the one whose days of grace end first, then the earlier expiry date,
    then the older record.
    """
    return (
        certification.revoked_at is None,
        grace_ends(certification.expires_at, grace_days=certification.grace_days),
        moments.utc_date(certification.expires_at),
        inf if certification.pk is None else certification.pk,
    )


def precedence(certification: Dated) -> tuple[bool, date, date, float]:
    """Within a requirement the greatest of a mentor's live certifications counts.

    Those not revoked first, then the latest expiry date, then the latest issue date,
    then the newest record: one without a key is about to be saved, and newer than all.
    """
    return (
        certification.revoked_at is None,
        moments.utc_date(certification.expires_at),
        moments.utc_date(certification.issued_at),
        inf if certification.pk is None else certification.pk,
    )


PAUSE_REASON = "Certification {type} expired on {day}"
"""The sentence that the pause log keeps, in the words of the contract."""


def pause_reason(certification_type: str, expires_at: datetime) -> str:
    """``PAUSE_REASON`` of one certification."""
    return PAUSE_REASON.format(type=certification_type, day=moments.utc_date(expires_at))


def window_end(today: date, days: int) -> datetime:
    """The moment at which the window of ``days`` days from today (inclusive) has passed."""
    return moments.utc_midnight(today + timedelta(days=days + 1))


class Bounds(NamedTuple):
    """Which certifications: the rule as comparisons, for SQL and for the totals alike.

    ``since`` is the first moment of ``expires_at``, ``before`` the first that is too late.
    ``None`` asks for nothing.
    """

    since: datetime | None = None
    before: datetime | None = None
    revoked: bool | None = None

    @property
    def are_whole_days(self) -> bool:
        """Whether they begin and end at midnight UTC."""
        ends = (self.since, self.before)
        return all(end == moments.utc_midnight(moments.utc_date(end)) for end in ends if end)


def bounds_of_expired(expired: bool, *, today: date) -> Bounds:
    """``is_expired``, or the contrary."""
    end = expired_before(today)
    return Bounds(before=end) if expired else Bounds(since=end)


def bounds_of_status(status: str, *, today: date) -> Bounds:
    """``status_of``."""
    if status == REVOKED:
        return Bounds(revoked=True)
    return bounds_of_expired(status == EXPIRED, today=today)._replace(revoked=False)


def bounds_of_window(days: int, *, today: date) -> Bounds:
    """Valid today, for the last time on one of the ``days`` days that follow (or today)."""
    end = window_end(today, days)
    return bounds_of_status(VALID, today=today)._replace(before=end)


def bounds_of_days(first: date | None, last: date | None) -> Bounds:
    """Not revoked, and valid for the last time on one of these days, both included.

    ``None``: from the first day there is, or through the last.
    """
    after = day_after(last) if last else None
    return Bounds(
        moments.utc_midnight(first) if first else None,
        moments.utc_midnight(after) if after else None,
        False,
    )


def within_all(several: Iterable[Bounds]) -> Bounds | None:
    """The bounds of what is within each of these; ``None`` where nothing can be."""
    several = list(several)
    revoked = {bounds.revoked for bounds in several if bounds.revoked is not None}
    if len(revoked) > 1:
        return None
    return Bounds(
        max((bounds.since for bounds in several if bounds.since), default=None),
        min((bounds.before for bounds in several if bounds.before), default=None),
        revoked.pop() if revoked else None,
    )
