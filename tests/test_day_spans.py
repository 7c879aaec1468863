"""Spans of days, as lists are asked for them."""

from datetime import UTC, date, datetime

from mentorcerts.lib.day_spans import DaySpan


def test_it_is_asked_of_a_list_by_two_parameters():
    span = DaySpan(date(2026, 3, 1), date(2026, 3, 31))
    assert span.query("expires") == {"expires_from": "2026-03-01", "expires_to": "2026-03-31"}
    assert DaySpan(None, date(2026, 3, 31)).query("expires") == {"expires_to": "2026-03-31"}


def test_it_is_asked_for_as_a_range_that_an_index_can_serve():
    span = DaySpan(date(2026, 3, 1), date(2026, 3, 31))
    first, after = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    assert span.within("at") == {"at__gte": first, "at__lt": after}
    assert DaySpan(None, date(2026, 3, 31)).within("at") == {"at__lt": after}
    assert DaySpan(date(2026, 3, 1), date.max).within("at") == {"at__gte": first}
