"""Keyboard only, narrow screens, dark mode, and no serious fault that axe-core can find."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGES = {
    "home": "/admin/",
    "queue": "/admin/statuses/certificationstatus/",
    "mentor": "/admin/mentors/mntr_02BY7M3RL/",
    "renew": "/admin/actions/renew/?mentor=mntr_02BY7M3RL",
    "certifications": "/admin/certifications/certification/",
    "new-certification": "/admin/certifications/certification/add/",
    "renewals": "/admin/renewals/renewal/",
    "types": "/admin/certifications/certificationtype/",
    "runs": "/admin/certifications/expiryrun/",
    "job-preview": "/admin/certifications/expiryrun/run",
    "import": "/admin/certifications/certification/import/",
    "export": "/admin/statuses/certificationstatus/export/",
    "history": "/admin/certifications/mentor/mentor-042/history/",
    "exempt": "/admin/actions/exempt/?mentor=mntr_02BY7M3RL",
    "pauses": "/admin/certifications/autopause/",
    "note": "/admin/actions/note/?mentor=mntr_02BY7M3RL",
    "promise": "/admin/actions/promise/?mentor=mntr_02BY7M3RL",
    "promises": "/admin/promises/promise/",
    "actions": "/admin/action_log/executedaction/",
    "tomorrow": "/admin/tomorrow/",
    "own": "/admin/own/",
    "changes": "/admin/changes/",
    "board": "/admin/board/",
    "timeline-of-pauses": "/admin/mentors/mntr_02BY7M3RL/?kind=pauses",
    "timeline-of-nothing": "/admin/mentors/mntr_02BY7M3RL/?kind=notes",
    "mentors": "/admin/certifications/mentor/",
    "edit-mentor": "/admin/certifications/mentor/mntr_02BY7M3RL/change/",
    "nothing-found": "/admin/renewals/renewal/?q=nobody",
    "password": "/admin/password_change/",
    "not-found": "/admin/nothing",
    "not-allowed": "/admin/auth/user/",
}


FOR_ADMINISTRATORS = {
    "personal-data": "/admin/mentors/mntr_02BY7M3RL/personal-data/",
    "incidents": "/admin/mentorcerts/incident/",
    "webhooks": "/admin/webhooks/endpoint/",
    "new-webhook": "/admin/webhooks/endpoint/add/",
}


CHECKED = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
"""Dark mode changes only the colours, so only their contrast is checked again."""


def serious_faults(page, options) -> list[tuple[str, list[str]]]:
    return [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]][:3])
        for fault in Axe().run(page, options=options).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", CHECKED)
@pytest.mark.parametrize(
    ("role", "pages"), [("Coordinators", PAGES), ("Administrators", FOR_ADMINISTRATORS)]
)
def test_axe_finds_nothing_serious(role, pages, scheme, visit):
    visitor = visit(role, color_scheme=scheme)
    found = {}
    for name, path in pages.items():
        visitor.go(path)
        if serious := serious_faults(visitor.page, CHECKED[scheme]):
            found[name] = serious
    assert found == {}


def test_a_renewal_by_keyboard_alone(visit):
    visitor = visit("Coordinators").go("/admin/actions/renew/?mentor=mntr_02BY7M3RL")
    page = visitor.page
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "confirm":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Why is this mentor not paused?")).to_be_visible()


def test_the_timeline_is_narrowed_by_keyboard_alone(visit):
    visitor = visit("Coordinators").go(PAGES["mentor"])
    page = visitor.page
    page.get_by_role("link", name="Edit name and e-mail").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Renewals":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?kind=renewals#what-happened$"))
    expect(
        page.get_by_role("link", name="Renewals").and_(page.locator("[aria-current]"))
    ).to_be_visible()
    expect(page.get_by_text("Nothing of this kind is on record.")).to_be_visible()


@pytest.mark.parametrize(
    "name", ["home", "queue", "mentor", "note", "job-preview", "tomorrow", "own"]
)
def test_nothing_is_cut_off_on_a_narrow_screen(name, visit):
    visitor = visit("Coordinators")
    visitor.page.set_viewport_size({"width": 400, "height": 800})
    visitor.go(PAGES[name])
    visitor.picture(f"narrow-{name}")
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 400
