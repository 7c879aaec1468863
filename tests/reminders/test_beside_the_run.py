"""The nightly run knows nothing of mails: they cost it no statement."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certifications.models import AutoPause, Certification
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.models import Message
from tests.support.dates import TODAY
from tests.support.mailing import begin, holding, plan
from tests.support.promises import promise
from tests.support.runs import record_mentors, run

pytestmark = pytest.mark.django_db
ABOUT_MAILS = ("reminders_", "promises_", "digests_")


@pytest.fixture(autouse=True)
def _tables_are_known(monkeypatch):
    """Whether PostgreSQL has to analyze its tables depends on what it did by itself before."""
    monkeypatch.setattr("certifications.job.statistics.refresh_statistics", lambda **_: None)


def statements_of_a_run() -> list[str]:
    """A run that pauses six mentors in batches of two."""
    record_mentors(due=6, valid=1)
    before = AutoPause.objects.count()
    with CaptureQueriesContext(connection) as asked:
        run()
    assert AutoPause.objects.count() == before + 6
    return [each["sql"] for each in asked]


def test_no_batch_of_the_run_has_a_statement_for_mails(settings):
    settings.MENTORCERTS_BATCH_SIZE = 2
    settings.MENTORCERTS_REMINDERS = False
    without = len(statements_of_a_run())
    settings.MENTORCERTS_REMINDERS = True
    begin()
    promise(holding(25), "2026-04-12")
    holding(7)
    plan()
    with_mails = statements_of_a_run()
    assert [sql for sql in with_mails if any(table in sql for table in ABOUT_MAILS)] == []
    assert len(with_mails) == without


def test_those_who_are_due_have_promises_and_planned_mails_and_cost_no_more(settings):
    settings.MENTORCERTS_BATCH_SIZE = 2
    begin()
    held = [holding(3) for _ in range(6)]
    for each in held:
        promise(each, "2026-04-12")
    plan()
    assert (Message.objects.count(), Promise.objects.in_force(TODAY).count()) == (6, 6)
    with CaptureQueriesContext(connection) as asked:
        run("2026-03-30")
    assert Certification.objects.filter(auto_pause_applied=True).count() == 6
    found = [each["sql"] for each in asked if any(name in each["sql"] for name in ABOUT_MAILS)]
    assert found == []
