"""Nobody is written to at night, on the programme's own clock, also when summer time turns."""

from datetime import timedelta

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import settings as sized
from hypothesis import strategies as st

from mentorcerts.lib import clock
from mentorcerts.reminders.hours import is_open, next_opening
from tests.support.dates import at

ZONES = ["UTC", "Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles"]


@pytest.mark.parametrize(
    ("zone", "moment", "opening"),
    [
        ("UTC", "2026-03-26T07:59:59", "2026-03-26T08:00:00"),
        ("UTC", "2026-03-26T08:00:00", "2026-03-26T08:00:00"),
        ("UTC", "2026-03-26T17:59:59", "2026-03-26T17:59:59"),
        ("UTC", "2026-03-26T18:00:00", "2026-03-27T08:00:00"),
        # Summer time begins on 29 March, and ends on 25 October.
        ("Europe/Berlin", "2026-03-29T00:00:00", "2026-03-29T06:00:00"),
        ("Europe/Berlin", "2026-03-28T18:00:00", "2026-03-29T06:00:00"),
        ("Europe/Berlin", "2026-10-24T20:00:00", "2026-10-25T07:00:00"),
        ("Pacific/Auckland", "2026-04-04T13:00:00", "2026-04-04T20:00:00"),
        ("America/Los_Angeles", "2026-03-08T09:00:00", "2026-03-08T15:00:00"),
    ],
)
def test_the_next_opening_is_at_eight_on_the_programmes_clock(settings, zone, moment, opening):
    settings.MENTORCERTS_TIME_ZONE = zone
    assert next_opening(at(moment)) == at(opening)


@pytest.mark.parametrize("zone", ZONES)
def test_an_opening_is_never_before_its_moment_never_at_night_and_within_a_day(settings, zone):
    settings.MENTORCERTS_TIME_ZONE = zone
    moment = at("2026-01-01")
    while moment < at("2027-01-01"):
        opening = next_opening(moment)
        assert moment <= opening <= moment + timedelta(hours=25)
        assert is_open(opening)
        assert 8 <= clock.local(opening).hour < 18
        moment += timedelta(minutes=97)


@given(st.integers(0, 23), st.integers(1, 24), st.integers(0, 10_000))
@sized(max_examples=60)
def test_any_hours_have_an_opening(first, last, minutes):
    if first >= last:
        first, last = last - 1, first + 1
    moment = at("2026-03-26") + timedelta(minutes=minutes)
    with override_settings(MENTORCERTS_MAIL_HOURS=(first, last)):
        assert is_open(next_opening(moment))
