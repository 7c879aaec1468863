"""Texts in cells: none runs on the way out, each comes back as it was."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcerts.lib.sheets.cells import format_cell, read_text
from mentorcerts.lib.sheets.local_times import local_time
from tests.support.dates import at

pytestmark = pytest.mark.one_database

FULL_WIDTH = ["\uff1d", "\uff0b", "\uff0d", "\uff20"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", *FULL_WIDTH])
def test_a_text_that_would_run_gets_an_apostrophe(sign):
    assert format_cell(f"{sign}1+1") == f"'{sign}1+1"
    assert read_text(format_cell(f"{sign}1+1")) == f"{sign}1+1"


@given(st.text(alphabet="';=+-@\t\r\nab ", min_size=1))
def test_a_text_that_was_written_is_read_as_it_was(text):
    cell = format_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert read_text(cell).strip() == text.strip()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (True, "yes"),
        (False, "no"),
        (None, None),
        (-5, -5),
        (at("2026-03-26"), date(2026, 3, 26)),
        (at("2026-03-26T09:30:00"), datetime(2026, 3, 26, 9, 30)),
        (date(2026, 3, 26), date(2026, 3, 26)),
        ("O'Neil", "O'Neil"),
        ("'quoted'", "'quoted'"),
        ("a=b", "a=b"),
    ],
)
def test_how_values_are_written(value, cell):
    assert format_cell(value) == cell


def test_what_happened_is_told_by_the_programmes_clock(settings):
    settings.MENTORCERTS_TIME_ZONE = "America/Los_Angeles"
    assert format_cell(local_time(at("2026-11-29T01:30:00"))) == datetime(2026, 11, 28, 17, 30)
    assert format_cell(local_time(None)) is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" Ann ", "Ann"),
        (42, "42"),
        (42.0, "42"),
        (42.5, "42.5"),
        (datetime(2026, 3, 26), "2026-03-26"),
        ("'tis", "'tis"),
    ],
)
def test_what_a_spreadsheet_made_of_a_text_is_read_as_text(cell, text):
    assert read_text(cell) == text


@pytest.mark.parametrize("cell", [True, "a\0b", "#N/A", "#REF!"])
def test_what_is_no_text_is_refused(cell):
    with pytest.raises(ValueError, match=r"\w"):
        read_text(cell)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a;'=1+1", "a;''=1+1"),
        ("=1;=2", "'=1;'=2"),
        ("a;;@b", "a;;'@b"),
        ("a; b; -5", "a; b; -5"),
    ],
)
def test_after_a_semicolon_no_text_is_a_formula_either(text, cell):
    assert format_cell(text) == cell
    assert read_text(cell) == text
