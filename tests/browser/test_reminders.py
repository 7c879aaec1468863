"""The pages about mails: what a coordinator asks in the morning, in how many clicks; axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from certifications.models import CertificationType
from mentorcerts.reminders.models import Message, Round, Text
from tests.support.tasks import promised
from tests.support.visitors import Counted

WHO = "mentor-silent"
"""Made by the fixture ``mails``."""


def test_why_a_mentor_got_no_reminder_is_answered_in_three_clicks_at_most(mails, visit):
    person = Counted(visit("Coordinators"))
    person.link("Where mentors stand").search(WHO).link(WHO)
    told = person.page.get_by_text("This mentor is not written to: Mails are switched off")
    assert told.is_visible()
    assert person.page.get_by_text("Suppressed: Mails are switched off").first.is_visible()
    assert person.clicks == promised("Why did this mentor get no reminder?")


def test_what_became_of_one_mail_is_three_clicks_away(mails, visit):
    person = Counted(visit("Coordinators"))
    person.link("Where mentors stand").search(WHO).link(WHO)
    person.link("Suppressed: Mails are switched off")
    assert person.page.get_by_role("link", name="Send again…").is_visible()
    assert person.clicks == 3


def test_the_mails_of_the_morning_are_seen_before_they_go_in_two_clicks_at_most(mails, visit):
    person = Counted(visit("Coordinators"))
    person.card("/admin/reminders/round/day/")
    assert person.clicks == promised("Who is reminded today?")
    first = person.page.locator("table details summary").first
    person.click(first)
    assert person.page.get_by_text("Hello ").first.is_visible()
    assert person.clicks == 2
    assert not Message.objects.filter(state="sent").exists()


def test_a_held_round_is_dropped_from_the_home_page(mails, visit):
    Message.objects.filter(state="planned").update(state="held")
    Round.objects.update(state="held")
    person = Counted(visit("Coordinators"))
    person.link("Held rounds").link("26 Mar 2026").link("Send or drop…")
    reason = person.page.get_by_label("Reason")
    reason.fill("Wrong list")
    reason.press("Enter")
    person.page.wait_for_timeout(200)
    assert Message.objects.filter(state="held").exists(), "Enter sends nothing, and drops nothing"
    person.button("Drop ")
    assert set(Message.objects.values_list("state", flat=True)) == {"suppressed"}


def test_another_ladder_is_looked_at_and_starts_quietly(mails, visit):
    person = Counted(visit("Coordinators"))
    person.link("Certification types").link("peer_mentor_basic")
    person.page.get_by_label("Reminder days").fill("85, 30")
    person.button("^Save$")
    assert person.page.get_by_text("Start quietly:").is_visible()
    person.button("Save, and start quietly")
    assert CertificationType.objects.get(pk="peer_mentor_basic").reminder_days == "85, 30"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_these_pages(mails, visit, scheme):
    visitor = visit("Coordinators", color_scheme=scheme)
    message, text = Message.objects.get(mentor=WHO), Text.objects.get()
    held = Round.objects.get()
    Round.objects.update(state="held")
    Message.objects.filter(state="planned").update(state="held")
    found = {}
    for name, address in {
        "home": "",
        "mentor": f"mentors/{WHO}/",
        "day": "reminders/round/day/",
        "later": "reminders/round/day/?day=2026-04-10",
        "rounds": "reminders/round/",
        "round": f"reminders/round/{held.pk}/change/",
        "decide": f"reminders/round/{held.pk}/decide/",
        "switch-on": "reminders/round/switch-on/",
        "cannot-be-reached": "reminders/round/cannot-be-reached/",
        "messages": "reminders/message/",
        "message": f"reminders/message/{message.pk}/change/",
        "again": f"reminders/message/{message.pk}/again/",
        "texts": "reminders/text/",
        "new-text": "reminders/text/add/",
        "text": f"reminders/text/{text.pk}/change/",
        "sample": f"reminders/text/{text.pk}/sample/",
        "reset": f"reminders/text/{text.pk}/reset/",
    }.items():
        visitor.go(f"/admin/{address}")
        visitor.picture(f"mails-{scheme}-{name}")
        faults = Axe().run(visitor.page).response["violations"]
        serious = [
            (each["id"], [node["html"][:200] for node in each["nodes"]][:3])
            for each in faults
            if each["impact"] in ("serious", "critical")
        ]
        if serious:
            found[name] = serious
    assert found == {}
