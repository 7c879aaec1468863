"""The date rule for all dates and zones: querysets, ways to write a day, today."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from time_machine import travel

from certifications import expiry
from certifications.models import Certification
from mentorcerts.lib import clock, moments
from tests.support.dates import at
from tests.support.examples import EXAMPLES
from tests.support.factories import CertificationFactory, CertificationTypeFactory
from tests.support.records import rolled_back

# --- the rule and the querysets -----------------------------------------------------------
GRACES = (0, 1, 14, 3650)
times_of_day = st.sampled_from([time.min, time.max]) | st.times()
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
todays = st.dates(date(1920, 1, 1), date(9990, 1, 1))


@st.composite
def holdings(draw: Callable[[Any], Any], today: date) -> dict[str, Any]:
    """A certification that expires around today, as stored with some offset from UTC."""
    grace_days = draw(st.sampled_from(GRACES))
    away = draw(st.integers(-2, 2) | st.integers(-2, 2).map(lambda days: days - grace_days))
    expires_on = datetime.combine(today + timedelta(days=away), draw(times_of_day), UTC)
    revoked = draw(st.none() | st.just(at("2026-01-01")))
    exempt_until = draw(st.none() | st.integers(-2, 2).map(lambda days: today + timedelta(days)))
    return {
        "issued_at": datetime.combine(date(1900, 1, draw(st.integers(1, 28))), time.min, UTC),
        "expires_at": expires_on.astimezone(draw(offsets)),
        "revoked_at": revoked,
        "certification_type__code": f"grace_{grace_days}",
        "mentor__exempt_until": exempt_until,
    }


@pytest.mark.slow
@settings(EXAMPLES, max_examples=100)
@given(data=st.data(), today=todays, window=st.integers(0, 3))
def test_the_querysets_say_what_the_rule_says(data, today, window, db):
    def agree(queryset: Any, rule: Callable[[Certification], bool]) -> None:
        assert set(queryset) == {each for each in certifications if rule(each)}

    def overdue(each: Certification) -> bool:
        grace_days = each.certification_type.grace_days
        return expiry.is_overdue(each.expires_at, today=today, grace_days=grace_days)

    def pausable(each: Certification) -> bool:
        return each.revoked_at is None and overdue(each)

    with rolled_back():
        for grace_days in GRACES:
            CertificationTypeFactory(code=f"grace_{grace_days}", grace_days=grace_days)
        for fields in data.draw(st.lists(holdings(today), min_size=1, max_size=4)):
            CertificationFactory(**fields)
        stored = Certification.objects.all()
        certifications = list(stored.select_related("certification_type", "mentor"))

        agree(stored.expired(today), lambda each: expiry.is_expired(each.expires_at, today=today))
        agree(
            stored.unexpired(today),
            lambda each: expiry.days_until_expiry(each.expires_at, today=today) >= 0,
        )
        agree(
            stored.expiring_within(window, today),
            lambda each: (
                each.revoked_at is None
                and 0 <= expiry.days_until_expiry(each.expires_at, today=today) <= window
            ),
        )
        for status in (expiry.VALID, expiry.EXPIRED, expiry.REVOKED):
            agree(
                stored.with_status(status, today),
                lambda each, status=status: expiry.status_of(each, today=today) == status,
            )
        agree(stored.overdue(today), overdue)
        agree(stored.pausable(today), pausable)
        agree(
            stored.in_grace(today),
            lambda each: (
                expiry.status_of(each, today=today) == expiry.EXPIRED and not overdue(each)
            ),
        )
        agree(stored.exempt(today), lambda each: each.mentor.is_exempt(today))
        agree(
            stored.exempt_until_within(1, today),
            lambda each: (
                each.mentor.is_exempt(today)
                and not each.mentor.is_exempt(today + timedelta(days=2))
            ),
        )
        agree(stored.due(today), lambda each: pausable(each) and not each.mentor.is_exempt(today))
        agree(
            stored.skipped_exempt(today),
            lambda each: pausable(each) and each.mentor.is_exempt(today),
        )


@pytest.mark.slow
@settings(EXAMPLES, max_examples=100)
@given(moment=st.datetimes(timezones=offsets), days=st.integers(-400, 400))
def test_the_time_of_day_and_its_offset_never_decide(moment, days):
    try:
        day = moment.astimezone(UTC).date()
        today = day + timedelta(days=days)
    except OverflowError:
        return
    assert expiry.days_until_expiry(moment, today=today) == -days
    assert expiry.is_expired(moment, today=today) is (days > 0)
    assert (moment < expiry.expired_before(today)) is (days > 0)


@settings(EXAMPLES, max_examples=100)
@given(moment=st.datetimes(timezones=st.just(UTC)), grace_days=st.integers(0, 3650))
def test_grace_ends_the_day_before_it_is_overdue(moment, grace_days):
    last = expiry.grace_ends(moment, grace_days=grace_days)
    assert not expiry.is_overdue(moment, today=last, grace_days=grace_days)
    if overdue_on := expiry.day_after(last):
        assert expiry.is_overdue(moment, today=overdue_on, grace_days=grace_days)


@settings(EXAMPLES, max_examples=200)
@given(
    moment=st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)),
    months=st.integers(1, 1200),
)
def test_months_later_never_skip_a_month(moment, months):
    try:
        later = moments.add_months(moment, months)
    except OverflowError:
        assert moment.year * 12 + moment.month - 1 + months >= 10000 * 12
        return
    assert (later.year - moment.year) * 12 + later.month - moment.month == months
    assert later.day == moment.day or (later + timedelta(days=1)).day == 1
    assert later.day <= moment.day
    assert later.time() == moment.time()


# --- today --------------------------------------------------------------------------------
@settings(EXAMPLES, max_examples=150)
@given(
    zone=st.sampled_from(sorted(available_timezones())),
    moment=st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)),
)
def test_today_is_the_calendar_date_of_the_programmes_zone(zone, moment):
    with override_settings(MENTORCERTS_TIME_ZONE=zone), travel(moment, tick=False):
        offset = ZoneInfo(zone).utcoffset(moment.astimezone(ZoneInfo(zone)))
        assert clock.today() == (moment + offset).date()


@pytest.mark.parametrize(
    ("zone", "moment", "today"),
    [
        ("UTC", "2026-03-01T23:59:59", date(2026, 3, 1)),
        ("America/Los_Angeles", "2026-03-02T07:59:59", date(2026, 3, 1)),
        ("America/Los_Angeles", "2026-03-02T08:00:00", date(2026, 3, 2)),
        ("Pacific/Kiritimati", "2026-03-01T10:00:00", date(2026, 3, 2)),
        ("Europe/Berlin", "2026-03-28T23:00:00", date(2026, 3, 29)),  # the night of the change
    ],
)
def test_today_at_midnight(zone, moment, today):
    with override_settings(MENTORCERTS_TIME_ZONE=zone), travel(at(moment), tick=False):
        assert clock.today() == today
