"""Spans of days, as addresses name them."""

from datetime import UTC, date, datetime

import pytest

from mentorcerts.lib.day_spans import DaySpan


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-03-26", "26 Mar 2026"),
        ("2026-03-26..2026-03-26", "26 Mar 2026"),
        ("2026-03-01..2026-03-31", "1 Mar 2026 to 31 Mar 2026"),
    ],
)
def test_a_day_and_several_are_read_and_named(text, words):
    span = DaySpan.parse(text)
    assert span is not None
    assert span.in_words == words
    assert DaySpan.parse(str(span)) == span


@pytest.mark.parametrize(
    "text",
    [None, "", "expired", "30", "..", "2026-03-26..soon", "2026-03-31..2026-03-01",
     "9999-12-31", "0001-01-01", "2026-02-30", "2026-03-01..2026-03-02..2026-03-03"],
)  # fmt: skip
def test_anything_else_is_none(text):
    assert DaySpan.parse(text) is None


def test_it_is_asked_for_as_a_range_that_an_index_can_serve():
    span = DaySpan(date(2026, 3, 1), date(2026, 3, 31))
    assert span.within("at") == {
        "at__gte": datetime(2026, 3, 1, tzinfo=UTC),
        "at__lt": datetime(2026, 4, 1, tzinfo=UTC),
    }
