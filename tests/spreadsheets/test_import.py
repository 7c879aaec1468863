"""What an import writes, from its preview to its confirmation, and who may."""

from datetime import datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certifications.models import AutoPause, Certification, Mentor
from renewals.models import Renewal
from statuses.models import CertificationStatus
from tests.support.dates import at
from tests.support.pages import page
from tests.support.records import everything
from tests.support.spreadsheets import (
    BASIC,
    CERTIFICATION_COLUMNS,
    GOOD_ROWS,
    IMPORTED,
    RENEWAL_COLUMNS,
    confirm,
    csv_file,
    imported,
    preview,
    xlsx_file,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("demo_programme")]


# --- what comes in ------------------------------------------------------------------------
@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_mentors_are_made_and_changed(file, coordinator):
    rows = [
        ["Mentor ID", "NAME", "E-mail"],
        ["mentor-042", "Zoë O'Neil", "zoe@example.org"],
        ["m-1", "Ann", None],
    ]
    shown = preview(coordinator, Mentor, file(*rows))
    kinds = {row.number: row.kind for row in shown.context["result"].outcome.rows}
    assert kinds == {2: "changed", 3: "new"}
    assert not Mentor.objects.filter(pk="m-1").exists()
    answer = confirm(coordinator, Mentor, shown)
    assert answer.status_code == 302
    assert Mentor.objects.get(pk="m-1").name == "Ann"
    changed = Mentor.objects.get(pk="mentor-042")
    assert (changed.name, changed.email) == ("Zoë O'Neil", "zoe@example.org")


@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_certifications_are_recorded(file, coordinator):
    imported(
        coordinator,
        Certification,
        file(
            CERTIFICATION_COLUMNS,
            ["mntr_02BY7M3RL", BASIC, "20 March 2026", "20/03/2029"],
            ["m-1", BASIC, "2026-03-20", None],
        ),
    )
    first, second = Certification.objects.order_by("-pk")[:2][::-1]
    assert (first.issued_at, first.expires_at) == (at("2026-03-20"), at("2029-03-20"))
    assert (second.mentor_id, second.expires_at) == ("m-1", at("2029-03-20"))
    assert first.is_current
    assert AutoPause.objects.get(log_id="log_01AAZ7BC").lifted_by == "kim"


@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_renewals_are_recorded(file, coordinator):
    imported(
        coordinator,
        Renewal,
        file(
            RENEWAL_COLUMNS,
            ["mntr_02BY7M3RL", "26.03.2026", "31/12/2028", None, "On paper"],
            ["mentor-042", "2026-03-26", "2028-03-31", "admin-01", None],
            ["mentor-042", "2026-03-26", "2029-03-31", "admin-01", None],
        ),
    )
    first, second, third = Renewal.objects.order_by("-pk")[:3][::-1]
    assert (first.processed_by, first.notes) == ("kim", "On paper")
    assert first.new_expiry_date == at("2028-12-31")
    assert (second.processed_by, third.previous_expiry_date) == ("admin-01", at("2028-03-31"))
    assert AutoPause.objects.get(log_id="log_01AAZ7BC").lifted_by == "kim"


THREE_ROWS = {
    Certification: [CERTIFICATION_COLUMNS, *[[f"m-{n}", BASIC, "2026-03-20"] for n in "123"]],
    Renewal: [RENEWAL_COLUMNS, *[["mentor-042", "2026-03-26", f"203{n}-03-31"] for n in "123"]],
}


@pytest.mark.parametrize(("model", "rows"), THREE_ROWS.items())
def test_of_many_rows_the_first_are_previewed_and_all_are_written(
    model, rows, coordinator, monkeypatch
):
    monkeypatch.setattr(f"{model._meta.app_label}.sheets.PREVIEW_ROWS", 2)
    before = model.objects.count()
    assert len(preview(coordinator, model, csv_file(*rows)).context["result"].outcome.rows) == 2
    imported(coordinator, model, csv_file(*rows))
    assert model.objects.count() == before + 3


def test_cells_that_excel_knows_to_be_dates_and_numbers(coordinator):
    imported(
        coordinator,
        Certification,
        xlsx_file(CERTIFICATION_COLUMNS, [4711, BASIC, datetime(2026, 2, 3), datetime(2029, 3, 4)]),
    )
    new = Certification.objects.get(mentor_id="4711")
    assert (new.issued_at, new.expires_at) == (at("2026-02-03"), at("2029-03-04"))


def test_csv_as_other_countries_write_it(coordinator):
    text = "\ufeffmentor_id;name\r\nm-1;Zoë\r\n\r\nm-2;Ann\r\n"
    imported(coordinator, Mentor, SimpleUploadedFile("mentors.CSV", text.encode()))
    assert set(Mentor.objects.filter(pk__in=["m-1", "m-2"]).values_list("name", flat=True)) == {
        "Zoë",
        "Ann",
    }


@pytest.mark.parametrize("model", IMPORTED)
def test_the_history_says_who_and_that_it_was_an_import(model, coordinator):
    imported(coordinator, model, csv_file(*GOOD_ROWS[model]))
    entry = model.history.latest("history_id")
    assert (entry.source, entry.history_user.get_username()) == ("import", "kim")


def test_the_preview_shows_what_the_import_then_does(coordinator):
    rows = csv_file(
        CERTIFICATION_COLUMNS,
        ["mntr_02BY7M3RL", BASIC, "2026-03-20", ""],
        ["m-1", BASIC, "2026-03-20", ""],
        ["mentor-099", BASIC, "2010-03-20", "2011-03-20"],
    )
    shown = preview(coordinator, Certification, rows)
    outcome = shown.context["result"].outcome
    assert [row.effect for row in outcome.rows] == [
        "Valid. Ends the pause by the nightly run.",
        "Valid. Makes the mentor.",
        "Expired. Another one decides where the mentor stands.",
    ]
    assert outcome.sentences == [
        "3 certifications recorded.",
        "1 new mentor made: m-1.",
        "1 pause by the nightly run ended.",
    ]
    page = shown.content.decode()
    assert "Import now" in page
    assert "2029-03-20" in page
    done = confirm(coordinator, Certification, shown)
    answer = coordinator.get(done.url)
    assert "Imported. 3 certifications recorded." in answer.content.decode()


@pytest.mark.parametrize(("number", "more"), [(5, "."), (6, " and 1 more.")])
def test_of_new_mentors_the_first_five_are_named(number, more, coordinator):
    rows = [[f"m-{n}", BASIC, "2026-03-20"] for n in range(number)]
    shown = preview(coordinator, Certification, csv_file(CERTIFICATION_COLUMNS[:3], *rows))
    assert shown.context["result"].outcome.sentences[1] == (
        f"{number} new mentors made: m-0, m-1, m-2, m-3, m-4{more}"
    )


@pytest.mark.parametrize("model", IMPORTED)
def test_a_preview_writes_nothing(model, coordinator):
    before = everything()
    preview(coordinator, model, csv_file(*GOOD_ROWS[model]))
    assert everything() == before


# --- between preview and confirmation -----------------------------------------------------
def test_what_changed_since_the_preview_is_told_and_nothing_is_saved(coordinator):
    rows = GOOD_ROWS[Certification], [*GOOD_ROWS[Certification], ["m-1", BASIC, "2026-03-20"]]
    first, second = (preview(coordinator, Certification, csv_file(*each)) for each in rows)
    assert confirm(coordinator, Certification, first).status_code == 302
    before = everything()
    answer = confirm(coordinator, Certification, second)
    kinds = {row.number: row.kind for row in answer.context["result"].outcome.rows}
    assert "it is not what was shown any more" in answer.content.decode()
    assert kinds == {2: "unchanged", 3: "new"}
    assert everything() == before
    assert confirm(coordinator, Certification, answer).status_code == 302


def test_a_second_click_and_a_made_up_file_are_told_to_upload_again(coordinator):
    shown = preview(coordinator, Mentor, csv_file(*GOOD_ROWS[Mentor]))
    assert confirm(coordinator, Mentor, shown).status_code == 302
    for changes in ({}, {"upload": "passwd"}, {"upload": ""}):
        before = everything()
        answer = confirm(coordinator, Mentor, shown, **changes)
        assert answer.url == page(Mentor, "import")
        assert "Upload it again" in coordinator.get(answer.url).content.decode()
        assert everything() == before


def test_nobody_confirms_somebody_elses_preview(coordinator, administrator):
    shown = preview(coordinator, Mentor, csv_file(*GOOD_ROWS[Mentor]))
    assert confirm(administrator, Mentor, shown).url == page(Mentor, "import")
    assert confirm(coordinator, Mentor, shown).status_code == 302
    assert Mentor.objects.filter(pk="m-1").exists()


def test_a_file_that_can_not_be_imported_is_not_kept(coordinator, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    preview(coordinator, Mentor, csv_file(["mentor_id"], ["a b"]))
    preview(coordinator, Mentor, csv_file(["mentor"], ["a"]))
    preview(coordinator, Mentor, SimpleUploadedFile("a.xlsx", b"x"))
    assert list(tmp_path.iterdir()) == []
    imported(coordinator, Mentor, csv_file(*GOOD_ROWS[Mentor]))
    assert list(tmp_path.iterdir()) == []


# --- who may ------------------------------------------------------------------------------
@pytest.mark.parametrize("model", IMPORTED)
def test_who_may_only_look_has_no_import(model, viewer):
    assert page(model, "import") not in viewer.get(page(model, "changelist")).content.decode()
    before = everything()
    assert viewer.get(page(model, "import")).status_code == 403
    upload = {"import_file": csv_file(*GOOD_ROWS[model])}
    assert viewer.post(page(model, "import"), upload).status_code == 403
    assert viewer.post(page(model, "process_import"), {}).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("model", IMPORTED)
def test_who_may_add_has_the_button(model, coordinator):
    assert page(model, "import") in coordinator.get(page(model, "changelist")).content.decode()
    shown = coordinator.get(page(model, "import")).content.decode()
    assert "What the file must look like" in shown
    assert coordinator.get(page(model, "process_import")).status_code == 405


def test_an_import_of_mentors_needs_the_permission_to_change_them(db):
    user = User.objects.create_user("al", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_mentor", "add_mentor", "add_certification"])
    )
    client = Client()
    client.force_login(user)
    assert client.get(page(Mentor, "import")).status_code == 403
    assert client.get(page(Certification, "import")).status_code == 200


def test_statuses_are_not_imported(coordinator):
    shown = coordinator.get(page(CertificationStatus, "changelist")).content.decode()
    assert "/import/" not in shown
    assert page(CertificationStatus, "export") in shown


# --- what it costs ------------------------------------------------------------------------
def test_a_longer_file_takes_hardly_more_statements(coordinator):
    def statements(first: int, last: int) -> int:
        rows = [[f"m-{number}", BASIC, "2026-03-20"] for number in range(first, last)]
        with CaptureQueriesContext(connection) as queries:
            imported(coordinator, Certification, csv_file(CERTIFICATION_COLUMNS[:3], *rows))
        return len(queries)

    statements(0, 1)  # caches
    few, many = statements(10, 20), statements(1000, 1200)
    # SQLite takes a limited number of values a statement, so that inserts come in parts.
    assert many - few <= (40 if connection.vendor == "sqlite" else 0)


@pytest.mark.parametrize("model", IMPORTED)
def test_columns_may_be_called_as_people_read_them(model, coordinator):
    names, row = GOOD_ROWS[model]
    columns = admin.site.get_model_admin(model).table.columns
    headings = [columns[name].heading for name in names]
    assert headings != names
    imported(coordinator, model, csv_file(headings, row))
