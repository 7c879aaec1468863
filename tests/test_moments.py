"""Moments as clients write and read them: which are accepted, and how they are told."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from mentorcerts.lib import moments

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1900-01-01", datetime(1900, 1, 1, tzinfo=UTC)),
        ("1900-01-01T00:00:00Z", datetime(1900, 1, 1, tzinfo=UTC)),
        ("1899-12-31T23:00:00-01:00", datetime(1900, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2026-03-26T08:30:00.999+01:00", datetime(2026, 3, 26, 7, 30, tzinfo=UTC)),
    ],
)
def test_the_first_and_the_last_day_are_among_those_accepted(text, moment):
    assert moments.parse_moment(text) == moment


@pytest.mark.parametrize(
    "text", ["1899-12-31", "1899-12-31T23:59:59Z", "1900-01-01T00:00:00+00:01", "0001-01-01"]
)
def test_what_lies_before_1900_is_refused_in_words(text):
    with pytest.raises(ValueError, match="Dates go from 1900-01-01 to 9999-12-31"):
        moments.parse_moment(text)


def test_a_moment_is_told_in_utc_and_whole_seconds():
    noon = datetime(2026, 3, 26, 12, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=2)))
    assert moments.format_moment(noon) == "2026-03-26T10:00:00Z"


def test_the_day_of_a_moment_is_its_day_in_utc():
    late = datetime(2026, 3, 26, 23, 30, tzinfo=timezone(timedelta(hours=-1)))
    assert moments.utc_date(late) == date(2026, 3, 27)
    assert moments.utc_midnight(date(2026, 3, 27)) == datetime(2026, 3, 27, tzinfo=UTC)
