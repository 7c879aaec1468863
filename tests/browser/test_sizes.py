"""The main pages at four sizes, on paper, and by keyboard alone."""

import re

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from certifications.models import Mentor
from renewals.models import Renewal
from tests.support.visitors import PASSWORD

SIZES = {"desktop": (1440, 900), "laptop": (1024, 768), "tablet": (768, 1024), "phone": (390, 844)}
QUEUE = "/admin/statuses/certificationstatus/"
MENTOR = "/admin/mentors/mntr_02BY7M3RL/"
PAGES = {
    "home": "/admin/",
    "queue": QUEUE,
    "mentor": MENTOR,
    "mentors": "/admin/certifications/mentor/",
    "certifications": "/admin/certifications/certification/",
    "pauses": "/admin/certifications/autopause/",
    "exempt": "/admin/actions/exempt/?mentor=mntr_02BY7M3RL",
    "preview": "/admin/certifications/expiryrun/run",
    "import": "/admin/certifications/certification/import/",
    "history": "/admin/certifications/mentor/mentor-042/history/",
}
TWO_LINES = 72
"""Pixels, with the frame of a row."""


@pytest.mark.parametrize("size", SIZES)
def test_no_page_scrolls_sideways(size, visit):
    visitor = visit("Coordinators")
    width, height = SIZES[size]
    visitor.page.set_viewport_size({"width": width, "height": height})
    too_wide = {}
    for name, path in PAGES.items():
        visitor.go(path).picture(f"{size}-{name}")
        if (found := visitor.page.evaluate("document.documentElement.scrollWidth")) > width:
            too_wide[name] = found
    assert too_wide == {}


@pytest.mark.parametrize("size", SIZES)
def test_the_actions_leave_the_last_of_the_list_in_sight(size, visit):
    visitor = visit("Coordinators").go(QUEUE)
    page = visitor.page
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.locator("input.action-select").first.check()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    actions = page.locator("#changelist-actions")
    expect(actions).to_be_visible()
    last = page.locator("#result_list .data-row").last
    bar, row = actions.bounding_box(), last.bounding_box()
    assert row["y"] + row["height"] <= bar["y"]
    assert bar["height"] <= height / 5
    visitor.picture(f"{size}-actions")


def test_a_person_is_two_lines_on_a_phone(visit):
    visitor = visit("Coordinators")
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.go(QUEUE)
    heights = visitor.page.locator("#result_list .data-row").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().height)"
    )
    assert len(heights) == 50
    assert sorted(heights)[int(len(heights) * 0.9)] <= TWO_LINES


def test_a_table_that_goes_on_sideways_shows_it_and_scrolls_by_keyboard(visit):
    visitor = visit("Coordinators")
    page = visitor.page
    page.set_viewport_size({"width": 390, "height": 844})
    visitor.go(MENTOR)
    table = page.get_by_role("region", name="Table, scrolls sideways").first
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    assert "gradient" in table.evaluate("table => getComputedStyle(table).backgroundImage")


@pytest.mark.parametrize("path", [QUEUE, MENTOR])
def test_paper_holds_what_is_recorded_and_nothing_to_press(path, visit):
    page = visit("Coordinators").go(path).page
    page.emulate_media(media="print")
    for unwanted in ("#nav-sidebar", ".skip-link", "main form button", "#changelist-search"):
        for found in page.locator(unwanted).all():
            expect(found).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("mntr_02BY7M3RL").first).to_be_visible()
    after = page.locator("main a").evaluate_all(
        "links => links.map(link => getComputedStyle(link, '::after').content)"
    )
    assert set(after) <= {"none"}


def test_a_list_on_narrow_paper_stays_a_table(visit):
    page = visit("Coordinators").go(QUEUE).page
    page.set_viewport_size({"width": 700, "height": 1000})
    page.emulate_media(media="print")
    expect(page.get_by_role("columnheader", name="Mentor")).to_be_visible()
    shown = page.locator("#result_list .data-row").first.evaluate(
        "it => getComputedStyle(it).display"
    )
    assert shown == "table-row"


# --- by keyboard alone ---------------------------------------------------------------------------
def press_until(page, wanted: str, *, key: str = "Tab", most: int = 90) -> None:
    """Press a key until the focused element matches a CSS selector."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("css => document.activeElement.matches(css)", wanted):
            return
    raise AssertionError(f"{wanted} was not reached")


def test_from_the_login_to_a_confirmed_renewal(visit):
    visitor = visit("Coordinators")
    page = visitor.page
    page.context.clear_cookies()
    visitor.go("/admin/login/")
    press_until(page, "input[name=username]")
    page.keyboard.type("kim")
    press_until(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    press_until(page, f"#nav-sidebar a[href='{QUEUE}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{QUEUE}")
    press_until(page, "input.action-select")
    page.keyboard.press("Space")
    press_until(page, "button[name=action][value=renew]", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/actions/renew/**")
    press_until(page, "button[name=confirm]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{QUEUE}")  # where it was begun
    assert Renewal.objects.filter(processed_by="kim").count() == 1


def test_past_the_menu(visit):
    page = visit("Coordinators").go(QUEUE).page
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main #content")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_account_menu(visit):
    page = visit("Coordinators").page
    account = page.get_by_role("button", name="kim")
    account.focus()
    page.keyboard.press("Enter")
    expect(account).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("button", name="Light")).to_be_focused()
    page.keyboard.press("Escape")
    expect(account).to_be_focused()
    expect(page.get_by_role("button", name="Log out")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Light")).to_be_focused()
    press_until(page, "#logout-form button", most=8)
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are logged out")).to_be_visible()


def test_dark_is_chosen_by_keyboard(visit):
    page = visit("Coordinators").page
    page.get_by_role("button", name="kim").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Light")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_class(re.compile(r"\bdark\b"))


def test_the_menu_of_a_small_screen(visit):
    visitor = visit("Coordinators")
    page = visitor.page
    page.set_viewport_size({"width": 390, "height": 844})
    visitor.go("/admin/")
    opener = page.locator("#open-menu")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#nav-sidebar a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(page.locator("#nav-sidebar")).to_be_hidden()
    page.keyboard.press("Enter")
    press_until(page, f"#nav-sidebar a[href='{QUEUE}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{QUEUE}")


def test_one_types_where_the_first_error_is(visit):
    page = visit("Coordinators").go("/admin/actions/exempt/?mentor=mntr_02BY7M3RL").page
    page.get_by_label("Exempt until").fill("03/04/2026")
    page.get_by_label("Reason").fill("Leave")
    page.get_by_role("button", name="Show what will happen").click()
    expect(page.get_by_text("could be 3 April or 4 March")).to_be_visible()
    expect(page.get_by_label("Exempt until")).to_be_focused()


def test_an_earlier_state_opens_without_an_error_of_its_script(visit):
    visitor = visit("Coordinators")
    line = Mentor.history.filter(mentor_id="mentor-042").first()
    visitor.go(f"/admin/certifications/mentor/mentor-042/history/{line.pk}/")
    page = visitor.page
    page.locator("#main").get_by_role("link", name="History").click()
    expect(page).to_have_url(re.compile(r"mentor-042/history/$"))
    assert visitor.troubles == []


def test_who_has_no_role_is_greeted_in_our_dress(visit):
    visitor = visit("Viewers")
    User.objects.get(username="viv").groups.remove(Group.objects.get(name="Viewers"))
    visitor.go(QUEUE)
    expect(visitor.page.get_by_role("heading", name="Your role doesn't allow this")).to_be_visible()
    visitor.picture("not-allowed")
