"""A mentor's page says why they got a reminder, or none."""

import pytest
from django.urls import reverse

from certifications.services.mentors import record_departure
from mentorcerts.reminders.models import Recipient
from tests.support.actions import confirm, outcome_of
from tests.support.dates import TODAY
from tests.support.mailing import NO_SUCH_USER, begin, holding, plan, send

pytestmark = pytest.mark.django_db


def mails(client, mentor_id: str):
    return client.get(reverse("mentor-page", args=[mentor_id])).context["mails"]


def test_the_ladder_is_drawn_with_a_sentence_for_each_rung(kim, mailbox):
    begin()
    held = holding(29)
    plan()
    send()
    [(certification, rungs)] = mails(kim, held.mentor_id).ladders
    assert certification == held
    assert [(each.when, each.state, each.sentence) for each in rungs] == [
        ("90 days before it ends", "skipped", "Passed without a mail."),
        ("60 days before it ends", "skipped", "Passed without a mail."),
        ("30 days before it ends", "sent", f"Sent on 26 Mar 2026 to {held.mentor.email}."),
        ("7 days before it ends", "to come", "Goes out on 17 Apr 2026."),
    ]
    assert kim.get(rungs[2].page).status_code == 200


def test_nothing_goes_out_to_who_has_left(kim):
    held = holding(91)
    record_departure(mentor_id=held.mentor_id, reason="Moved", today=TODAY, by="kim")
    shown = mails(kim, held.mentor_id)
    assert shown.obstacle == "The mentor has left."
    [(_, rungs)] = shown.ladders
    assert rungs[-1].sentence.startswith("Would go out on")


def test_all_messages_to_a_mentor_are_one_click_away_and_no_others(kim):
    for mentor_id in ("mentor-1", "mentor-10"):
        holding(29, mentor_id=mentor_id)
    plan()
    answer = kim.get(mails(kim, "mentor-1").all_of_them)
    assert [row.mentor_id for row in answer.context["cl"].result_list] == ["mentor-1"]


@pytest.mark.parametrize(
    ("is_set", "confirmed", "why"),
    [
        (False, True, "Mails to mentors are off: MENTORCERTS_REMINDERS is not set."),
        (True, False, "Mails to mentors are off here: nobody has switched them on yet."),
        (True, True, ""),
    ],
)
def test_it_says_where_nobody_is_written_to(is_set, confirmed, why, kim, settings):
    if confirmed:
        begin()
    settings.MENTORCERTS_REMINDERS = is_set
    assert mails(kim, holding(29).mentor_id).off == why


def action(client, name: str, mentor_id: str, **fields: str):
    return confirm(client, f"{reverse('bulk-action', args=[name])}?mentor={mentor_id}", **fields)


def test_mails_are_switched_off_and_on_for_a_mentor(kim):
    held = holding(29)
    action(kim, "mails-off", held.mentor_id, reason="Asked")
    page = mails(kim, held.mentor_id)
    assert page.obstacle == "Mails are switched off for this mentor."
    assert Recipient.objects.get().off_reason == "Asked"
    shown, _ = action(kim, "mails-on", held.mentor_id)
    assert outcome_of(shown)[0] == {
        held.mentor_id: "Mails from now on: what is due by now goes out with the next round"
    }
    assert mails(kim, held.mentor_id).obstacle == ""


def test_a_refused_address_is_tried_again(kim, mailbox):
    begin()
    held = holding(29)
    mailbox.at_recipient[held.mentor.email] = NO_SUCH_USER
    plan()
    send()
    assert mails(kim, held.mentor_id).obstacle == "The mail server refused the address."
    action(kim, "address-again", held.mentor_id)
    assert mails(kim, held.mentor_id).obstacle == ""


def test_each_action_is_offered_where_it_makes_sense(kim):
    held = holding(29)

    def offered() -> set[str]:
        actions = kim.get(reverse("mentor-page", args=[held.mentor_id])).context["actions"]
        return {label for label, _ in actions if "ails" in label or "address" in label}

    assert offered() == {"Switch mails off…"}
    action(kim, "mails-off", held.mentor_id, reason="Asked")
    assert offered() == {"Switch mails on…"}


def test_who_may_not_see_messages_sees_none_of_it(coordinator):
    assert mails(coordinator, holding(29).mentor_id) is None
