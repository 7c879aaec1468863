"""Planning and looking ahead ask the database equally often, however many mentors there are."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentorcerts.lib import clock
from mentorcerts.reminders.outlook import DAYS_AHEAD, days_ahead, outlook
from mentorcerts.reminders.services import switch_mails_off
from tests.support.dates import TODAY
from tests.support.mailing import begin, holding, plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tables_are_known(monkeypatch):
    """Whether PostgreSQL has to analyze its tables depends on what it did by itself before."""
    monkeypatch.setattr("mentorcerts.reminders.rounds.refresh_statistics", lambda **_: None)


def statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def look_ahead() -> None:
    with outlook(clock.today(), today=clock.today(), now=timezone.now()) as found:
        assert found.messages.count() > 0


@pytest.mark.parametrize("act", [lambda: days_ahead(TODAY), lambda: plan(dry_run=True), look_ahead])
def test_it_asks_equally_often_of_two_mentors_and_of_twenty(act):
    begin()
    for days in (25, 70):
        holding(days)
    few = statements(act)
    for days in range(20, 38):
        holding(days)
    assert statements(act) == few


def test_the_chart_has_thirty_days_at_most_and_only_who_can_be_written_to():
    begin()
    for days in range(200):
        holding(days)
    without_address, off = holding(40), holding(40)
    without_address.mentor.email = ""
    without_address.mentor.save()
    switch_mails_off(mentor_id=off.mentor_id, reason="They said so", by="kim")
    counts = days_ahead(TODAY)
    assert sorted(counts) == [7, 30, 60, 90]
    assert all(len(days) == DAYS_AHEAD - 1 for days in counts.values())
    assert {number for days in counts.values() for number in days.values()} == {1}
