"""The list of messages, each one's page, and sending one again."""

import pytest

from mentorcerts.reminders.models import Message
from mentorcerts.reminders.services import switch_mails_off, switch_mails_on
from tests.support.mailing import begin, holding, only, plan, send
from tests.support.pages import hidden_fields, page

pytestmark = pytest.mark.django_db


def shown(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_list_says_of_each_what_became_of_it(kim, mailbox):
    begin()
    holding(29, mentor_id="mentor-1")
    off = holding(6, mentor_id="mentor-2")
    switch_mails_off(mentor_id=off.mentor_id, reason="Asked", by="kim")
    plan()
    send()
    text = shown(kim.get(page(Message)))
    assert "30 days before 24 Apr 2026" in text
    assert "Sent on 26 Mar 2026 to mentor-1@mentors.test." in text
    assert "Suppressed: Mails are switched off for this mentor." in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state__exact=sent", ["mentor-1"]),
        ("cause=off", ["mentor-2"]),
        ("kind__exact=paused", []),
        ("q=mentor-1", ["mentor-1"]),
        ("q=mentor-1@mentors.test", ["mentor-1"]),
    ],
)
def test_it_is_filtered(query, found, kim, mailbox):
    begin()
    holding(29, mentor_id="mentor-1")
    switch_mails_off(mentor_id=holding(6, mentor_id="mentor-2").mentor_id, reason="Asked", by="kim")
    plan()
    send()
    rows = kim.get(f"{page(Message)}?{query}").context["cl"].result_list
    assert [row.mentor_id for row in rows] == found


def test_a_sent_one_shows_its_text_and_is_not_sent_again(kim, mailbox):
    begin()
    holding(29)
    plan()
    send()
    text = shown(kim.get(page(Message, "change", only().pk)))
    assert "Hello Maria Example" in text
    assert "Send again…" not in text
    assert "There is nothing to send again" in shown(kim.get(page(Message, "again", only().pk)))


def again(client, message: Message, before=lambda: None):
    address = page(Message, "again", message.pk)
    fields = hidden_fields(client.get(address))
    before()
    return client.post(address, fields | {"choice": "again"}, follow=True)


def test_one_that_was_not_sent_is_sent_again(kim, mailbox):
    begin()
    held = holding(29)
    switch_mails_off(mentor_id=held.mentor_id, reason="Asked", by="kim")
    plan()
    assert "Send again…" in shown(kim.get(page(Message, "change", only().pk)))
    switch_mails_on(mentor_id=held.mentor_id)
    assert "Planned: goes out on 26 Mar 2026" in shown(again(kim, only()))
    send()
    assert only().state == "sent"


def test_two_people_send_it_again_once(kim, mailbox):
    begin()
    held = holding(29)
    switch_mails_off(mentor_id=held.mentor_id, reason="Asked", by="kim")
    plan()

    def a_colleague() -> None:
        switch_mails_on(mentor_id=held.mentor_id)
        again(kim, only())
        send()

    assert "Nothing was done" in shown(again(kim, only(), before=a_colleague))
    assert len(mailbox.received) == 1


def test_who_may_only_look_sends_nothing_again(viewer):
    holding(29)
    plan()
    Message.objects.update(state="failed", cause="x", reason="x", finished_at=only().planned_at)
    assert "Send again…" not in shown(viewer.get(page(Message, "change", only().pk)))
    assert viewer.get(page(Message, "again", only().pk)).status_code == 403
