"""Six hundred mentors are renewed from the list in a real browser, one of them to another day."""

import pytest
from playwright.sync_api import expect

from certifications.models import Certification
from mentorcerts.pages.actions import execution
from mentorcerts.pages.actions import page as action_page
from renewals.models import Renewal
from tests.support.hundreds import hundreds


@pytest.mark.parametrize("at_a_time", [1000, 200])
def test_a_whole_filtered_list_is_chosen_looked_at_and_renewed(visit, monkeypatch, at_a_time):
    """At once, and in steps with their progress."""
    for module in (action_page, execution):
        monkeypatch.setattr(module, "MENTORS_AT_A_TIME", at_a_time)
    hundreds(600)
    visitor = visit("Coordinators")
    page, before = visitor.page, Renewal.objects.count()
    visitor.go("/admin/statuses/certificationstatus/?q=many")
    page.locator("#action-toggle").check()
    page.get_by_text("Select all 600").click()
    page.get_by_role("button", name="Renew…").click()
    expect(page.get_by_text("600 renewed, valid through 1 Apr 2029.")).to_be_visible()
    expect(page.get_by_text("400 more are not listed here")).to_be_visible()
    page.get_by_label("New expiry date of many-0002").fill("31 May 2027")
    page.get_by_role("button", name="Show what will happen now").click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Expiry 1 Apr 2026 → 31 May 2027")).to_be_visible()
    visitor.picture("six-hundred")
    expect(page.locator(".steps progress")).to_have_count(0 if at_a_time > 600 else 4)
    expect(page.locator("progress:visible")).to_have_count(0)
    assert Renewal.objects.count() == before
    page.get_by_role("button", name="confirm for 600 mentors").click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("600 renewed")).to_be_visible()
    assert Renewal.objects.count() == before + 600
    ends = dict(Certification.objects.governing().values_list("mentor_id", "expires_at"))
    assert f"{ends['many-0001']:%Y-%m-%d} {ends['many-0002']:%Y-%m-%d}" == "2029-04-01 2027-05-31"
