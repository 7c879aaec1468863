"""Reminders sleep while a promise is in force, and wake up the day after it was broken."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from mentorcerts.promises.services import withdraw_promises
from mentorcerts.reminders.models import Message
from tests.support.home import text
from tests.support.mailing import begin, holding, only, plan, send, states
from tests.support.promises import promise

pytestmark = pytest.mark.django_db

SENTENCE = "Promised by 12 Apr 2026: reminders sleep until then."


def test_a_reminder_that_is_due_meanwhile_is_suppressed_with_a_sentence():
    held = holding(25)
    promise(held, "2026-04-12")
    done = plan()
    assert (done.planned, done.suppressed, done.mentors) == (0, 1, 0)
    assert (only().state, only().cause, only().reason) == ("suppressed", "promised", SENTENCE)


def test_one_that_is_planned_already_is_not_sent():
    held = holding(25)
    begin()
    plan()
    promise(held, "2026-04-12")
    send()
    assert (only().state, only().reason) == ("suppressed", SENTENCE)
    assert mail.outbox == []


def test_the_mentors_page_says_so_before_it_is_judged(administrator):
    held = holding(25)
    begin()
    plan()
    promise(held, "2026-04-12")
    shown = text(administrator.get(reverse("mentor-page", args=[held.mentor_id])))
    assert shown.count("Sleeps, as promised, until after 12 Apr 2026.") == 2  # the rung, the mail
    assert "Goes out on 26 Mar" not in shown


def test_others_are_reminded_as_ever():
    promise(holding(25, mentor_id="slow"), "2026-04-12")
    holding(25, mentor_id="other")
    begin()
    plan()
    send()
    assert [each.to for each in mail.outbox] == [["other@mentors.test"]]


def test_it_wakes_up_where_the_promise_is_broken(on):
    held = holding(25)  # through 20 April
    promise(held, "2026-04-12")
    begin()
    plan()
    on("2026-04-12", "09:00:00")
    assert plan(date(2026, 4, 12)).planned == 0
    send()
    assert mail.outbox == []
    on("2026-04-14", "09:00:00")
    plan(date(2026, 4, 14))
    send()
    send()
    assert len(mail.outbox) == 1
    assert "days left: 6" in mail.outbox[0].body
    causes = dict(Message.objects.values_list("rung", "cause"))
    assert causes == {30: "nearer", 7: ""}


def test_it_wakes_up_where_the_promise_is_withdrawn():
    held = holding(25)
    promise(held, "2026-04-12")
    begin()
    plan()
    withdraw_promises(mentor_id=held.mentor_id, now=timezone.now(), by="kim")
    assert plan().planned == 1
    send()
    assert len(mail.outbox) == 1


def test_it_does_not_wake_up_once_it_is_renewed(on):
    held = holding(25)
    promise(held, "2026-04-12")
    plan()
    type(held).objects.filter(pk=held.pk).update(expires_at="2028-03-01T00:00:00Z")
    on("2026-04-14", "09:00:00")
    assert plan(date(2026, 4, 14)).planned == 0
    assert list(states().values()) == ["suppressed"]


def test_the_ladder_says_which_rungs_sleep(administrator):
    held = holding(40)  # 7 days before is 28 April
    promise(held, "2026-04-12")
    answer = administrator.get(reverse("mentor-page", args=[held.mentor_id]))
    [(_, rungs)] = answer.context["mails"].ladders
    told = {each.when: each.sentence for each in rungs}
    assert told["30 days before it ends"] == "Sleeps, as promised, until after 12 Apr 2026."
    assert told["7 days before it ends"] == "Goes out on 28 Apr 2026."
