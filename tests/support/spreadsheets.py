"""Files as coordinators upload them, and what comes back."""

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from openpyxl import Workbook, load_workbook

from certifications.models import Certification, Mentor
from renewals.models import Renewal
from tests.support.pages import hidden_fields, page


def csv_file(*rows: list[Any], name: str = "rows.csv") -> SimpleUploadedFile:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode())


def xlsx_file(*rows: list[Any], name: str = "rows.xlsx") -> SimpleUploadedFile:
    workbook, file = Workbook(), io.BytesIO()
    for row in rows:
        workbook.active.append(row)
    workbook.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def workbook_file(
    sheets: dict[str, list[list[Any]]], name: str = "rows.xlsx"
) -> SimpleUploadedFile:
    """A workbook with these sheets; the first one is open."""
    workbook, file = Workbook(), io.BytesIO()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def preview(client: Client, model: Any, file: SimpleUploadedFile) -> HttpResponse:
    answer = client.post(page(model, "import"), {"import_file": file})
    assert answer.status_code == 200
    return answer


def confirm(client: Client, model: Any, shown: HttpResponse, **changes: str) -> HttpResponse:
    """Press the preview's button, with the hidden fields that it carries."""
    return client.post(page(model, "process_import"), hidden_fields(shown) | changes)


def imported(client: Client, model: Any, file: SimpleUploadedFile) -> HttpResponse:
    """Upload, look, confirm."""
    shown = preview(client, model, file)
    assert "confirm_form" in shown.context, problems(shown) or base_errors(shown)
    answer = confirm(client, model, shown)
    assert answer.status_code == 302, problems(answer)
    return answer


def problems(answer: HttpResponse) -> list[tuple[int, str, str]]:
    result = answer.context.get("result")
    return [(each.row, each.column, each.message) for each in result.problems] if result else []


def base_errors(answer: HttpResponse) -> str:
    """Why the file as a whole was refused, or what is asked on the page that matches columns."""
    errors = answer.context["form"].errors
    return " ".join(errors.get("import_file", []) + errors.get("__all__", []))


def match(client: Client, model: Any, asked: HttpResponse, **choices: Any) -> HttpResponse:
    """Press the button of the page that matches columns, as it is or with these choices."""
    form = asked.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return client.post(page(model, "match_columns"), hidden_fields(asked) | shown | choices)


def export(client: Client, model: Any, kind: str, query: str = "") -> bytes:
    answer = client.post(page(model, "export") + query, {"format": kind})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def exported(client: Client, model: Any, kind: str, query: str = "") -> list[dict[str, Any]]:
    """The rows of an export, by column."""
    data = export(client, model, kind, query)
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    header, *rows = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


IMPORTED = [Mentor, Certification, Renewal]
CERTIFICATION_COLUMNS = ["mentor_id", "certification_type", "issued_at", "expires_at"]
RENEWAL_COLUMNS = ["mentor_id", "renewal_date", "new_expiry_date", "processed_by", "notes"]
BASIC = "peer_mentor_basic"
GOOD_ROWS = {
    Mentor: [["mentor_id", "name"], ["m-1", "Ann"]],
    Certification: [CERTIFICATION_COLUMNS[:3], ["mentor-042", BASIC, "2026-03-20"]],
    Renewal: [RENEWAL_COLUMNS[:3], ["mentor-042", "2026-03-20", "2028-03-31"]],
}
