"""Filters, chips, tabs and saved lists, on a desktop and on a phone; with the keyboard alone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

QUEUE = "/admin/statuses/certificationstatus/"
SIZES = {"desktop": (1400, 900), "phone": (390, 800)}


@pytest.fixture(params=SIZES)
def sized(request, visit):
    """``sized(role)`` visits at one of the two sizes."""

    def visit_at(role, **context):
        visitor = visit(role, **context)
        width, height = SIZES[request.param]
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.size = request.param
        return visitor

    return visit_at


def chips(page):
    return page.get_by_role("list", name="The list is narrowed to").get_by_role("listitem")


def is_not_cut_off(page):
    """Once its scripts and fonts have come: until then some lines may be wider."""
    fits = "document.documentElement.scrollWidth <= window.innerWidth"
    page.wait_for_function(fits, timeout=5_000)
    return page.evaluate(fits)


def press_tab_until(page, script):
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(script):
            return
    raise AssertionError(f"the keyboard never came to {script}")


def test_filters_are_opened_used_and_closed_by_keyboard_alone(sized):
    page = sized("Coordinators").go(QUEUE).page
    press_tab_until(page, "document.activeElement.id === 'changelist-filter-open'")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Filters")).to_be_visible()
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Filters")).to_be_hidden()
    expect(page.get_by_role("button", name="Filters")).to_be_focused()
    page.keyboard.press("Enter")
    press_tab_until(page, "document.activeElement.textContent === 'Expired, in days of grace'")
    page.keyboard.press("Enter")
    expect(chips(page)).to_have_text([re.compile("Expired, in days of grace")])


def test_the_keyboard_stays_among_the_filters_while_they_are_open(sized):
    page = sized("Coordinators").go(QUEUE).page
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#changelist-filter') !== null")


def test_days_are_chosen_and_each_chip_is_taken_away_by_a_click(sized):
    visitor = sized("Coordinators").go(f"{QUEUE}?left=all")
    page = visitor.page
    page.get_by_role("button", name="Filters").click()
    days = page.get_by_role("group", name="Expires between")
    days.get_by_label("From").fill("2026-03-27")
    days.get_by_label("Through").fill("2026-04-30")
    visitor.picture(f"filters-{visitor.size}")
    days.get_by_label("Through").press("Enter")
    expect(chips(page)).to_have_text(
        [re.compile("Expires 27 Mar 2026 . 30 Apr 2026"), re.compile("All, also who has left")]
    )
    visitor.picture(f"chips-{visitor.size}")
    assert is_not_cut_off(page)
    page.get_by_role("link", name="Take away: All, also who has left").click()
    expect(page).to_have_url(re.compile(r"\?expires_from=2026-03-27&expires_to=2026-04-30$"))
    page.get_by_role("link", name="Take away: Expires").click()
    expect(chips(page)).to_have_count(0)


def test_all_chips_are_taken_away_at_once(sized):
    page = sized("Coordinators").go(f"{QUEUE}?paused=yes&left=all&o=4").page
    page.get_by_role("link", name="Take all away").click()
    expect(page).to_have_url(re.compile(r"certificationstatus/\?o=4$"))


def test_tabs_are_reached_by_keyboard_and_keep_the_type(sized):
    visitor = sized("Coordinators").go(f"{QUEUE}?certification_type__code__exact=peer_mentor_basic")
    page = visitor.page
    tabs = page.get_by_role("navigation", name="Lists asked for often").get_by_role("link")
    expect(tabs).to_have_text(["All", "7 days", "30 days", "Due", "Paused", "Exempt", "Left"])
    press_tab_until(page, "document.activeElement.textContent === 'Paused'")
    page.keyboard.press("Enter")
    expect(page).to_have_url(
        re.compile(r"\?certification_type__code__exact=peer_mentor_basic&paused=yes$")
    )
    expect(page.locator("[aria-current=page]").filter(has_text="Paused")).to_be_visible()
    visitor.picture(f"tabs-{visitor.size}")
    assert is_not_cut_off(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_list_is_saved_stands_in_the_menu_is_renamed_and_removed(scheme, sized):
    visitor = sized("Coordinators", color_scheme=scheme).go(f"{QUEUE}?paused=yes&cause=job")
    page = visitor.page
    page.get_by_role("link", name="Save this list…").click()
    page.get_by_label("Name").fill("Paused by the run")
    page.get_by_label("For all").check()
    visitor.picture(f"save-{visitor.size}-{scheme}")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"\?cause=job&paused=yes$"))
    count = page.locator("#nav-sidebar .saved-list-count")
    expect(chips(page)).to_have_count(2)
    on_it = page.locator("input[name=_selected_action]").count()
    assert on_it > 0
    expect(count).to_have_text([str(on_it)])
    visitor.picture(f"saved-{visitor.size}-{scheme}")
    visitor.go("/admin/lists/")
    visitor.picture(f"lists-{visitor.size}-{scheme}")
    assert is_not_cut_off(page)
    page.get_by_role("link", name="Rename Paused by the run").click()
    page.get_by_label("Name").fill("Paused at night")
    page.get_by_role("button", name="Rename").click()
    page.locator("#content").get_by_role("link", name="Paused at night", exact=True).click()
    expect(chips(page)).to_have_count(2)
    visitor.go("/admin/lists/").page.get_by_role("link", name="Remove Paused at night").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Removed: Paused at night.")).to_be_visible()
    expect(page.locator("#nav-sidebar .saved-list-count")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_with_filters_open_chips_and_saved_lists(scheme, sized):
    visitor = sized("Coordinators", color_scheme=scheme)
    page = visitor.go(f"{QUEUE}?paused=yes&expires_from=soon").page
    faults = {"chips": serious(page)}
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    faults["filters"] = serious(page)
    visitor.go("/admin/lists/save/?list=statuses.certificationstatus&query=paused%3Dyes")
    faults["save"] = serious(page)
    page.get_by_label("Name").fill("Paused")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#nav-sidebar .saved-list-count")).to_have_count(1)
    faults["menu"] = serious(page)
    visitor.go("/admin/lists/")
    faults["lists"] = serious(page)
    assert not any(faults.values()), faults


def serious(page):
    return [
        (fault["id"], [node["html"][:150] for node in fault["nodes"]][:3])
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
