"""Where an action takes longer than a second its page tells how far it is."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from mentorcerts.pages.actions import execution, page
from renewals.models import Renewal
from statuses.admin import SESSION_KEY
from tests.support.hundreds import hundreds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SENT = {"renewal_date": "2026-03-26", "new_expiry_date": "", "notes": ""}


@pytest.fixture
def address(coordinator: Any, monkeypatch: pytest.MonkeyPatch, on: Any) -> str:
    """Of the page that renews 120, fifty at a time."""
    on("2026-03-26")
    for module in (page, execution):
        monkeypatch.setattr(module, "MENTORS_AT_A_TIME", 50)
    session = coordinator.session
    session[SESSION_KEY] = {"all": [mentor.pk for mentor in hundreds(120)]}
    session.save()
    return reverse("bulk-action", args=["renew"]) + "?selection=all"


def test_a_preview_tells_its_steps_and_then_what_will_happen(coordinator, address):
    pieces = _pieces(coordinator.get(address))
    told = [re.sub(r"<.*?>", "", piece).strip() for piece in pieces]
    assert [each for each in told if each.endswith(" of 120")][-3:] == [
        "50 of 120",
        "100 of 120",
        "120 of 120",
    ]
    whole = "".join(pieces)
    assert whole.count("<html") == whole.count("</html>") == 1
    assert "120 renewed, valid through 1 Apr 2029." in whole
    assert "confirm for 120 mentors" in whole
    assert Renewal.objects.count() == 0


def test_what_was_shown_is_done_and_told_on_the_page_that_follows(coordinator, address):
    shown = _shown("".join(_pieces(coordinator.get(address))))
    confirmed = {**SENT, "shown": shown, "confirm": ""}
    whole = "".join(_pieces(coordinator.post(address, confirmed)))
    found = re.search(r'content="0; url=(.+?)"', whole)
    assert found is not None
    assert Renewal.objects.count() == 120
    assert {line.history_user.username for line in Renewal.history.all()} == {"kim"}
    assert {line.source for line in Renewal.history.all()} == {"admin"}
    listed = coordinator.get(unescape(found[1]), follow=True)
    place = reverse("admin:statuses_certificationstatus_changelist")
    assert listed.redirect_chain == [(place, 302)]
    assert "Renew: 120 renewed" in listed.content.decode()
    assert "Renew: 120 renewed" not in coordinator.get(place).content.decode()
    again = "".join(_pieces(coordinator.post(address, confirmed)))
    assert "not what was shown any more" in again
    assert Renewal.objects.count() == 120


def test_what_breaks_off_says_so_and_has_done_nothing(coordinator, address, monkeypatch):
    shown = _shown("".join(_pieces(coordinator.get(address))))
    begun = []

    def breaks(*arguments: Any, **options: Any) -> Any:
        begun.append(arguments)
        if len(begun) == 2:
            raise RuntimeError("the disk is full")
        return apply(*arguments, **options)

    apply = page.ACTIONS["renew"].apply
    monkeypatch.setitem(page.ACTIONS, "renew", replace(page.ACTIONS["renew"], apply=breaks))
    whole = "".join(_pieces(coordinator.post(address, {**SENT, "shown": shown, "confirm": ""})))
    assert "It broke off, and nothing was done." in whole
    assert whole.rstrip().endswith("</html>")
    assert Renewal.objects.count() == 0


def test_the_file_of_a_preview_is_a_file(coordinator, address):
    shown = _shown("".join(_pieces(coordinator.get(address))))
    answer = coordinator.post(address, {**SENT, "shown": shown, "format": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 121
    assert "will happen" in lines[1]


def _pieces(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return [piece.decode() for piece in answer.streaming_content]


def _shown(whole: str) -> str:
    found = re.search(r'name="shown" value="(\w+)"', whole)
    assert found is not None
    return found[1]
