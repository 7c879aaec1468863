"""The benchmarks compare like with like: what they load is sound, and both contestants do the same.

Speed itself is never tested.
"""

import re

import pytest
from django.db import connection, transaction

from certifications import expiry
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Certification, ExpiryRun, Mentor
from certifications.services.governing import recompute_governing
from certifications.services.search_repair import wrongly_found
from mentorcerts.reminders.models import Message, Recipient, Round
from mentorcerts.reminders.plan import plan_reminders
from renewals.models import Renewal
from tests.benchmarks import loading, reminders, runs
from tests.benchmarks.lab import today

pytestmark = pytest.mark.django_db
SIZE = 1_000


@pytest.fixture
def loaded(db):
    loading.load(SIZE, today=today())


def test_a_loaded_programme_has_what_it_says(loaded):
    certifications = Certification.objects
    assert Mentor.objects.count() == certifications.governing().count() == SIZE
    assert certifications.due(today()).count() == 35
    assert certifications.governing().filter(auto_pause_applied=True).count() == 100
    assert certifications.with_status(expiry.REVOKED, today()).count() == 5
    assert certifications.filter(is_current=False).count() == 199
    assert certifications.filter(deleted_at__isnull=False).count() in (9, 10)
    assert AutoPause.objects.open().count() == 100
    assert Renewal.objects.count() == 300


def test_a_loaded_programme_is_what_the_services_would_have_made(loaded):
    """Nothing changes when they look at all of it again."""
    before = facts()
    recompute_governing(
        list(Mentor.objects.values_list("pk", flat=True)), today=today(), by="", reason="look"
    )
    assert facts() == before
    assert list(wrongly_found()) == []


def test_everybody_can_be_due():
    loading.load(SIZE, due=loading.ALL, today=today())
    assert Certification.objects.due(today()).count() == SIZE


def test_the_statement_does_to_the_rows_what_a_run_does(loaded):
    with transaction.atomic():
        run = expire_certifications(today=today(), trigger="command")
        by_the_run, logged_by_the_run = facts(), logs(run.pk)
        transaction.set_rollback(True)
    run = ExpiryRun.objects.create(
        job_run_id="job_01JAN2026_01", day=today(), number=1, trigger="command", state="done",
        as_of=today(), completed_at=run.completed_at,
    )  # fmt: skip
    with connection.cursor() as cursor:
        for sql in runs.reference(connection.vendor, today(), run.pk):
            cursor.execute(sql)
    assert facts() == by_the_run
    assert logs(run.pk) == logged_by_the_run
    assert len(logged_by_the_run) == 35


def test_the_statement_writes_the_messages_that_a_plan_writes(loaded):
    if connection.vendor != "postgresql":
        pytest.skip("plans are measured on PostgreSQL only")
    for number, mentor in enumerate(Mentor.objects.order_by("pk")[:600]):
        if number % 3 == 0:
            Mentor.objects.filter(pk=mentor.pk).update(email="")
        elif number % 3 == 1:
            Recipient.objects.create(mentor=mentor, refused_address=mentor.email)
        else:
            off = {"off_at": reminders.NOW, "off_reason": "They said so"}
            Recipient.objects.create(mentor=mentor, **off)
    with transaction.atomic():
        plan_reminders(today=today(), now=reminders.NOW, force=True)
        by_the_plan = messages()
        transaction.set_rollback(True)
    round_ = Round.objects.create(kind="reminders", state="planned", day=today())
    statement = reminders.reference(today(), reminders.NOW, round_.pk)
    for _ in range(2):  # the second time it passes over all of them
        with connection.cursor() as cursor:
            cursor.execute(statement)
        assert messages() == by_the_plan
    assert len(by_the_plan) > 100
    causes = {"", "no_address", "refused", "off"}
    assert set(Message.objects.values_list("cause", flat=True)) == causes


def messages():
    """All that two plans can have in common."""
    return list(
        Message.objects.order_by("key").values_list(
            "key", "kind", "state", "mentor", "certification", "expires_on", "rung", "planned_at",
            "not_before", "cause", "reason", "finished_at",
        )
    )  # fmt: skip


def facts():
    """Who stands where."""
    return set(Certification.objects.values_list("pk", "is_current", "auto_pause_applied"))


def logs(run):
    """The pauses of a run, in all that two runs can have in common."""
    pauses = list(AutoPause.objects.filter(run=run))
    assert all(re.fullmatch(f"log_[{loading.CROCKFORD}]{{8}}", pause.log_id) for pause in pauses)
    assert all(
        pause.applied_at == pause.certification.auto_pause_applied_at
        and pause.applied_at == pause.certification.updated_at
        for pause in pauses
    )
    return {
        (pause.certification_id, pause.mentor_id, pause.reason, pause.lifted_at, pause.lifted_by)
        for pause in pauses
    }
