"""What an import refuses, by row and column."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certifications.models import Certification, Mentor
from mentorcerts.lib.sheets import tables
from renewals.models import Renewal
from tests.support.records import everything
from tests.support.spreadsheets import (
    BASIC,
    CERTIFICATION_COLUMNS,
    RENEWAL_COLUMNS,
    base_errors,
    csv_file,
    preview,
    problems,
    xlsx_file,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("demo_programme")]


def test_bad_rows_are_listed_by_row_and_column_and_nothing_is_saved(coordinator):
    before = everything()
    shown = preview(
        coordinator,
        Certification,
        csv_file(
            [name.replace("_", " ").title() for name in CERTIFICATION_COLUMNS],
            ["mentor-042", BASIC, "2026-03-20", ""],
            ["mentor-043", BASIC, "03/04/2026", "26/03/29"],
            [],
            ["..", BASIC, "2026-03-20", "2025-03-20"],
            ["", "new_type", "2026-03-20", ""],
            ["mentor-042", BASIC, "20 Mar 2026", ""],
            ["mntr_04", "new_type", "2026-03-20", ""],
        ),
    )
    assert problems(shown) == [
        (3, "issued_at", "03/04/2026 could be 3 April or 4 March: write 2026-04-03 or 2026-03-04."),
        (3, "expires_at", "Write the year of 26/03/29 with four digits, or write 2026-03-26."),
        (
            5,
            "mentor_id",
            "Use 1 to 64 letters, digits, or the signs _ . : - and nothing else. One or two "
            "dots alone are no id.",
        ),
        (5, "expires_at", "It must be after the issue date, 20 Mar 2026."),
        (6, "mentor_id", "It is empty. It is needed in every row."),
        (
            7,
            "issued_at",
            "Row 2 records the same: mentor-042, peer_mentor_basic, issued on 20 Mar 2026. "
            "Keep one of the two.",
        ),
        (
            8,
            "expires_at",
            "Needed: there is no type new_type yet that could say how long. Known are: "
            "background_check (Background check), peer_mentor_advanced (Peer mentor, advanced), "
            "peer_mentor_basic (Peer mentor, basic), peer_mentor_standard (Peer mentor, standard), "
            "peer_mentor_trainer (Mentor trainer).",
        ),
    ]
    page = shown.content.decode()
    assert "5 of 6 rows can" in page
    assert "03/04/2026 could be 3 April or 4 March" in page
    assert "Import now" not in page
    assert everything() == before


def test_bad_renewals_are_listed(coordinator):
    shown = preview(
        coordinator,
        Renewal,
        xlsx_file(
            [*RENEWAL_COLUMNS, "certification_id"],
            ["mentor-999", "2026-03-26", "2028-03-26", None, None, None],
            ["mentor-042", "2026-03-26", "2026-03-27", None, None, None],
            ["mentor-042", "2026-03-26", "2028-03-26", None, None, "cert_03PQ7SY1"],
            ["mentor-042", "2026-03-26", 4610, "x" * 151, None, None],
        ),
    )
    assert [(number, column) for number, column, _ in problems(shown)] == [
        (2, "mentor_id"),
        (3, "new_expiry_date"),
        (4, "certification_id"),
        (5, "new_expiry_date"),
    ]


def test_bad_mentors_are_listed(coordinator):
    shown = preview(
        coordinator,
        Mentor,
        csv_file(
            ["mentor_id", "name", "email"],
            ["m-1", "Ann", "nowhere"],
            ["m-1", "Bo", ""],
            ["m-2", "C\0leo", ""],
            ["m-3", "Di", "", "what is this"],
        ),
    )
    assert [(number, column) for number, column, _ in problems(shown)] == [
        (2, "email"),
        (3, "mentor_id"),
        (4, "name"),
        (5, ""),
    ]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"mentor_id,name\nm-1,Zo\x81", "CSV UTF-8"),
        ("a.csv", b"mentor_id,name\n", "no rows below"),
        ("a.csv", b"\n,\n", "The file is empty"),
        ("a.csv", b"\n\nm-1,Ann", "no rows below"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", "protected with a password"),
        ("a.csv", b'mentor_id\n"' + b"x" * 200_000, "Row 2 has more than 100,000 characters"),
        ("a.csv", b"PK\x03\x04\xff", "isn't a CSV file"),
        ("a.xlsx", b"mentor_id,name\nm-1,Ann", "isn't an Excel workbook"),
        ("a.xls", b"x", "ends in .csv or .xlsx"),
        ("a", b"x", "ends in .csv or .xlsx"),
        ("a.csv", b"", "empty"),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_words(name, content, words, coordinator):
    shown = preview(coordinator, Mentor, SimpleUploadedFile(name, content))
    assert words in base_errors(shown)


def test_what_an_export_says_of_removed_and_revoked_records_is_not_lost(coordinator):
    shown = preview(
        coordinator,
        Certification,
        csv_file(
            [*CERTIFICATION_COLUMNS, "status", "deleted_at"],
            ["m-1", BASIC, "2026-03-20", "", "Revoked", ""],
            ["m-2", BASIC, "2026-03-20", "", "expired", ""],
            ["m-3", BASIC, "2026-03-20", "", "", "2026-03-21"],
        ),
    )
    assert [(number, column) for number, column, _ in problems(shown)] == [
        (2, "status"),
        (4, "deleted_at"),
    ]


def test_only_the_first_rows_and_problems_are_shown_and_the_rest_counted(coordinator, monkeypatch):
    good = csv_file(["mentor_id"], *([f"m-{number}"] for number in range(150)))
    page = preview(coordinator, Mentor, good).content.decode()
    assert page.count("m-") >= tables.PREVIEW_ROWS
    assert "m-99<" in page
    assert "m-100<" not in page
    assert "And 50 more rows" in page
    bad = csv_file(["mentor_id"], *([f"m {number}"] for number in range(250)))
    page = preview(coordinator, Mentor, bad).content.decode()
    assert "250 of 250 rows" in page
    assert "And 50 more." in page


def test_markup_in_a_file_is_shown_as_text(coordinator):
    evil = "<script>alert(1)</script>"
    for rows in ([["m-1", evil]], [[evil, "Ann"]]):
        page = preview(coordinator, Mentor, csv_file(["mentor_id", "name"], *rows)).content
        assert evil.encode() not in page
    assert evil.encode() not in preview(coordinator, Mentor, csv_file([evil], ["x"])).content
