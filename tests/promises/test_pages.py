"""Promises on the mentor's page, in the timeline, on the home page, and in their list."""

from datetime import date

import pytest
from django.urls import reverse

from certifications.models import Mentor
from mentorcerts.personal_data.export import export_mentor
from mentorcerts.promises.models import Promise
from tests.support.actions import confirm, outcome_of
from tests.support.dates import TODAY
from tests.support.home import HOME, cards, text
from tests.support.mailing import holding
from tests.support.promises import promise

pytestmark = pytest.mark.django_db


def action(name: str, held) -> str:
    return f"{reverse('bulk-action', args=[name])}?mentor={held.mentor_id}"


def mentor_page(client, held) -> str:
    return text(client.get(reverse("mentor-page", args=[held.mentor_id])))


def test_a_promise_is_shown_before_it_is_noted(coordinator):
    held = holding(10)
    fields = {"day": "2026-04-12", "note": "First-aid course"}
    shown, _ = confirm(coordinator, action("promise", held), **fields)
    done, refused = outcome_of(shown)
    assert refused == {}
    assert done[held.mentor_id] == (
        f"Promised by 12 Apr 2026: First-aid course; reminders of {held.certification_id} sleep "
        "through that day; the nightly run pauses the mentor from 6 Apr 2026 on, unless exempt "
        "until then"
    )
    made = Promise.objects.get()
    assert (made.day, made.made_by) == (date(2026, 4, 12), "kim")


def test_one_click_offers_an_exemption_until_then(coordinator):
    held = holding(10)
    promise(held, "2026-04-12")
    assert "Exempt until then…" in mentor_page(coordinator, held)
    answer = coordinator.get(reverse("mentor-page", args=[held.mentor_id]))
    (shown,) = answer.context["promises"]
    assert "First" not in shown.exemption
    form = coordinator.get(shown.exemption)
    assert 'value="12 Apr 2026"' in text(form)
    assert 'value="First-aid course"' in text(form)
    confirm(coordinator, shown.exemption, until="2026-04-12", reason="First-aid course")
    assert Mentor.objects.get(pk=held.mentor_id).exempt_until == date(2026, 4, 12)
    assert "Exempt until then…" not in mentor_page(coordinator, held)


@pytest.mark.parametrize("number", ["0", "9" * 30, "x", "", "²"])
def test_an_exemption_is_filled_in_from_promises_of_this_mentor_only(number, coordinator):
    other = promise(holding(10), "2026-04-12")
    for each in (number, str(other.pk)):
        address = reverse("bulk-action", args=["exempt"]) + f"?mentor=mentor-099&promise={each}"
        Mentor.objects.get_or_create(mentor_id="mentor-099")
        assert "First-aid course" not in text(coordinator.get(address))


def test_who_may_only_look_is_offered_nothing(viewer):
    held = holding(10)
    promise(held, "2026-04-12")
    page = mentor_page(viewer, held)
    assert "First-aid course" in page
    assert "Exempt until then…" not in page
    assert "Withdraw promise…" not in page


def test_it_is_withdrawn_on_the_mentors_page(coordinator):
    held = holding(10)
    assert "Withdraw promise…" not in mentor_page(coordinator, held)
    promise(held, "2026-04-12")
    assert "Withdraw promise…" in mentor_page(coordinator, held)
    confirm(coordinator, action("withdraw-promise", held))
    assert Promise.objects.get().end == "withdrawn"
    page = mentor_page(coordinator, held)
    assert "Promise by 12 Apr 2026 withdrawn" in page
    assert "Promised by 12 Apr 2026" in page


def test_broken_promises_are_a_card_that_leads_to_their_list(coordinator, on):
    held = holding(10)
    assert "Broken promises" not in cards(coordinator.get(HOME))
    on("2026-03-01")
    promise(held, "2026-03-25")
    on(TODAY)
    card = cards(coordinator.get(HOME))["Broken promises"]
    listed = coordinator.get(card.link)
    assert (card.number, listed.context["cl"].result_count) == (1, 1)
    assert "ask what has become of it" in mentor_page(coordinator, held)


def test_it_is_part_of_an_export():
    held = holding(10)
    promise(held, "2026-04-12")
    exported = export_mentor(mentor_id=held.mentor_id, by="kim", source="command")
    assert '"note": "First-aid course"' in exported
