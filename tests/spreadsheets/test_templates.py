"""Empty files to fill in: filled in, they are imported at once; untouched, they import nothing."""

import io

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from certifications.models import Mentor
from tests.support.pages import page
from tests.support.spreadsheets import GOOD_ROWS, IMPORTED, base_errors, confirm, preview

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("demo_programme")]

NAMES = ("csv", "xlsx")


def template(client, model, extension: str) -> SimpleUploadedFile:
    answer = client.get(page(model, "template"), {"format": extension})
    assert answer.status_code == 200
    title = admin.site.get_model_admin(model).table.title
    told = answer["Content-Disposition"]
    assert told == f'attachment; filename="{title}-template.{extension}"'
    return SimpleUploadedFile(f"t.{extension}", answer.content)


@pytest.mark.parametrize("model", IMPORTED)
@pytest.mark.parametrize("extension", NAMES)
def test_an_untouched_template_imports_nothing(model, extension, coordinator):
    shown = preview(coordinator, model, template(coordinator, model, extension))
    assert "There are no rows below" in base_errors(shown)


def filled(file: SimpleUploadedFile, row: list[str]) -> SimpleUploadedFile:
    content = file.read()
    if file.name.endswith("csv"):
        return SimpleUploadedFile(file.name, content + ",".join(row).encode())
    workbook, out = load_workbook(io.BytesIO(content)), io.BytesIO()
    workbook.active.append(row)
    workbook.save(out)
    return SimpleUploadedFile(file.name, out.getvalue())


@pytest.mark.parametrize("model", IMPORTED)
@pytest.mark.parametrize("extension", NAMES)
def test_a_template_that_is_filled_in_is_imported_at_once(model, extension, coordinator):
    before = model.objects.count()
    file = filled(template(coordinator, model, extension), GOOD_ROWS[model][1])
    shown = preview(coordinator, model, file)
    assert "confirm_form" in shown.context
    assert confirm(coordinator, model, shown).status_code == 302
    assert model.objects.count() == before + 1


@pytest.mark.parametrize("model", IMPORTED)
def test_the_notes_say_what_to_write_and_a_column_of_ids_keeps_its_zeros(model, coordinator):
    workbook = load_workbook(io.BytesIO(template(coordinator, model, "xlsx").read()))
    columns = admin.site.get_model_admin(model).table.imported_columns()
    notes = list(workbook["Notes"].iter_rows(min_row=2, values_only=True))
    told = [(needed == "yes", words) for _, needed, words, _ in notes[: len(columns)]]
    assert told == [(column.required, column.help_text) for column in columns]
    assert all(example for *_, example in notes[: len(columns)])
    sheet = workbook.active
    [letter] = [cell.column_letter for cell in sheet[1] if cell.value == "Mentor id"]
    assert sheet.column_dimensions[letter].number_format == "@"


def test_who_may_not_import_needs_no_template(viewer, coordinator):
    assert viewer.get(page(Mentor, "template")).status_code == 403
    assert page(Mentor, "template") in coordinator.get(page(Mentor, "import")).content.decode()
