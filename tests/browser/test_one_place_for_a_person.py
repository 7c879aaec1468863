"""From a filtered list to a person and back, and what stays in sight, on a desk and on a phone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from certifications.models import Certification, Mentor
from renewals.models import Renewal
from tests.support.dates import TODAY, at

PAUSED = "/admin/statuses/certificationstatus/?expiring=expired&paused=yes"
WHO = "mntr_02BY7M3RL"
SIZES = {"desk": {"width": 1400, "height": 900}, "phone": {"width": 400, "height": 800}}


@pytest.fixture(params=SIZES)
def kim(visit, request):
    visitor = visit("Coordinators", permissions=["clipboard-read", "clipboard-write"])
    visitor.page.set_viewport_size(SIZES[request.param])
    visitor.size = request.param
    return visitor


def many_expire_this_week(number: int) -> None:
    mentors = Mentor.objects.bulk_create(
        Mentor(mentor_id=f"many-{each:03}", name=f"Many {each:03}") for each in range(number)
    )
    Certification.objects.bulk_create(
        Certification(
            certification_id=f"cert_MANY{each:04}",
            mentor=mentor,
            certification_type_id="peer_mentor_basic",
            issued_at=at("2023-04-01"),
            expires_at=at(str(TODAY + timedelta(days=each % 7))),
            is_current=True,
        )
        for each, mentor in enumerate(mentors)
    )


def test_from_a_filtered_queue_to_a_person_who_is_renewed_and_back(kim):
    page = kim.go(PAUSED).page
    page.get_by_role("link", name=WHO).click()
    expect(page.get_by_role("heading", name="Why is this mentor paused?")).to_be_visible()
    kim.picture(f"person-{kim.size}")
    page.get_by_role("link", name="Renew…", exact=True).first.click()
    expect(page.get_by_text("1 renewed, 1 pause lifted")).to_be_visible()
    kim.picture(f"renew-{kim.size}")
    page.get_by_role("button", name=re.compile("confirm for 1 mentor")).click()
    expect(page.get_by_role("heading", name="Why is this mentor not paused?")).to_be_visible()
    page.get_by_role("link", name="Back to Where mentors stand").click()
    expect(page).to_have_url(f"{kim.base}{PAUSED}")
    assert Renewal.objects.filter(certification__mentor_id=WHO, processed_by="kim").exists()


def test_cancel_leads_to_the_person_and_to_the_list_as_it_was(kim):
    page = kim.go(PAUSED).page
    page.get_by_role("link", name=WHO).click()
    page.get_by_role("link", name="Pause by hand…").click()
    page.get_by_role("link", name="Cancel").click()
    expect(page).to_have_url(re.compile(rf"/admin/mentors/{WHO}/\?from=\w+$"))
    page.get_by_role("link", name="Back to Where mentors stand").click()
    page.locator("input.action-select").first.check()
    page.get_by_role("button", name="Renew…").click()
    page.get_by_role("link", name="Cancel").click()
    expect(page).to_have_url(f"{kim.base}{PAUSED}")


def test_a_certification_is_added_from_the_persons_page_and_leads_back_there(kim):
    page = kim.go(f"/admin/mentors/{WHO}/").page
    page.get_by_role("link", name="Add a certification").click()
    expect(page.locator("select[name=mentor]")).to_have_value(WHO)


def test_the_button_that_confirms_stays_in_sight_however_long_the_list(kim):
    many_expire_this_week(150)
    page = kim.go("/admin/statuses/certificationstatus/?expiring=7&all=").page
    page.evaluate(
        "document.querySelectorAll('input.action-select').forEach(box => {"
        "if (!box.checked) box.click()})"
    )
    page.get_by_role("button", name="Renew…").click()
    confirm = page.get_by_role("button", name=re.compile("confirm for 157 mentors"))
    rows = page.get_by_role("row")
    expect(page.get_by_text("157 renewed, valid through")).to_be_visible()
    for row in (0, 80, -1):
        rows.nth(row).scroll_into_view_if_needed()
        expect(confirm).to_be_in_viewport()
    rows.nth(80).scroll_into_view_if_needed()
    kim.picture(f"many-{kim.size}")
    confirm.click()
    expect(page).to_have_url(f"{kim.base}/admin/statuses/certificationstatus/?expiring=7&all=")
    expect(page.get_by_text("Renew: 157 renewed, valid through")).to_have_count(1)


def test_an_address_is_copied_and_written_to(kim):
    page = kim.go(f"/admin/mentors/{WHO}/").page
    email = Mentor.objects.get(pk=WHO).email
    expect(page.get_by_role("link", name=email)).to_have_attribute("href", f"mailto:{email}")
    page.get_by_role("button", name="Copy the e-mail address").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == email
