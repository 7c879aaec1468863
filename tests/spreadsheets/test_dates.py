"""Dates as people write them: read where there is one meaning, refused where there are two."""

import re
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcerts.lib.sheets.cells import NO_RESULT, Since1904
from mentorcerts.lib.sheets.dates import MONTHS, read_date
from tests.support.dates import at

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("2026-03-26", "2026-03-26"),
        (" 2026-03-26 ", "2026-03-26"),
        ("2026-03-04", "2026-03-04"),
        ("2026-03-26T09:30:00Z", "2026-03-26T09:30:00"),
        ("2026-03-26 09:30", "2026-03-26T09:30:00"),
        ("2026-03-26T01:00:00+02:00", "2026-03-25T23:00:00"),
        ("26/03/2026", "2026-03-26"),
        ("26.03.2026", "2026-03-26"),
        ("26.3.2026", "2026-03-26"),
        ("03/03/2026", "2026-03-03"),
        ("13/12/2026", "2026-12-13"),
        ("26 March 2026", "2026-03-26"),
        ("26 Mar 2026", "2026-03-26"),
        ("26  march  2026", "2026-03-26"),
        ("3 Sept 2026", "2026-09-03"),
        ("3 April 2026", "2026-04-03"),
        ("26-Mar-2026", "2026-03-26"),
        ("29/02/2024", "2024-02-29"),
        (datetime(2026, 3, 26), "2026-03-26"),
        (datetime(2026, 3, 26, 9, 30, 0, 400), "2026-03-26T09:30:00"),
        (date(2026, 4, 3), "2026-04-03"),
        ("31/12/9999", "9999-12-31"),
        ("05.03.2025", "2025-03-05"),
        ("5.3.2025", "2025-03-05"),
        ("5. March 2025", "2025-03-05"),
        ("26.03.2025 14:30", "2025-03-26T14:30:00"),
        ("26/03/2026 9:05", "2026-03-26T09:05:00"),
        ("26 March 2026, 14:30:15", "2026-03-26T14:30:15"),
        ("2026/03/26", "2026-03-26"),
        ("2026/3/4", "2026-03-04"),
        ("2026-3-26", "2026-03-26"),
        ("2026/03/26 14:30", "2026-03-26T14:30:00"),
        ("1 Mar 2026", "2026-03-01"),
        ("March 26, 2026", "2026-03-26"),
        ("26-03-2026", "2026-03-26"),
        (45741, "2025-03-25"),
        (45741.0, "2025-03-25"),
        (45741.5, "2025-03-25T12:00:00"),
        ("45741", "2025-03-25"),
        (2958465, "9999-12-31"),
        (Since1904(44279), "2025-03-25"),
    ],
)
def test_what_has_one_meaning_is_read(cell, meant):
    assert read_date(cell) == at(meant)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("03/04/2026", "03/04/2026 could be 3 April or 4 March: write 2026-04-03 or 2026-03-04."),
        ("3-4-2026", "3-4-2026 could be 3 April or 4 March: write 2026-04-03 or 2026-03-04."),
        ("03/04/2026 14:30", "could be 3 April or 4 March"),
        ("26.03.2026 25:30", "There is no such time of day: 26.03.2026 25:30."),
        ("03.26.2026", "There is no month 26"),
        ("12/01/2026", "could be 12 January or 1 December: write 2026-01-12 or 2026-12-01."),
        ("26/03/26", "Write the year of 26/03/26 with four digits"),
        ("26 Mar 26", "Write the year of 26 Mar 26 with four digits"),
        ("3/4/26", "four digits"),
        ("03/26/2026", "There is no month 26"),
        ("31/02/2026", "There is no such date: 31/02/2026."),
        ("29.02.2026", "There is no such date"),
        ("32/01/2026", "There is no such date"),
        ("0/13/2026", "There is no month 13"),
        ("00/00/2026", "There is no such date"),
        ("2026-02-30", "There is no such date or time"),
        ("2026/26/03", "There is no such date: 2026/26/03."),
        ("26/03.2026", "is not understood"),
        ("26 Mars 2026", "is not understood"),
        ("20260326", "is not understood"),
        ("tomorrow", "'tomorrow' is not understood"),
        ("٢٦/٠٣/٢٠٢٦", "is not understood"),
        (2026, "2026 is not a date"),
        (19_999, "19999 is not a date"),
        (109_575, "109575 is not a date"),
        (-1.5, "-1.5 is not a date"),
        (float("nan"), "nan is not a date"),
        (float("inf"), "inf is not a date"),
        (NO_RESULT, "A formula without a result: open the file in Excel and save it."),
        (True, "True is not a date"),
        (time(9, 30), "is not a date"),
        (datetime(1899, 12, 31), "Dates go from 1900-01-01"),
        ("01/01/1800", "Dates go from 1900-01-01"),
    ],
)
def test_what_has_two_meanings_or_none_is_refused_with_what_would_be_right(cell, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        read_date(cell)


@given(day=st.dates(date(1900, 1, 1)), sign=st.sampled_from("/.-"))
def test_a_numeric_date_is_read_exactly_if_it_has_one_meaning(day, sign):
    text = f"{day.day}{sign}{day.month:02d}{sign}{day.year:04d}"
    if sign != "." and day.day <= 12 and day.day != day.month:
        with pytest.raises(ValueError, match="could be"):
            read_date(text)
    else:
        assert read_date(text).date() == day


@given(day=st.dates(date(1900, 1, 1)), length=st.sampled_from([3, None]))
def test_a_date_with_the_months_name_is_always_read(day, length):
    month = MONTHS[day.month - 1][:length]
    assert read_date(f"{day.day} {month} {day.year:04d}").date() == day
