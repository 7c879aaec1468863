"""Reminders about a certification that is moved to the mentor whose it is."""

import pytest

from certifications import services
from certifications.models import Certification
from mentorcerts.reminders.models import Message
from tests.support.dates import TODAY
from tests.support.factories import MentorFactory
from tests.support.mailing import begin, holding, plan, send
from tests.support.promises import promise

pytestmark = pytest.mark.django_db


def move(certification: Certification, to: str) -> list[str]:
    return services.move_certification(
        certification=certification, to_mentor_id=to, reason="Two Bens", today=TODAY, by="kim"
    ).told


def by_mentor() -> list[tuple[str, str, str]]:
    rows = Message.objects.order_by("pk")
    return [(row.mentor_id, row.state, row.cause) for row in rows]


@pytest.fixture
def held(db) -> Certification:
    """Ann's, who is not the one who holds it: that is Ben."""
    MentorFactory(mentor_id="ben", email="ben@mentors.test")
    begin()
    return holding(30, mentor_id="ann")


def test_what_waits_for_the_wrong_mentor_is_not_sent_and_the_right_one_is_reminded(held, mailbox):
    plan()
    assert move(held, "ben") == ["1 reminder to ann will not be sent."]
    plan()
    assert by_mentor() == [("ann", "suppressed", "moved_away"), ("ben", "planned", "")]
    send()
    assert mailbox.recipients == ["ben@mentors.test"]


def test_what_the_wrong_mentor_was_sent_stays_sent_and_the_right_one_is_reminded(held, mailbox):
    plan()
    send()
    assert move(held, "ben") == []
    plan()
    send()
    assert by_mentor() == [("ann", "sent", ""), ("ben", "sent", "")]
    assert mailbox.recipients == ["ann@mentors.test", "ben@mentors.test"]


def test_moved_back_nobody_is_reminded_twice(held, mailbox):
    plan()
    send()
    move(held, "ben")
    plan()
    move(Certification.objects.get(), "ann")
    plan()
    send()
    assert by_mentor() == [("ann", "sent", ""), ("ben", "suppressed", "moved_away")]
    assert mailbox.recipients == ["ann@mentors.test"]


def test_one_that_slept_for_a_promise_does_not_wake_for_the_wrong_mentor(held):
    promise(held, "2026-04-10")
    plan()
    assert by_mentor() == [("ann", "suppressed", "promised")]
    move(held, "ben")
    plan()
    assert by_mentor() == [("ann", "suppressed", "moved_away"), ("ben", "planned", "")]


def test_one_that_was_planned_all_the_same_is_judged_when_it_is_sent(held, mailbox):
    plan()
    Certification.objects.update(mentor="ben")
    send()
    assert by_mentor() == [("ann", "suppressed", "moved_away")]
    assert mailbox.recipients == []
