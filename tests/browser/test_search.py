"""Somebody is found from any page, with the keyboard alone or with the mouse."""

import re

import pytest
from playwright.sync_api import expect

from certifications import services

BOX = "Search people, records and pages"


@pytest.fixture
def coordinator(visit):
    services.save_mentor(mentor_id="mentor-0047", name="Jürgen Müller-Groß")
    return visit("Coordinators")


def test_by_keyboard_from_a_page_whose_own_search_has_the_focus(coordinator):
    page = coordinator.go("/admin/certifications/certification/").page
    page.locator("input[name=q]").focus()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox", name=BOX)).to_be_focused()
    page.keyboard.type("gross, JURGEN")
    line = page.get_by_role("link", name="Jürgen Müller-Groß (mentor-0047)")
    expect(line).to_be_visible()
    coordinator.picture("search-found")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/mentors/mentor-0047/")
    assert coordinator.troubles == []


def test_the_header_shows_it_and_the_arrows_choose(coordinator):
    page = coordinator.page
    button = page.get_by_role("button", name="Search", exact=True)
    expect(button).to_contain_text("Ctrl + K")
    button.click()
    page.get_by_role("searchbox", name=BOX).fill("CERT_03pq7sy1")
    lines = page.locator("#command-results-list a")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("cert_03PQ7SY1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/mentors/mntr_02BY7M3RL/")
    assert coordinator.troubles == []


def test_it_says_when_it_finds_nothing_and_escape_leads_back(coordinator):
    page = coordinator.page
    button = page.get_by_role("button", name="Search", exact=True)
    button.click()
    box = page.get_by_role("searchbox", name=BOX)
    box.fill("nobody of that name")
    expect(page.get_by_role("status").filter(has_text="Nothing found for")).to_be_visible()
    coordinator.picture("search-nothing")
    page.keyboard.press("Enter")  # leads nowhere, and breaks nothing
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(button).to_be_focused()
    assert coordinator.troubles == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_the_button_is_there_and_the_answer_fits(scheme, visit):
    services.save_mentor(mentor_id="mentor-0047", name="Jürgen Müller-Groß", email="j@quill.test")
    visitor = visit("Coordinators", color_scheme=scheme)
    page = visitor.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("searchbox", name=BOX).fill("mueller")
    expect(page.get_by_role("link", name=re.compile("mentor-0047"))).to_be_visible()
    visitor.picture(f"search-telephone-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert visitor.troubles == []
