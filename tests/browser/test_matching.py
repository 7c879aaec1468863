"""A coordinator's own spreadsheet, with headings in their own words, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from certifications.models import Certification, Mentor
from tests.support.spreadsheets import BASIC, workbook_file

OWN_WORDS = [
    ["Our peer mentors, spring 2026"],
    [],
    ["Nr.", "Name", "E-Mail", "Bemerkung"],
    ["m-1", "Zoë Ölmann", "zoe@example.org", "nett"],
    ["m-2", "Bo", None, None],
]
TRAINING = [["Mentor", "Kind", "Passed", "Valid until"], ["m-1", BASIC, "20.3.2026", "20.3.2029"]]


def upload(visitor, model: str, sheets: dict) -> None:
    visitor.go(f"/admin/certifications/{model}/import/")
    file = workbook_file(sheets)
    visitor.page.locator("input[type=file]").set_input_files(
        {"name": file.name, "mimeType": "application/octet-stream", "buffer": file.read()}
    )
    press(visitor, "Show the preview")


def press(visitor, name: str) -> None:
    visitor.page.get_by_role("button", name=name).click()
    visitor.page.wait_for_load_state("networkidle")


def test_columns_are_matched_once_and_known_the_next_time(visit):
    visitor = visit("Coordinators")
    page = visitor.page
    upload(visitor, "mentor", {"2026": OWN_WORDS})
    expect(page.get_by_role("heading", name="What does each column hold?")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("name")
    expect(page.get_by_label("Bemerkung")).to_have_value("ignore")
    expect(page.locator("#match-columns")).to_contain_text("Zoë Ölmann")
    visitor.picture("import-match")
    press(visitor, "Show the preview")
    expect(page.get_by_role("alert")).to_contain_text("Needed, and not there yet: Mentor id.")
    visitor.picture("import-match-missing")
    page.get_by_label("Nr.").select_option("mentor_id")
    press(visitor, "Show the preview")
    expect(page.locator("#import-notes")).to_contain_text('"Nr." is read as Mentor id.')
    expect(page.locator("#import-notes")).to_contain_text("The headings are in row 3")
    visitor.picture("import-match-preview")
    assert not Mentor.objects.filter(pk="m-1").exists()
    press(visitor, "Import now")
    assert Mentor.objects.get(pk="m-1").name == "Zoë Ölmann"
    upload(visitor, "mentor", {"2026": [*OWN_WORDS, ["m-3", "Cy", None, None]]})
    press(visitor, "Import now")
    assert Mentor.objects.filter(pk="m-3").exists()


def test_the_sheet_is_asked_for_and_can_be_changed(visit):
    visitor = visit("Coordinators")
    page = visitor.page
    later = [TRAINING[0], ["m-2", BASIC, "21.3.2026", None]]
    upload(visitor, "certification", {"2025": TRAINING, "2026": later})
    page.get_by_label("Sheet").select_option("2026")
    press(visitor, "Show the preview")
    expect(page.locator("#match-columns")).to_contain_text("m-2")
    page.get_by_label("Kind").select_option("certification_type")
    page.get_by_label("Passed").select_option("issued_at")
    press(visitor, "Show the preview")
    press(visitor, "Import now")
    assert Certification.objects.filter(mentor_id="m-2").exists()
    assert not Certification.objects.filter(mentor_id="m-1").exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_that_matches_columns_is_fit_for_everyone_and_for_a_phone(scheme, visit):
    phone = {"width": 390, "height": 800}
    visitor = visit("Coordinators", color_scheme=scheme)
    visitor.page.set_viewport_size(phone)
    upload(visitor, "mentor", {"2025": OWN_WORDS, "2026": OWN_WORDS})
    page = visitor.page
    expect(page.get_by_label("Nr.")).to_be_visible()
    visitor.picture(f"import-match-phone-{scheme}")
    faults = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in faults if fault["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= phone["width"]
    page.get_by_label("Nr.").focus()
    page.keyboard.type("Mentor id")
    expect(page.get_by_label("Nr.")).to_have_value("mentor_id")
