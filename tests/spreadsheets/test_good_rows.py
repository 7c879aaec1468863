"""The good rows are imported as they were shown, and the others come back as a file."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from certifications import services
from certifications.models import Certification, Mentor
from mentorcerts.lib.sheets.models import WaitingUpload
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory, MentorFactory
from tests.support.pages import page
from tests.support.records import everything
from tests.support.spreadsheets import (
    BASIC,
    CERTIFICATION_COLUMNS,
    confirm,
    csv_file,
    imported,
    preview,
    problems,
    xlsx_file,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("demo_programme")]

ROWS = [
    [*CERTIFICATION_COLUMNS, "Remark"],
    ["m-1", BASIC, "2026-03-20", "", "fine"],
    ["m-2", BASIC, "03/04/2026", "", "=1+1"],
    ["00123", "Peer mentor, basic", "2026-03-20", "", ""],
    ["m 4", BASIC, "2026-03-20", "", "a space"],
]


@pytest.fixture
def _ignored(coordinator):
    """Remarks are known to be ignored."""
    from mentorcerts.lib.sheets.remembered import remember_headings

    remember_headings("certifications", {"remark": ""}, by="kim", now=at("2026-03-01"))


def given_back(client, answer):
    """The file that the page offers, as it would be uploaded again."""
    assert answer.status_code == 302, problems(answer)
    offered = client.get(answer.url)
    assert "Download" in offered.content.decode()
    sent = client.get(answer.url.split("?")[0] + offered.context["address"])
    name = sent["Content-Disposition"].split('"')[1]
    return SimpleUploadedFile(name, b"".join(sent.streaming_content))


@pytest.mark.usefixtures("_ignored")
@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_good_rows_are_imported_and_the_others_given_back_with_the_reasons(file, coordinator):
    shown = preview(coordinator, Certification, file(*ROWS))
    assert "Import the 2 good rows, give me the others back as a file" in shown.content.decode()
    assert "Import now" not in shown.content.decode()
    before = Certification.objects.count()
    back = given_back(coordinator, confirm(coordinator, Certification, shown))
    assert Certification.objects.count() == before + 2
    assert set(Mentor.objects.filter(pk__in=["m-1", "m-2", "00123"]).values_list("pk")) == {
        ("m-1",),
        ("00123",),
    }
    if back.name.endswith("csv"):
        rows = list(csv.reader(io.StringIO(back.read().decode("utf-8-sig"))))
    else:
        rows = list(load_workbook(io.BytesIO(back.read())).active.iter_rows(values_only=True))
    assert list(rows[0]) == [*ROWS[0], "Why not"]
    assert [row[0] for row in rows[1:]] == ["m-2", "m 4"]
    assert rows[1][2] == "03/04/2026"
    # A workbook's formula has no result here; in CSV it was a text, and it is still none that runs.
    assert rows[1][4] == ("'=1+1" if back.name.endswith("csv") else None)
    assert "could be 3 April or 4 March" in rows[1][5]
    assert rows[2][5].startswith("mentor_id: Use 1 to 64 letters")


@pytest.mark.usefixtures("_ignored")
def test_what_came_back_is_mended_and_imported(coordinator):
    shown = preview(coordinator, Certification, csv_file(*ROWS))
    back = given_back(coordinator, confirm(coordinator, Certification, shown))
    text = back.read().decode("utf-8-sig").replace("03/04/2026", "2026-03-04").replace("m 4", "m-4")
    mended = SimpleUploadedFile(back.name, text.encode())
    imported(coordinator, Certification, mended)
    assert Certification.objects.get(mentor_id="m-2").issued_at == at("2026-03-04")
    assert Certification.objects.filter(mentor_id="m-4").exists()


def test_a_row_that_rests_on_one_left_out_is_left_out_too(coordinator):
    """The first would make room for the second."""
    first = CertificationFactory(certification_type_id=BASIC, issued_at=at("2025-01-01"))
    second = CertificationFactory(
        mentor=first.mentor,
        certification_type_id=BASIC,
        issued_at=at("2025-02-01"),
        is_current=False,
    )
    shown = preview(
        coordinator,
        Certification,
        csv_file(
            ["certification_id", "issued_at", "certification_type"],
            [first.certification_id, "2025-03-01", "no such type"],
            [second.certification_id, "2025-01-01", ""],
            [CertificationFactory().certification_id, "2025-01-01", ""],
        ),
    )
    assert [number for number, *_ in problems(shown)] == [2, 3]
    assert "is already recorded for" in problems(shown)[1][2]
    assert "2 of 3 rows" in shown.content.decode()
    assert [row.number for row in shown.context["good"].outcome.rows] == [4]


def test_what_changed_since_is_told_and_neither_written_nor_given_back(coordinator):
    certification = CertificationFactory(expires_at=at("2027-01-01"))
    columns = ["certification_id", "expires_at"]
    rows = [[certification.certification_id, "2028-01-01"], ["cert_00000000", "2028-01-01"]]
    shown = preview(coordinator, Certification, csv_file(columns, *rows))
    services.update_certification(
        certification=certification, changes={"expires_at": at("2029-01-01")}, today=TODAY, by="al"
    )
    before = everything()
    answer = confirm(coordinator, Certification, shown)
    assert "it is not what was shown any more" in answer.content.decode()
    assert everything() == before
    assert confirm(coordinator, Certification, answer).status_code == 302
    certification.refresh_from_db()
    assert certification.expires_at == at("2028-01-01")


def test_where_the_others_have_become_good_everything_is_shown_anew(coordinator):
    rows = [["mentor_id", "name"], ["m-1", "Ann"], ["someone@example.org", "Bo"]]
    shown = preview(coordinator, Mentor, csv_file(*rows))
    MentorFactory(mentor_id="m-2", email="someone@example.org")
    answer = confirm(coordinator, Mentor, shown)
    assert "confirm_form" in answer.context
    assert not Mentor.objects.filter(pk="m-1").exists()
    assert confirm(coordinator, Mentor, answer).status_code == 302
    assert Mentor.objects.get(pk="m-2").name == "Bo"


def test_where_no_row_is_good_nothing_waits(coordinator):
    shown = preview(coordinator, Mentor, csv_file(["mentor_id"], ["a b"], ["c d"]))
    assert shown.context["good"] is None if "good" in shown.context else True
    assert not WaitingUpload.objects.exists()


@pytest.mark.usefixtures("_ignored")
def test_only_its_person_gets_the_rows_back(coordinator, administrator):
    shown = preview(coordinator, Certification, csv_file(*ROWS))
    answer = confirm(coordinator, Certification, shown)
    assert administrator.get(answer.url).status_code == 302
    assert coordinator.get(answer.url).status_code == 200
    made_up = coordinator.get(page(Certification, "left_out"), {"rows": "x"})
    assert made_up.url == page(Certification, "import")
    WaitingUpload.objects.all().delete()
    gone = coordinator.get(f"{answer.url}&file=1")
    assert "are no longer there" in coordinator.get(gone.url).content.decode()
