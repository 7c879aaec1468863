"""What a coordinator does before nine o'clock, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from certifications.models import AutoPause, ExpiryRun
from renewals.models import Renewal


@pytest.mark.parametrize("role", ["Coordinators", "Viewers", "Administrators"])
def test_each_role_logs_in_and_sees_where_mentors_stand(role, visit):
    visitor = visit(role, by_password=True)
    visitor.picture(f"home-{role.lower()}")
    visitor.go("/admin/statuses/certificationstatus/")
    expect(visitor.page.get_by_role("link", name="mentor-042")).to_be_visible()
    renew = visitor.page.get_by_role("button", name="Renew…", include_hidden=True)
    assert renew.count() == (0 if role == "Viewers" else 1)


def test_from_the_home_page_to_a_bulk_renewal(visit):
    visitor = visit("Coordinators")
    page = visitor.page
    page.locator("a[href*='expiring=7']").first.click()
    page.wait_for_load_state("networkidle")
    visitor.picture("queue")
    page.locator("#action-toggle").check()
    page.get_by_role("button", name="Renew…").click()
    expect(page.get_by_role("heading", name="What will happen")).to_be_visible()
    visitor.picture("bulk-renewal")
    page.get_by_role("button", name=re.compile("confirm for 7 mentors")).click()
    expect(page.get_by_text("Renew: 7 renewed")).to_be_visible()
    assert Renewal.objects.filter(processed_by="kim").count() == 7


def test_preview_then_run_then_undo(visit):
    visitor = visit("Coordinators").go("/admin/certifications/expiryrun/")
    page = visitor.page
    page.get_by_role("link", name="Preview and run").click()
    expect(page.get_by_role("heading", name="Would be paused")).to_be_visible()
    assert page.locator("table").first.locator("tbody tr").count() == 5
    visitor.picture("job-preview")
    page.get_by_role("link", name="Now: 26 Mar 2026").click()
    expect(page.get_by_role("button", name="Run now, as of today")).to_be_visible()
    assert page.locator("table").first.locator("tbody tr").count() == 3
    page.get_by_role("button", name="Run now, as of today").click()
    page.wait_for_url("**/change/")
    run = ExpiryRun.objects.get(trigger="admin")
    assert (run.state, run.auto_paused) == ("done", 3)
    visitor.picture("job-result")
    page.get_by_role("link", name="Undo this run").click()
    page.get_by_label("Exempt until").fill("2026-04-30")
    page.get_by_label("Reason").fill("The list was wrong")
    visitor.picture("job-undo")
    page.get_by_role("button", name="Undo 3 pauses").click()
    expect(page.get_by_text("3 pauses of")).to_be_visible()
    assert AutoPause.objects.open().count() == 1


def test_the_explanation_of_a_paused_mentor_and_one_click_to_renew(visit):
    visitor = visit("Coordinators").go("/admin/statuses/certificationstatus/?paused=yes")
    page = visitor.page
    page.get_by_role("link", name="mntr_02BY7M3RL").click()
    expect(page.get_by_role("heading", name="Why is this mentor paused?")).to_be_visible()
    expect(page.get_by_text("job_02MAR2026_01 paused the mentor")).to_be_visible()
    visitor.picture("mentor")
    page.get_by_role("link", name="Renew…").click()
    page.get_by_role("button", name=re.compile("confirm for 1 mentor")).click()
    expect(page.get_by_role("heading", name="Why is this mentor not paused?")).to_be_visible()


def test_a_viewer_finds_no_button_to_press(visit):
    visitor = visit("Viewers").go("/admin/mentors/mntr_02BY7M3RL/")
    expect(visitor.page.get_by_role("link", name="Renew…")).to_have_count(0)
    visitor.go("/admin/certifications/expiryrun/")
    expect(visitor.page.get_by_role("link", name="Preview and run")).to_have_count(0)
