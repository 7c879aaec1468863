"""People renew, exempt and edit while a run goes on: whoever is in order is not paused by it."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from certifications.job.undo import undo_run
from certifications.models import AutoPause, Certification, ExpiryRun, Mentor
from certifications.services.certifications import (
    record_certification,
    remove_certification,
    update_certification,
)
from certifications.services.locks import lock_mentors
from certifications.services.mentors import exempt_mentor, pause_mentor, save_mentor
from certifications.services.types import save_certification_type
from mentorcerts.lib import clock, moments
from renewals.models import Renewal
from renewals.services import renew_certification
from tests.support.processes import until
from tests.support.programme import KIND
from tests.support.sql import WAITING, number

pytestmark = pytest.mark.process

DEADLOCKS = "select deadlocks from pg_stat_database where datname = current_database()"


def today():
    return clock.today()


def next_year():
    return moments.utc_midnight(today() + timedelta(days=365))


def renew(mentor):
    renew_certification(
        mentor_id=mentor,
        renewal_date=timezone.now(),
        new_expiry_date=next_year(),
        today=today(),
        by="Ada",
    )


def exempt(mentor):
    end = today() + timedelta(days=30)
    exempt_mentor(mentor_id=mentor, until=end, reason="On leave", today=today(), by="Ada")


def record_another(mentor):
    record_certification(
        mentor_id=mentor,
        certification_type=KIND,
        issued_at=timezone.now() - timedelta(days=1),
        expires_at=next_year(),
        today=today(),
        by="Ada",
    )


def governing(mentor):
    return Certification.objects.governing().get(mentor_id=mentor)


def remove(mentor):
    remove_certification(certification=governing(mentor), today=today(), by="Ada")


def revoke(mentor):
    update_certification(
        certification=governing(mentor),
        changes={},
        status="revoked",
        reason="Left",
        today=today(),
        by="Ada",
    )


def correct_the_date(mentor):
    changes = {"expires_at": next_year()}
    update_certification(certification=governing(mentor), changes=changes, today=today(), by="Ada")


def edit(mentor):
    save_mentor(mentor_id=mentor, name=f"Name of {mentor}")


def pause_by_hand(mentor):
    pause_mentor(mentor_id=mentor, reason="Asked for it", by="Ada")


# --- one of them, held open while the run comes to it ------------------------------------------
def test_changes_not_yet_committed_are_waited_for(programme):
    due = programme.load(60, 60)
    changes = [renew, exempt, record_another, remove, revoke, correct_the_date]
    with transaction.atomic():
        for change, mentor in zip(changes, due, strict=False):
            change(mentor)
        run = programme.start_run(batch=100)  # the run has found them all due
        run.until(lambda: programme.at_our_lock(run))
        assert programme.paused() == 0
    assert run.wait().code == 0
    assert run.errors == ""
    programme.assert_paused_once(due[len(changes) :])


def test_one_change_not_yet_committed_holds_up_its_batch_only(programme, only_postgresql):
    *others, last = programme.load(60, 60)
    with transaction.atomic():
        renew(last)
        run = programme.start_run(batch=20)
        run.until(lambda: programme.at_our_lock(run))
        assert programme.paused() == 40
    assert run.wait().code == 0
    assert run.errors == ""
    programme.assert_paused_once(others)


def test_a_change_that_is_taken_back_saves_nobody(programme):
    due = programme.load(60, 60)
    with transaction.atomic():
        renew(due[-1])
        run = programme.start_run(batch=20)
        run.until(lambda: programme.at_our_lock(run))
        transaction.set_rollback(True)
    assert run.wait().code == 0
    programme.assert_paused_once(due)


def test_a_longer_grace_not_yet_committed_is_waited_for(programme):
    due = programme.load(40, 40)
    programme.load(40, 40, kind="other")
    with transaction.atomic():
        save_certification_type(code="other", grace_days=100, today=today(), by="Ada")
        run = programme.start_run(batch=10)
        run.until(lambda: programme.at_our_lock(run))
        assert programme.paused() == 0
    assert run.wait().code == 0
    assert run.errors == ""
    programme.assert_paused_once(due)
    assert ExpiryRun.objects.get().expired_found == 40


def test_a_renewal_in_the_middle_of_a_run_is_respected(programme):
    *others, last = programme.load(800, 800)
    run = programme.start_run(batch=4)
    run.until(lambda: programme.paused() >= 100)
    programme.freeze_between_batches(run)
    assert programme.paused() < 800
    renew(last)
    run.thaw()
    assert run.wait().code == 0
    programme.assert_paused_once(others)


def test_renewals_that_wait_for_the_run_lift_its_pauses(programme, only_postgresql):
    """The batch holds the first mentors' locks and waits for one in the middle. Whoever now wants
    the last and the first must ask for the first one first, or both would wait for ever."""
    due = sorted(programme.load(60, 60))
    first, held, last = due[0], due[30], due[-1]
    waiting = []

    def renew_elsewhere():
        try:
            connection.ensure_connection()
            waiting.append(connection.connection.info.backend_pid)
            renew_together([last, first])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            edit(held)
            run = programme.start_run(batch=100)
            run.until(lambda: programme.at_our_lock(run))
            renewal = pool.submit(renew_elsewhere)
            until(lambda: waiting)
            until(lambda: number("select cardinality(pg_blocking_pids(%s))", *waiting))
        assert run.wait().code == 0
        renewal.result(20)
    assert run.errors == ""
    assert ExpiryRun.objects.get().auto_paused == 60
    lifted = AutoPause.objects.exclude(lifted_at=None)
    assert sorted(lifted.values_list("mentor_id", "lifted_by")) == [(first, "Ada"), (last, "Ada")]
    assert all(pause.lift_reason.startswith("renewal-") for pause in lifted)
    assert not governing(first).auto_pause_applied
    assert not governing(last).auto_pause_applied
    programme.assert_books_balance()


# --- all of them, all the time -----------------------------------------------------------------
def renew_together(mentors):
    """What coordinators do to a selection."""
    with transaction.atomic():
        lock_mentors(mentors)
        for mentor in mentors:
            renew(mentor)


def save_type(_):
    """Nothing changes; but it locks the type, and everybody who is paused."""
    save_certification_type(code=KIND, grace_days=0, today=today(), by="Ada")


def test_a_run_among_people_at_work_pauses_the_right_ones_only(programme):
    deadlocks = number(DEADLOCKS) if connection.vendor == "postgresql" else 0
    due = programme.load(2000, 2000)
    acts = [renew, exempt, record_another, correct_the_date, edit, pause_by_hand]
    whose = {act: due[position:700:10] for position, act in enumerate(acts)}
    together = due[6:700:10]
    work = [(act, mentor) for act, mentors in whose.items() for mentor in mentors]
    work += [(renew_together, together[first : first + 7]) for first in range(0, 70, 7)]
    work += [(save_type, None)] * 8
    random.Random(0).shuffle(work)

    run = programme.start_run(batch=4)
    run.until(lambda: programme.paused() >= 10)
    in_parallel(work, threads=4)
    assert run.wait().code == 0

    assert run.errors == ""
    if connection.vendor == "postgresql":
        assert number(DEADLOCKS) == deadlocks
    done = ExpiryRun.objects.get()
    assert done.failures == []
    meanwhile = (done.started_at, done.completed_at)
    assert Renewal.objects.filter(created_at__range=meanwhile).count() > 10, "they never met"
    whose[renew] = whose[renew] + together
    assert_acknowledged(whose)
    in_order = {mentor for act in acts[:4] for mentor in whose[act]}
    open_pauses = AutoPause.objects.open().values_list("mentor_id", flat=True)
    assert sorted(open_pauses) == sorted(set(due) - in_order)
    lifted = AutoPause.objects.exclude(lifted_at=None)
    assert set(lifted.values_list("mentor_id", flat=True)) <= in_order
    assert AutoPause.objects.values("mentor_id").distinct().count() == done.auto_paused
    programme.assert_books_balance()


def in_parallel(work, *, threads):
    """Do all of it, shared out among threads; raise what went wrong in any of them."""
    together = threading.Barrier(threads)

    def share(number):
        try:
            together.wait(20)
            for act, argument in work[number::threads]:
                act(argument)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(share, number) for number in range(threads)]:
            done.result(60)


def assert_acknowledged(whose):
    """What was done without an error is there: nothing was lost, nothing overwritten."""
    renewed = Renewal.objects.values_list("certification__mentor_id", flat=True)
    assert sorted(renewed) == sorted(whose[renew])
    current = Certification.objects.governing()
    for act in (renew, record_another, correct_the_date):
        theirs = current.filter(mentor_id__in=whose[act])
        assert set(theirs.values_list("expires_at", "auto_pause_applied")) == {(next_year(), False)}
        assert theirs.count() == len(whose[act])
    mentors = {mentor.pk: mentor for mentor in Mentor.objects.all()}
    for name in whose[exempt]:
        assert mentors[name].is_exempt(today())
        assert not governing(name).auto_pause_applied
    assert all(mentors[name].name == f"Name of {name}" for name in whose[edit])
    assert all(mentors[name].paused_by == "Ada" for name in whose[pause_by_hand])


# --- undoing, beside other people ----------------------------------------------------------------
def test_undoing_a_large_run_locks_mentors_in_the_order_of_everybody(
    programme, only_postgresql, monkeypatch
):
    monkeypatch.setattr("mentorcerts.lib.chunks.ROWS_PER_STATEMENT", 30)
    programme.load(60, 60)
    assert programme.run("run_expiry_job", "--force").code == 0
    run = ExpiryRun.objects.get()
    undos = list(run.pauses.values_list("mentor_id", flat=True))
    # Somebody wants both: the first one is in the undo's second chunk, the last one in its first.
    first, last = min(undos[30:]), max(undos[:30])
    assert first < last

    def undo_elsewhere():
        try:
            end = today() + timedelta(days=30)
            return undo_run(run=run, exempt_until=end, reason="Wrong", today=today(), by="Ada")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_mentors([first])
            undone = pool.submit(undo_elsewhere)
            until(lambda: number(f"select count(*) from ({WAITING}) as waiting"))
            lock_mentors([last])
        assert len(undone.result(20).pauses) == 60
    assert not AutoPause.objects.open().exists()
