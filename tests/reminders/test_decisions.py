"""Held rounds are sent or dropped, mails are switched on: as was shown, or not at all."""

import pytest
from django.utils import timezone

from mentorcerts.reminders.installation import is_confirmed
from mentorcerts.reminders.models import Message, Round
from mentorcerts.reminders.services import release_round
from tests.support.mailing import begin, holding, plan, send, states
from tests.support.pages import hidden_fields, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(settings) -> Round:
    """A round of two mentors, above the limit."""
    begin()
    settings.MENTORCERTS_MAIL_LIMIT_MENTORS = 1
    for number in (1, 2):
        holding(29, mentor_id=f"mentor-{number}")
    plan()
    return Round.objects.get(state="held")


def look(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def choose(client, address: str, choice: str, before=lambda: None, **fields: str):
    carried = hidden_fields(client.get(address))
    before()
    return client.post(address, carried | {"choice": choice} | fields, follow=True)


def said(answer) -> list[str]:
    return [str(each) for each in answer.context["messages"]]


def test_a_held_round_shows_whom_it_would_write_to(kim, held):
    text = look(kim, page(Round, "decide", held.pk))
    assert "would write to 2 of 2 mentors" in text
    assert "30 days before the date: 2" in text
    assert "24 Apr 2026" in text
    assert "Send or drop…" in look(kim, page(Round, "change", held.pk))


def test_it_is_sent(kim, held, mailbox):
    answer = choose(kim, page(Round, "decide", held.pk), "send")
    assert said(answer) == ["2 mails planned."]
    send()
    assert len(mailbox.received) == 2
    held.refresh_from_db()
    assert (held.state, held.decided_by) == ("released", "kim")
    assert "Send or drop…" not in look(kim, page(Round, "change", held.pk))


def test_it_is_dropped_with_a_reason(kim, held):
    answer = choose(kim, page(Round, "decide", held.pk), "drop", reason="Wrong list")
    assert said(answer) == ["2 mails dropped."]
    assert set(states().values()) == {"suppressed"}
    assert {each.reason for each in Message.objects.all()} == {"The round was dropped: Wrong list"}


def test_it_is_not_dropped_without_one(kim, held):
    answer = choose(kim, page(Round, "decide", held.pk), "drop")
    assert "Say why it is dropped." in answer.content.decode()
    assert set(states().values()) == {"held"}


def test_what_a_colleague_has_decided_meanwhile_stays(kim, held):
    def a_colleague() -> None:
        release_round(round_id=held.pk, by="lee", now=timezone.now())

    answer = choose(kim, page(Round, "decide", held.pk), "drop", a_colleague, reason="Wrong list")
    assert "Nothing was done" in said(answer)[0]
    assert set(states().values()) == {"planned"}


def test_switching_on_shows_both_starts_and_is_quiet_first(kim):
    holding(29)
    answer = kim.get(page(Round, "switch_on"))
    proposal = answer.context["proposal"]
    assert proposal.choices == [("quietly", "Start quietly"), ("write", "Write to 1 mentor")]
    assert "1 reminder due by now would count as done" in proposal.sentences[1]
    assert "would write 1 mail to 1 mentor" in proposal.sentences[2]
    assert not is_confirmed()
    assert not Message.objects.exists()


def test_a_quiet_start_passes_over_what_is_due(kim):
    holding(29)
    choose(kim, page(Round, "switch_on"), "quietly")
    assert is_confirmed()
    assert [each.cause for each in Message.objects.all()] == ["quiet"]
    assert plan().planned == 0


def test_a_start_that_writes_leaves_it_to_the_next_round(kim):
    holding(29)
    choose(kim, page(Round, "switch_on"), "write")
    assert is_confirmed()
    assert plan().planned == 1


def test_it_is_not_switched_on_where_more_are_due_by_now(kim):
    holding(29)
    answer = choose(kim, page(Round, "switch_on"), "write", lambda: holding(29))
    assert "Nothing was done" in said(answer)[0]
    assert not is_confirmed()


def test_it_can_not_be_switched_on_while_the_setting_is_off(kim, settings):
    settings.MENTORCERTS_REMINDERS = False
    proposal = kim.get(page(Round, "switch_on")).context["proposal"]
    assert proposal.choices == []
    assert "MENTORCERTS_REMINDERS=true" in proposal.sentences[0]


def test_the_page_of_the_day_leads_to_the_decision(kim, held):
    assert page(Round, "decide", held.pk) in look(kim, "/admin/reminders/round/day/")


def test_who_may_only_look_decides_nothing(viewer, held):
    text = look(viewer, "/admin/reminders/round/day/")
    assert "Held: " in text
    assert page(Round, "decide", held.pk) not in text
    assert viewer.get(page(Round, "decide", held.pk)).status_code == 403
    assert viewer.get(page(Round, "switch_on")).status_code == 403
