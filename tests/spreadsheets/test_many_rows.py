"""20,000 rows import in one go."""

import pytest

from certifications.models import Certification, Mentor
from mentorcerts.lib.sheets import importing
from tests.support.dates import at
from tests.support.spreadsheets import csv_file, imported, preview, problems, xlsx_file

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

MANY = 20_000


def test_twenty_thousand_rows_import_in_one_go(coordinator, on):
    on("2026-03-26")
    rows = [[f"mentor-{n:05d}", "basic", "26/01/2025", "26 January 2027"] for n in range(MANY)]
    header = ["mentor_id", "certification_type", "issued_at", "expires_at"]
    imported(coordinator, Certification, xlsx_file(header, *rows))
    assert Certification.objects.governing().filter(expires_at=at("2027-01-26")).count() == MANY
    assert Certification.history.filter(source="import").count() == MANY
    assert Mentor.objects.count() == Mentor.history.count() == MANY


def test_twenty_thousand_bad_rows_are_counted_and_the_first_are_shown(coordinator, on):
    on("2026-03-26")
    rows = [["mentor 1", "basic", "03/04/2025"] for _ in range(MANY)]
    header = ["mentor_id", "certification_type", "issued_at"]
    shown = preview(coordinator, Certification, csv_file(header, *rows))
    assert len(problems(shown)) >= MANY
    page = shown.content.decode()
    assert page.count("could be 3 April") == importing.SHOWN_PROBLEMS
    assert "20,000 of 20,000 rows" in page
