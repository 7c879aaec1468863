"""Old lines go, a thousand at a time; what the log still needs stays, however old it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certifications.change_log import pruning
from certifications.change_log.expired import tell_expired
from certifications.change_log.fold import compare_with_log
from certifications.change_log.pruning import prune_events
from certifications.change_log.publish import first_number, last_number, publish_events
from certifications.job.run import expire_certifications
from certifications.models import Event, EventCursor, Mentor
from tests.support.dates import TODAY
from tests.support.factories import MentorFactory
from tests.support.records import recorded, renewed

NOW = datetime(2026, 3, 26, 8, tzinfo=UTC)
OLD, YOUNG = NOW - timedelta(days=20), NOW - timedelta(days=5)
BEFORE = NOW - timedelta(days=10)

pytestmark = pytest.mark.django_db


def prune(**arguments) -> int:
    return prune_events(before=BEFORE, today=TODAY, **arguments)


def lines(mentor: Mentor, *moments: datetime) -> list[Event]:
    """Published lines about a mentor that happened then."""
    number = 1000 * (Event.objects.count() + 1)
    made = [
        Event(type=Event.Type.NOTED, mentor=mentor, occurred_at=moment, sequence=number + each)
        for each, moment in enumerate(moments)
    ]
    return Event.objects.bulk_create(made)


def kept() -> set[Event]:
    return set(Event.objects.all())


def test_the_newest_line_of_a_mentor_stays_though_all_of_theirs_are_old():
    *go, stays = lines(MentorFactory(), OLD, OLD, OLD)
    assert prune() == len(go)
    assert kept() == {stays}


def test_the_newest_is_the_last_that_was_written_whatever_the_clock_said():
    first, last = lines(MentorFactory(), YOUNG, OLD)
    assert prune() == 0
    assert kept() == {first, last}


def test_what_is_not_published_yet_stays():
    mentor = MentorFactory()
    waiting = Event.objects.create(type=Event.Type.NOTED, mentor=mentor, occurred_at=OLD)
    young = lines(mentor, YOUNG)
    assert prune() == 0
    assert kept() == {waiting, *young}


def test_a_dry_run_counts_the_same_and_deletes_nothing():
    lines(MentorFactory(), OLD, OLD, YOUNG)
    assert prune(dry_run=True) == 2
    assert len(kept()) == 3
    assert prune() == 2


def test_it_goes_in_small_transactions_and_walks_through_once(monkeypatch):
    monkeypatch.setattr(pruning, "ROWS_PER_STATEMENT", 4)
    monkeypatch.setattr(pruning, "ROWS_PER_BATCH", 2)
    for _ in range(3):
        lines(MentorFactory(), OLD, OLD, OLD, OLD)
    with CaptureQueriesContext(connection) as asked:
        assert prune() == 9
    deletions = [query["sql"] for query in asked if query["sql"].startswith("DELETE")]
    assert len(deletions) == 6  # 3 of each 4: 2 and 1
    walked = [query for query in asked if "occurred_at" in query["sql"]]
    assert len(walked) == 4


def test_what_expired_lately_stays_because_it_would_be_told_again(on):
    on(TODAY - timedelta(days=30), "08:00:00")
    EventCursor.objects.update_or_create(pk=1, defaults={"began_at": NOW - timedelta(days=90)})
    recorded(expires="2026-02-20")
    assert tell_expired(today=date(2026, 2, 24)) == 1
    on(TODAY, "08:00:00")
    renewed(until="2027-02-20")
    publish_events(now=timezone.now())
    assert prune() == 1  # that it was recorded
    assert Event.objects.filter(type=Event.Type.EXPIRED).count() == 1
    assert tell_expired(today=TODAY) == 0
    long_after = date(2027, 4, 10)
    assert prune_events(before=NOW, today=long_after) == 1
    assert tell_expired(today=long_after) == 1
    [told] = Event.objects.filter(type=Event.Type.EXPIRED)
    assert told.expired_on == date(2027, 2, 20)


def test_the_fold_and_the_numbers_are_as_before(on):
    on(TODAY - timedelta(days=30), "08:00:00")
    recorded("paused", expires="2026-02-20")
    recorded("active", expires="2027-02-20")
    renewed("active", granted="2026-02-24", until="2027-06-20")
    expire_certifications(today=date(2026, 2, 24), trigger="schedule")
    publish_events(now=timezone.now())
    on(TODAY, "08:00:00")
    assert not compare_with_log()
    last = last_number()
    assert prune() == 3  # two of recording, and the run's own
    assert not compare_with_log()
    assert (first_number() > 1, last_number()) == (True, last)
