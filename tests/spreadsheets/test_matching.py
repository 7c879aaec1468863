"""What the columns of people's own files are: known, asked about on a page, and remembered."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from certifications.models import Certification, Mentor
from mentorcerts.lib.sheets import remembered
from mentorcerts.lib.sheets.models import RememberedHeading, WaitingUpload
from mentorcerts.lib.sheets.remembered import remember_headings, remembered_headings
from tests.support.dates import at
from tests.support.pages import page
from tests.support.records import everything
from tests.support.spreadsheets import (
    BASIC,
    base_errors,
    confirm,
    csv_file,
    match,
    preview,
    problems,
    workbook_file,
    xlsx_file,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("demo_programme")]

OWN_WORDS = [["Nr.", "Schulung", "Bestanden", "Bemerkung"], ["m-1", BASIC, "20.03.2026", "nett"]]
MEANT = {"column_0": "mentor_id", "column_1": "certification_type", "column_2": "issued_at"}


def test_headings_in_own_words_are_matched_on_a_page_and_remembered(coordinator):
    asked = preview(coordinator, Certification, csv_file(*OWN_WORDS))
    assert "What does each column hold?" in asked.content.decode()
    assert [values for _, values in asked.context["form"].rows()] == [
        ["m-1"], [BASIC], ["20.03.2026"], ["nett"],
    ]  # fmt: skip
    shown = match(coordinator, Certification, asked, **MEANT)
    assert shown.context["notes"] == [
        '"Nr." is read as Mentor id.',
        '"Schulung" is read as Type.',
        '"Bestanden" is read as Issued.',
        'Not read: "Bemerkung".',
    ]
    assert confirm(coordinator, Certification, shown).status_code == 302
    assert Certification.objects.get(mentor_id="m-1").issued_at == at("2026-03-20")
    assert remembered_headings("certifications") == {
        "nr": "mentor_id", "schulung": "certification_type", "bestanden": "issued_at",
        "bemerkung": "",
    }  # fmt: skip
    assert {each.said_by for each in RememberedHeading.objects.all()} == {"kim"}
    again = csv_file([*OWN_WORDS[0][::-1]], ["", "20.03.2026", BASIC, "m-2"])
    assert "confirm_form" in preview(coordinator, Certification, again).context


def test_what_is_remembered_of_one_list_is_not_of_another(coordinator):
    match(coordinator, Certification, preview(coordinator, Certification, csv_file(*OWN_WORDS)))
    asked = preview(coordinator, Mentor, csv_file(["mentor_id", "Bemerkung"], ["m-1", "x"]))
    assert "confirm_form" not in asked.context


def test_what_is_needed_and_what_is_chosen_twice_is_said_and_nothing_is_remembered(coordinator):
    asked = preview(coordinator, Certification, csv_file(*OWN_WORDS))
    before = everything()
    again = match(coordinator, Certification, asked, column_0="mentor_id")
    assert base_errors(again) == "Needed, and not there yet: Type and Issued."
    again = match(coordinator, Certification, again, **MEANT, column_3="issued_at")
    assert base_errors(again) == "Two columns can't both be Issued: ignore one of them."
    again = match(coordinator, Certification, again, column_3="what is this")
    assert again.context["form"].errors["column_3"]
    assert everything() == before
    assert "confirm_form" in match(coordinator, Certification, again, column_3="ignore").context


@pytest.mark.parametrize(
    "headings",
    [
        ["mentor_id", "certification_type", "issued_at", "expires_at"],
        ["Mentor ID", "TYPE", "Issued on", "Valid until"],
        ["Mentor", "Type", "Issued", "Expires"],
        ["mentor-id", "Certification type", "Issue date", "Valid through"],
        ["Id", "type", "issued  at", "Expiry date:"],
    ],
)
def test_what_people_usually_write_is_known(headings, coordinator):
    row = ["m-1", BASIC, "2026-03-20", "2029-03-20"]
    assert "confirm_form" in preview(coordinator, Certification, csv_file(headings, row)).context


def test_a_known_heading_can_be_matched_differently_where_its_person_asks_for_it(coordinator):
    upload = {"import_file": csv_file(["mentor_id", "name"], ["m-1", "x"]), "match_columns": "on"}
    asked = coordinator.post(page(Mentor, "import"), upload)
    shown = match(coordinator, Mentor, asked, column_1="ignore")
    assert confirm(coordinator, Mentor, shown).status_code == 302
    assert Mentor.objects.get(pk="m-1").name == ""
    later = preview(coordinator, Mentor, csv_file(["mentor_id", "name"], ["m-2", "Bo"]))
    assert later.context["notes"] == ['Not read: "name".']
    upload["import_file"] = csv_file(["mentor_id", "name"], ["m-2", "Bo"])
    asked = coordinator.post(page(Mentor, "import"), upload)
    match(coordinator, Mentor, asked, column_1="name")
    assert remembered_headings("mentors") == {"name": "name"}


def test_the_row_of_the_headings_can_be_chosen(coordinator):
    rows = csv_file(["Our mentors", "of 2026"], ["Nr", "Wie"], ["m-1", "Ann"], ["m-2", "Bo"])
    asked = preview(coordinator, Mentor, rows)
    assert asked.context["form"]["heading_row"].value() == 1
    asked = match(coordinator, Mentor, asked, heading_row="2")
    assert [field.label for field, _ in asked.context["form"].rows()] == ["Nr", "Wie"]
    shown = match(coordinator, Mentor, asked, column_0="mentor_id", column_1="name")
    assert (
        "The headings are in row 2; what stands above them is not read." in (shown.context["notes"])
    )
    assert confirm(coordinator, Mentor, shown).status_code == 302
    assert set(Mentor.objects.filter(pk__startswith="m-").values_list("name", flat=True)) == {
        "Ann", "Bo",
    }  # fmt: skip


@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_a_file_without_headings_is_matched_by_its_columns_and_nothing_remembered(
    file, coordinator
):
    asked = preview(coordinator, Mentor, file(["m-1", "Ann"], ["m-2", "Bo", "bo@example.org"]))
    asked = match(coordinator, Mentor, asked, heading_row="0")
    assert [(field.label, values) for field, values in asked.context["form"].rows()] == [
        ("Column A (no heading)", ["m-1", "m-2"]),
        ("Column B (no heading)", ["Ann", "Bo"]),
        ("Column C (no heading)", ["bo@example.org"]),
    ]
    chosen = {"column_0": "mentor_id", "column_1": "name", "column_2": "email"}
    shown = match(coordinator, Mentor, asked, **chosen)
    assert "There are no headings: the first row is read as well." in shown.context["notes"]
    assert confirm(coordinator, Mentor, shown).status_code == 302
    names = Mentor.objects.filter(pk__in=["m-1", "m-2"]).values_list("name", "email")
    assert set(names) == {("Ann", ""), ("Bo", "bo@example.org")}
    assert remembered_headings("mentors") == {}


def test_of_several_sheets_the_one_is_proposed_that_fits_and_another_can_be_chosen(coordinator):
    mentors = [["mentor_id", "name"], ["m-1", "Ann"]]
    later = [mentors[0], ["m-2", "Bo"]]
    notes = [["Hello"], ["there"]]
    file = workbook_file({"Notes": notes, "2025": mentors, "2026": later})
    asked = preview(coordinator, Mentor, file)
    form = asked.context["form"]
    assert form["sheet"].value() == 1
    assert [name for _, name in form.fields["sheet"].choices] == ["Notes", "2025", "2026"]
    asked = match(coordinator, Mentor, asked, sheet="2")
    shown = match(coordinator, Mentor, asked)
    assert 'Read from the sheet "2026"; not from "Notes" and "2025".' in shown.context["notes"]
    assert confirm(coordinator, Mentor, shown).status_code == 302
    assert list(Mentor.objects.filter(pk__startswith="m-").values_list("pk", flat=True)) == ["m-2"]


def test_the_only_sheet_that_fits_is_read_at_once_and_said(coordinator):
    mentors = [["mentor_id", "name"], ["m-1", "Ann"]]
    file = workbook_file({"Notes": [["Hello"], ["there"]], "People": mentors})
    shown = preview(coordinator, Mentor, file)
    assert shown.context["notes"] == ['Read from the sheet "People"; not from "Notes".']
    assert confirm(coordinator, Mentor, shown).status_code == 302
    assert Mentor.objects.filter(pk="m-1").exists()


def test_a_workbook_in_which_a_chart_was_open_is_read(coordinator):
    workbook, file = Workbook(), io.BytesIO()
    workbook.active.append(["mentor_id"])
    workbook.active.append(["m-1"])
    chart = BarChart()
    chart.add_data(Reference(workbook.active, min_col=1, min_row=1, max_row=2))
    workbook.active = workbook.create_chartsheet("Chart")
    workbook.active.add_chart(chart)
    workbook.save(file)
    shown = preview(coordinator, Mentor, SimpleUploadedFile("a.xlsx", file.getvalue()))
    assert confirm(coordinator, Mentor, shown).status_code == 302
    assert Mentor.objects.filter(pk="m-1").exists()


def test_a_column_without_a_heading_is_asked_about_if_it_holds_something(coordinator):
    rows = [["mentor_id", "", "name"], ["m-1", "", "Ann"]]
    assert "confirm_form" in preview(coordinator, Mentor, csv_file(*rows)).context
    asked = preview(coordinator, Mentor, xlsx_file(*rows, ["m-2", None, "Bo", "late"]))
    assert [field.label for field, _ in asked.context["form"].rows()] == [
        "mentor_id", "name", "Column D (no heading)",
    ]  # fmt: skip
    shown = match(coordinator, Mentor, asked)
    assert confirm(coordinator, Mentor, shown).status_code == 302
    assert remembered_headings("mentors") == {}


def test_the_columns_stay_matched_where_rows_have_to_be_corrected(coordinator):
    asked = preview(coordinator, Mentor, csv_file(["Nr", "Wie"], ["not an id", "Ann"]))
    refused = match(coordinator, Mentor, asked, column_0="mentor_id", column_1="name")
    assert [(row, column) for row, column, _ in problems(refused)] == [(2, "mentor_id")]
    assert ">Nr<" in refused.content.decode(), "as the file calls it"
    assert not WaitingUpload.objects.exists()
    good = preview(coordinator, Mentor, csv_file(["Nr", "Wie"], ["m-1", "Ann"]))
    assert "confirm_form" in good.context


def test_nobody_matches_somebody_elses_columns_or_confirms_by_that_page(coordinator, viewer):
    asked = preview(coordinator, Mentor, csv_file(["Nr"], ["m-1"]))
    assert match(viewer, Mentor, asked).status_code == 403
    before = everything()
    for address in ("process_import", "match_columns"):
        assert coordinator.post(page(Mentor, address), {"upload": "made up"}).url == page(
            Mentor, "import"
        )
    assert confirm(coordinator, Mentor, asked).url == page(Mentor, "import")
    assert coordinator.get(page(Mentor, "match_columns")).status_code == 405
    assert everything() == before


@pytest.mark.parametrize("choice", [{"heading_row": "999"}, {"heading_row": "-1"}, {"sheet": "7"}])
def test_a_row_or_a_sheet_that_is_not_there_is_no_error(choice, coordinator):
    asked = preview(coordinator, Mentor, csv_file(["Nr"], ["m-1"]))
    assert match(coordinator, Mentor, asked, **choice).status_code in (200, 302)


def test_markup_in_headings_and_examples_is_shown_as_text(coordinator):
    evil = "<script>alert(1)</script>"
    asked = preview(coordinator, Mentor, csv_file([evil, "b"], [evil, "c"]))
    assert evil not in asked.content.decode()
    assert "alert(1)" in asked.content.decode()


def test_a_file_with_fifty_unknown_columns_is_asked_about(coordinator):
    asked = preview(coordinator, Mentor, csv_file([f"c{n}" for n in range(50)], ["x" * 500] * 50))
    assert len(list(asked.context["form"].rows())) == 50
    assert "x" * 61 not in asked.content.decode()


def test_only_so_many_headings_are_remembered(db, monkeypatch):
    monkeypatch.setattr(remembered, "MAX_REMEMBERED", 2)
    for day, heading in enumerate("abc", 1):
        now = datetime(2026, 3, day, tzinfo=UTC)
        remember_headings("mentors", {heading: "name", "x" * 101: ""}, by="kim", now=now)
    assert remembered_headings("mentors") == {"b": "name", "c": "name"}


def test_a_column_that_is_gone_since_is_asked_about_again(coordinator):
    said = {"nr": "mentor_id", "alt": "was there once"}
    remember_headings("mentors", said, by="kim", now=datetime(2026, 3, 1, tzinfo=UTC))
    asked = preview(coordinator, Mentor, csv_file(["Nr", "Alt"], ["m-1", "x"]))
    assert "confirm_form" not in asked.context
    assert asked.context["form"]["column_0"].value() == "mentor_id"


def test_a_file_that_is_cut_after_its_headings_is_refused(coordinator):
    file = SimpleUploadedFile("a.csv", b"A title\n\nmentor_id,name\n")
    assert "no rows below" in base_errors(preview(coordinator, Mentor, file))


def test_headings_that_name_an_erased_mentor_are_forgotten_and_no_others(db):
    said = dict.fromkeys(["anncole", "coleann", "cole", "bemerkung", "anncolemobile"], "")
    remember_headings("mentors", said, by="kim", now=datetime(2026, 3, 1, tzinfo=UTC))
    remembered.forget_headings_with(["Ann Cole", ""])
    assert set(remembered_headings("mentors")) == {"cole", "bemerkung"}
