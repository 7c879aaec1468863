"""Fifty are renewed by mistake, and put back: as a coordinator does it."""

import pytest
from playwright.sync_api import expect

from certifications import services
from mentorcerts.action_log.models import ExecutedAction
from renewals.models import Renewal
from tests.support.action_log import all_that_governs
from tests.support.dates import TODAY
from tests.support.tasks import promised
from tests.support.visitors import Counted

LIST = "/admin/statuses/certificationstatus/"


@pytest.fixture
def kim(visit):
    return Counted(visit("Coordinators"))


def renew_fifty(kim: Counted) -> None:
    """The first page of the list, whoever is on it."""
    kim.visitor.go(LIST)
    kim.page.locator("#action-toggle").check()
    kim.button("Renew…").button("confirm for")


def test_fifty_are_renewed_and_put_back_by_the_link_in_the_message(kim):
    before = all_that_governs()
    renew_fifty(kim)
    action = ExecutedAction.objects.get()
    assert action.done >= 40
    assert all_that_governs() != before
    kim.link("Undo…")
    expect(kim.page.get_by_role("heading", name="What will be put back")).to_be_visible()
    kim.visitor.picture("undo-of-an-action")
    assert Renewal.objects.live().filter(processed_by="kim").count() == action.done
    kim.button(f"Undo for {action.done} mentors")
    expect(kim.page.get_by_text(f"{action.done} put back")).to_be_visible()
    kim.visitor.picture("an-action-undone")
    assert all_that_governs() == before


def test_an_action_is_found_in_the_menu_and_who_has_changed_since_is_left(kim):
    renew_fifty(kim)
    left = ExecutedAction.objects.get().people.select_related("mentor").first().mentor
    services.record_departure(mentor_id=left.pk, reason="Moved", today=TODAY, by="lee")
    kim.visitor.go("/admin/")
    kim.clicks = 0
    kim.link("Actions")
    kim.click(kim.page.get_by_role("link", name="Renew", exact=True))
    kim.visitor.picture("an-action")
    kim.link("Undo…")
    expect(kim.page.get_by_text("Changed since: left by lee")).to_be_visible()
    kim.button("Undo for")
    assert kim.clicks == promised("Undo an action")
    expect(kim.page.get_by_text("left: something had changed since")).to_be_visible()
    assert Renewal.objects.live().filter(processed_by="kim").count() == 1
    kim.link("Actions")
    kim.visitor.picture("actions")
    expect(kim.page.get_by_role("link", name="Undo of Renew")).to_be_visible()
