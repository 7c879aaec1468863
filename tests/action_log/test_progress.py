"""The undo of thousands tells how far it is, as the action itself did."""

import re
from html import unescape
from typing import Any

import pytest

from mentorcerts.action_log import undo, undo_page
from mentorcerts.action_log.models import ExecutedAction
from renewals.models import Renewal
from tests.support.action_log import act
from tests.support.hundreds import hundreds
from tests.support.pages import page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch, on: Any) -> str:
    """Of the page that undoes 120 renewals, fifty at a time."""
    on("2026-03-26")
    for module in (undo, undo_page):
        monkeypatch.setattr(module, "MENTORS_AT_A_TIME", 50)
    action = act("renew", *(mentor.pk for mentor in hundreds(120)))
    return page(ExecutedAction, "undo", action.pk)


def whole(answer: Any) -> str:
    assert answer.status_code == 200
    return "".join(piece.decode() for piece in answer.streaming_content)


def shown(text: str) -> str:
    found = re.search(r'name="shown" value="(\w+)"', text)
    assert found is not None
    return found[1]


def test_the_preview_tells_its_steps_and_then_what_is_put_back(coordinator, address):
    text = whole(coordinator.get(address))
    steps = re.findall(r"(\d+) of 120", re.sub(r"<.*?>", "", text))
    assert steps == ["0", "50", "100", "120"]
    assert text.count("<html") == text.count("</html>") == 1
    assert "120 put back. Active: 120, paused: 0." in text
    assert "Undo for 120 mentors" in text
    assert Renewal.objects.live().count() == 120


def test_what_was_shown_is_put_back_and_told_on_the_page_of_the_action(coordinator, address):
    click = {"shown": shown(whole(coordinator.get(address))), "confirm": ""}
    found = re.search(r'content="0; url=(.+?)"', whole(coordinator.post(address, click)))
    assert found is not None
    assert Renewal.objects.live().count() == 0
    told = coordinator.get(unescape(found[1]), follow=True)
    assert told.redirect_chain == [(address.replace("undo", "change"), 302)]
    assert "undone: 120 put back" in told.content.decode()
    assert {line.history_user.username for line in Renewal.history.filter(history_type="~")} == {
        "kim"
    }
    late = re.search(r'content="0; url=(.+?)"', whole(coordinator.post(address, click)))
    assert late is not None
    refused = coordinator.get(unescape(late[1]), follow=True).content.decode()
    assert "was undone by kim" in refused


def test_what_is_not_as_shown_any_more_is_shown_again(coordinator, address):
    click = {"shown": "something else", "confirm": ""}
    text = whole(coordinator.post(address, click))
    assert "not what was shown any more" in text
    assert "Undo for 120 mentors" in text
    assert Renewal.objects.live().count() == 120
