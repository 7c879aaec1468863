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


def test_what_is_changed_in_a_file_is_shown_cell_by_cell_and_the_rest_comes_back(visit):
    visitor = visit("Coordinators")
    known = Certification.objects.filter(revoked_at=None).order_by("pk").first()
    was = f"{known.expires_at:%Y-%m-%d}"
    upload(
        visitor,
        "certification_id,expires_at\n"
        f"{known.certification_id},2031-05-01\n"
        "cert_00000000,2031-05-01\n",
    )
    expect(visitor.page.get_by_text("1 of 2 rows can't be imported")).to_be_visible()
    changed = visitor.page.locator("#import-preview tbody tr")
    expect(changed).to_have_count(1)
    expect(changed.locator("del")).to_have_text(was)
    expect(changed.locator("ins")).to_have_text("2031-05-01")
    visitor.picture("import-changes")
    visitor.page.get_by_role("button", name="Import the 1 good row").click()
    visitor.page.wait_for_load_state("networkidle")
    known.refresh_from_db()
    assert f"{known.expires_at:%Y-%m-%d}" == "2031-05-01"
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="Download this row").click()
    assert download.value.suggested_filename == "certifications-not-imported.csv"
    text = download.value.path().read_text("utf-8-sig")
    assert "cert_00000000,2031-05-01," in text
    assert "There is no certification cert_00000000 on record." in text
