"""A spreadsheet with three bad rows, in a real browser: all or nothing, and said where."""

from playwright.sync_api import expect

from certifications.models import Certification

HEADER = "mentor_id,certification_type,issued_at,expires_at\n"
BAD = HEADER + (
    "new-1,peer_mentor_basic,2026-03-20,2029-03-20\n"
    "new-2,peer_mentor_basic,03/04/2026,2029-03-20\n"
    "new 3,peer_mentor_basic,2026-03-20,2029-03-20\n"
    "new-4,peer_mentor_basic,2026-03-20,2020-03-20\n"
)
GOOD = HEADER + "new-1,peer_mentor_basic,20 March 2026,2029-03-20\n"


def upload(visitor, text: str) -> None:
    visitor.go("/admin/certifications/certification/import/")
    visitor.page.locator("input[type=file]").set_input_files(
        {"name": "certifications.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    visitor.page.get_by_role("button", name="Show the preview").click()
    visitor.page.wait_for_load_state("networkidle")


def test_three_bad_rows_are_named_and_nothing_is_saved(visit):
    visitor = visit("Coordinators")
    before = Certification.objects.count()
    upload(visitor, BAD)
    expect(visitor.page.get_by_text("3 of 4 rows can't be imported")).to_be_visible()
    problems = visitor.page.locator("#import-problems tbody tr")
    places = [
        (row.locator("td").nth(0).inner_text(), row.locator("td").nth(1).inner_text())
        for row in problems.all()
    ]
    assert places == [("3", "issued_at"), ("4", "mentor_id"), ("5", "expires_at")]
    expect(visitor.page.get_by_text("could be 3 April or 4 March")).to_be_visible()
    visitor.picture("import-errors")
    assert Certification.objects.count() == before


def test_a_good_one_is_shown_first_and_saved_when_confirmed(visit):
    visitor = visit("Coordinators")
    before = Certification.objects.count()
    upload(visitor, GOOD)
    visitor.picture("import-preview")
    assert Certification.objects.count() == before
    visitor.page.get_by_role("button", name="import").last.click()
    visitor.page.wait_for_load_state("networkidle")
    assert Certification.objects.filter(mentor_id="new-1", is_current=True).exists()
