"""Mentors are told of a pause by the nightly run, and that they are active again."""

import pytest
from django.utils import timezone

from certifications import services
from certifications.job.run import expire_certifications
from certifications.job.undo import undo_run
from certifications.models import ExpiryRun
from mentorcerts.lib import clock
from mentorcerts.reminders.models import Message, Round
from mentorcerts.reminders.services import release_round
from renewals.services import renew_certification
from tests.support.dates import TODAY, at
from tests.support.mailing import Start, begin, holding, only, send, states, tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _begun(_mails_are_on, on) -> None:
    on("2026-03-25", "23:00:00")
    begin()
    on("2026-03-26", "01:00:00")


def run() -> ExpiryRun:
    return expire_certifications(
        today=clock.today(), trigger=ExpiryRun.Trigger.SCHEDULE, force=True
    )


def renew(held) -> None:
    renew_certification(
        mentor_id=held.mentor_id,
        renewal_date=at("2026-03-26"),
        new_expiry_date=at("2027-04-24"),
        processed_by="kim",
        today=TODAY,
    )


def test_a_pause_of_the_night_is_told_in_the_morning(mailbox, on):
    held = holding(-1)
    run()
    tell()
    assert only().not_before == at("2026-03-26T08:00:00")
    assert send().accepted == 0
    on("2026-03-26", "08:00:01")
    assert send().accepted == 1
    assert mailbox.recipients == [f"{held.mentor_id}@mentors.test"]
    assert "was valid through 25 March 2026" in mailbox.bodies[0]
    tell()
    assert send().accepted == 0


def test_a_run_that_was_undone_before_is_never_told(mailbox, on):
    holding(-1)
    job = run()
    tell()
    undo_run(
        run=job,
        exempt_until=TODAY,
        reason="Wrong file",
        today=TODAY,
        by="kim",
    )
    tell()
    on("2026-03-26", "09:00:00")
    assert send().accepted == 0
    assert mailbox.received == []
    assert dict(Message.objects.values_list("kind", "reason")) == {
        "paused": "The pause was over before it was told.",
        "resumed": "The mentor was not told of the pause.",
    }


def test_who_was_told_of_the_pause_is_told_of_its_end_whatever_ended_it(mailbox, on):
    held = holding(-1)
    run()
    tell()
    on("2026-03-26", "09:00:00")
    send()
    renew(held)
    tell()
    assert send().accepted == 1
    assert "active again" in mailbox.bodies[-1]
    tell()
    assert send().accepted == 0
    assert len(mailbox.received) == 2


def test_who_stays_paused_by_hand_is_not_told_that_they_are_active(mailbox, on):
    held = holding(-1)
    run()
    tell()
    on("2026-03-26", "09:00:00")
    send()
    services.pause_mentor(mentor_id=held.mentor_id, reason="On leave", by="kim")
    renew(held)
    tell()
    assert send().accepted == 0
    services.resume_mentor(mentor_id=held.mentor_id)
    tell()
    assert send().accepted == 1
    assert "active again" in mailbox.bodies[-1]


def test_a_pause_by_hand_is_a_coordinators_to_tell(mailbox):
    held = holding(100)
    services.pause_mentor(mentor_id=held.mentor_id, reason="On leave", by="kim")
    tell()
    assert Message.objects.count() == 0


def test_a_run_of_many_is_told_once_somebody_has_looked(mailbox, on, settings):
    settings.MENTORCERTS_MAIL_LIMIT_MENTORS = 2
    for _ in range(3):
        holding(-1)
    run()
    tell()
    round_ = Round.objects.get()
    assert (round_.kind, round_.state, round_.mentors) == ("notices", "held", 3)
    on("2026-03-26", "09:00:00")
    assert send().accepted == 0
    release_round(round_id=round_.pk, by="kim", now=timezone.now())
    assert send().accepted == 3


def test_what_was_before_the_switch_is_not_told(on):
    holding(-1)
    run()
    begin(Start.QUIETLY)
    on("2026-03-26", "09:00:00")
    tell()
    assert states() == {}


def test_an_idle_minute_writes_nothing(django_assert_num_queries):
    tell()
    with django_assert_num_queries(4):
        tell()


def test_a_run_in_the_middle_of_the_day_is_not_told_within_the_hour(mailbox, on):
    holding(-1)
    on("2026-03-26", "10:00:00")
    run()
    tell()
    on("2026-03-26", "10:59:00")
    assert send().accepted == 0
    on("2026-03-26", "11:01:00")
    assert send().accepted == 1
