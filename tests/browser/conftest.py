"""A real browser, driven by Playwright: Debian's Chromium, or the one named in CHROMIUM.

A machine without it skips these tests and says so; with ``MENTORCERTS_TESTS_NEED_CHROMIUM`` set
(as in CI) that is a failure.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

from mentorcerts import demo
from mentorcerts.reminders.models import Text
from mentorcerts.reminders.services import switch_mails_off
from tests.support.dates import TODAY
from tests.support.mailing import begin, holding, plan
from tests.support.schedules import next_run_at
from tests.support.visitors import PASSWORD, Visitor

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.one_database)
            item.add_marker(pytest.mark.xdist_group("browser"))  # one window at a time
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        reason = "no Chromium: install Debian's package chromium, or name one in CHROMIUM"
        if os.environ.get("MENTORCERTS_TESTS_NEED_CHROMIUM"):
            pytest.fail(reason)
        pytest.skip(reason)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        # While the loop runs, Django keeps other connections than before and after it: those of
        # all tests since. Nobody else would close the last one.
        connections.close_all()
        opened.close()


@pytest.fixture
def programme(on: Any, transactional_db: None, live_server: Any) -> str:
    """The demo programme on the day of the contracts, the roles, served: its address."""
    on(str(TODAY), "08:00:00")
    demo.load(today=TODAY)
    next_run_at("2026-03-27T01:00:00")
    return str(live_server.url)


@pytest.fixture
def visit(browser: Browser, programme: str) -> Iterator[Any]:
    """``visit("Coordinators")`` logs in a user with that role, and opens the home page."""
    opened: list[tuple[Any, Visitor]] = []

    def open_page(role: str, *, by_password: bool = False, **context: Any) -> Visitor:
        name = {"Coordinators": "kim", "Viewers": "viv", "Administrators": "ada"}[role]
        user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        window = browser.new_context(viewport={"width": 1400, "height": 900}, **context)
        window.set_default_timeout(15_000)
        visitor = Visitor(window.new_page(), programme)
        opened.append((window, visitor))
        return visitor.log_in(name) if by_password else visitor.enter(user)

    yield open_page
    for window, visitor in opened:
        window.close()
        assert visitor.troubles == []


@pytest.fixture
def mails(programme: str, settings: Any) -> None:
    """Mails are on; a mentor who wants none; a round that is planned; a text of our own."""
    settings.MENTORCERTS_REMINDERS = True
    settings.MENTORCERTS_REMINDER_DAYS = (90, 60, 30, 7)
    begin()
    silent = holding(29, mentor_id="mentor-silent")
    switch_mails_off(mentor_id=silent.mentor_id, reason="Asked for none", by="kim")
    plan()
    Text.objects.create(kind="paused", subject="A note", body="Hello {name}\n")
