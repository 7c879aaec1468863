"""People at a browser."""

import os
import re
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page

PASSWORD = "correct horse battery"
PICTURES = Path(os.environ.get("MENTORCERTS_PICTURES", "/nonexistent"))
"""Where screenshots go; by default nowhere."""


class Visitor:
    """One person at the browser."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on(
            "console",
            lambda line: (
                self.troubles.append(f"{page.url}: {line.text}")
                if "Content Security Policy" in line.text
                else None
            ),
        )
        page.on(
            "response",
            lambda answer: (
                self.troubles.append(f"{answer.status} {answer.url}")
                if answer.status >= 500
                else None
            ),
        )

    def go(self, path: str) -> "Visitor":
        self.page.goto(self.base + path)  # until all is loaded, scripts too
        return self

    def picture(self, name: str) -> None:
        if PICTURES.is_dir():
            self.page.screenshot(path=PICTURES / f"{name}.png")

    def enter(self, user: User) -> "Visitor":
        """Log in with a session cookie. ``log_in`` uses the login page."""
        browser = Client()
        browser.force_login(user)
        [(name, cookie)] = browser.cookies.items()
        self.page.context.add_cookies([{"name": name, "value": cookie.value, "url": self.base}])
        return self.go("/admin/")

    def log_in(self, username: str) -> "Visitor":
        self.go("/admin/login/")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/admin/")
        return self


class Counted:
    """A visitor whose clicks are counted; typing and choosing a date are not clicks."""

    def __init__(self, visitor: Any) -> None:
        self.visitor, self.page, self.clicks = visitor, visitor.page, 0

    def click(self, locator: Any) -> "Counted":
        self.clicks += 1
        locator.click()
        self.page.wait_for_load_state("networkidle")
        return self

    def link(self, name: str) -> "Counted":
        return self.click(self.page.get_by_role("link", name=name).first)

    def button(self, name: str) -> "Counted":
        return self.click(self.page.get_by_role("button", name=re.compile(name)).first)

    def card(self, address: str) -> "Counted":
        return self.click(self.page.locator(f"#content a[href*='{address}']").first)

    def search(self, text: str) -> "Counted":
        """Type and press Enter in the list's search field."""
        field = self.page.locator("input[name=q]").first
        field.fill(text)
        field.press("Enter")
        self.page.wait_for_load_state("networkidle")
        return self

    def find(self, text: str) -> "Counted":
        """Open the search in the header, type, and press Enter on the first that is found."""
        self.click(self.page.get_by_role("button", name="Search", exact=True))
        self.page.get_by_role("searchbox", name="Search people, records and pages").fill(text)
        self.page.locator("#command-results-list a").first.wait_for()
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/admin/*/**")
        self.page.wait_for_load_state("networkidle")
        return self
