"""Batches are committed one by one, and a bad row stops only itself."""

import re
from datetime import date

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, transaction
from psycopg.errors import AdminShutdown, ConnectionFailure, DiskFull, LockNotAvailable
from time_machine import travel

from certifications import services
from certifications.job import batches, claim
from certifications.models import AutoPause, Certification, ExpiryRun
from mentorcerts.lib.outage import connection_was_lost
from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
    ExpiryRunFactory,
)
from tests.support.runs import paused_ids, record_mentors, run

pytestmark = pytest.mark.django_db


# --- batches ------------------------------------------------------------------------------
@pytest.mark.parametrize(("size", "batches"), [(1, [1] * 5), (2, [2, 2, 1]), (5, [5]), (5000, [5])])
def test_a_run_works_in_batches(size, batches, settings):
    settings.MENTORCERTS_BATCH_SIZE = size
    CertificationFactory.create_batch(5)
    started, progress = [], []
    done = run(on_start=started.append, on_progress=progress.append)
    assert (started, progress) == ([5], batches)
    assert (done.expired_found, done.auto_paused) == (5, 5)
    assert AutoPause.objects.count() == len(paused_ids()) == 5


def test_the_count_on_record_grows_with_every_batch(settings):
    settings.MENTORCERTS_BATCH_SIZE = 2
    CertificationFactory.create_batch(5)
    seen = []
    run(on_progress=lambda _: seen.append(ExpiryRun.objects.get().auto_paused))
    assert seen == [2, 4, 5]


def test_what_is_renewed_while_the_run_goes_on_is_neither_paused_nor_counted(settings):
    settings.MENTORCERTS_BATCH_SIZE = 1
    CertificationFactory()
    last = CertificationFactory()

    def renew(_: int) -> None:
        services.update_certification(
            certification=last, changes={"expires_at": at("2027-03-01")}, today=date(2026, 3, 2)
        )

    done = run(on_progress=renew)
    assert (done.expired_found, done.auto_paused, done.failures) == (1, 1, [])
    last.refresh_from_db()
    assert not last.auto_pause_applied


def test_what_is_renewed_between_look_and_claim_is_not_paused(monkeypatch):
    """``_pause`` looks again under its locks."""
    due, renewed = CertificationFactory.create_batch(2)
    Certification.objects.filter(pk=renewed.pk).update(expires_at=at("2027-03-01"))
    looks = iter([[due.pk, renewed.pk], []])
    monkeypatch.setattr(batches, "_next_due", lambda *_, **__: next(looks))
    assert run().auto_paused == 1
    assert paused_ids() == {due.certification_id}


def test_a_batch_that_draws_taken_log_ids_is_drawn_again_as_a_whole(monkeypatch, caplog):
    """With millions of pauses on record that happens; twice in a row, too."""
    CertificationFactory.create_batch(3)
    taken = iter([True, True])

    def pause(this: ExpiryRun, pks: list[int]) -> int:
        paused = claim.pause_certifications_in_sql(this, pks)
        if next(taken, False):
            raise IntegrityError("UNIQUE constraint failed: certifications_autopause.log_id")
        return paused

    monkeypatch.setattr(batches, "pause_certifications_in_sql", pause)
    done = run()
    assert (done.auto_paused, done.failures) == (3, [])
    assert "tried one by one" not in caplog.text


def a_batch_fails_and_the_connection_is_lost(monkeypatch, times: int) -> None:
    """The batch fails for some other reason; then a row's try loses its connection, so often."""
    monkeypatch.setattr(batches, "pause_certifications_in_sql", _fails)
    left = iter([True] * times)

    def pause(this: ExpiryRun, pks: list[int]) -> int:
        if next(left, False):
            raise OperationalError("terminating connection") from AdminShutdown()
        return claim.pause_certifications(this, pks)

    monkeypatch.setattr(batches, "pause_certifications", pause)


def _fails(*_: object) -> int:
    raise IntegrityError("broken")


def test_a_row_that_loses_its_connection_is_tried_again(monkeypatch):
    CertificationFactory.create_batch(3)
    a_batch_fails_and_the_connection_is_lost(monkeypatch, times=1)
    done = run()
    assert (done.auto_paused, done.failures) == (3, [])


def test_where_it_is_lost_again_the_run_has_failed_and_no_row_is_blamed(monkeypatch):
    CertificationFactory.create_batch(3)
    a_batch_fails_and_the_connection_is_lost(monkeypatch, times=2)
    with pytest.raises(OperationalError, match="terminating"):
        run()
    failed = ExpiryRun.objects.get()
    assert (failed.state, failed.failures) == ("failed", [])


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (AdminShutdown, True),
        (ConnectionFailure, True),
        (psycopg.OperationalError, True),  # the server said nothing any more
        (DiskFull, False),
        (LockNotAvailable, False),
    ],
)
def test_which_errors_are_a_lost_connection(error, lost):
    wrapped = OperationalError("words")
    wrapped.__cause__ = error()
    assert connection_was_lost(wrapped) is lost
    assert not connection_was_lost(error())
    assert not connection_was_lost(OperationalError("database is locked"))


def test_the_statements_of_a_batch_do_not_grow_with_it(django_assert_max_num_queries):
    for due in (1, 10):  # above that, the run counts for its safety limit
        record_mentors(due=due, valid=1)
        # 8 of them open or close savepoints, and one writes the line of the run as a whole.
        with django_assert_max_num_queries(28):
            run()


def test_many_are_paused_in_the_way_of_one():
    """The SQL of a batch and the ORM that explains it leave the same rows behind."""
    CertificationTypeFactory(code="graced", grace_days=30)
    CertificationFactory(expires_at=at("2026-03-01T23:59:59"))
    CertificationFactory(expires_at=at("2026-03-02"))
    CertificationFactory(
        issued_at=at("2018-01-01"),
        expires_at=at("2019-12-31"),
        certification_type__code="a.b:c-d_e",
    )
    CertificationFactory(expires_at=at("2026-02-28"), certification_type_id="graced")
    CertificationFactory(expires_at=at("2026-01-20"), certification_type_id="graced")
    CertificationFactory(mentor__exempt_until=date(2026, 3, 2))
    CertificationFactory(mentor__exempt_until=date(2026, 3, 1))
    CertificationFactory(revoked=True)
    CertificationFactory(removed=True)
    CertificationFactory(mentor__paused_by_hand=True)
    CertificationFactory(auto_pause_applied=True)
    ids = list(Certification.objects.values_list("pk", flat=True))
    found = []
    for how in (claim.pause_certifications, claim.pause_certifications_in_sql):
        with transaction.atomic(), travel(at("2026-03-02T01:00:00"), tick=False):
            this = ExpiryRunFactory(pk=1, state="running", number=1)
            counted = how(this, ids)
            pauses = AutoPause.objects.order_by("certification").values()
            rows = [{**row, "id": None, "log_id": None} for row in pauses]
            assert all(re.fullmatch("log_[0-9A-HJKMNP-TV-Z]{8}", row["log_id"]) for row in pauses)
            assert len({row["log_id"] for row in pauses}) == counted
            found.append((counted, rows, list(Certification.objects.order_by("pk").values())))
            transaction.set_rollback(True)
    assert found[0][0] == 5
    assert found[0] == found[1]


# --- bad rows -----------------------------------------------------------------------------
@pytest.mark.parametrize("size", [1, 2, 5000])
def test_a_bad_row_stops_only_itself(size, bad_row, settings):
    settings.MENTORCERTS_BATCH_SIZE = size
    first, bad, *others = CertificationFactory.create_batch(5)
    bad_row(bad)
    done = run()
    assert paused_ids() == {each.certification_id for each in (first, *others)}
    assert AutoPause.objects.count() == 4
    (failure,) = done.failures
    assert list(failure) == ["certification_id", "mentor_id", "error"]
    assert failure["certification_id"] == bad.certification_id
    assert failure["mentor_id"] == bad.mentor_id
    assert "this row is broken" in failure["error"]
    assert (done.state, done.expired_found, done.auto_paused) == ("done", 5, 4)
    stored = ExpiryRun.objects.get()
    assert (stored.failures, stored.auto_paused) == (done.failures, 4)


def test_a_bad_row_is_tried_again_by_the_next_run(bad_row):
    good, bad = CertificationFactory.create_batch(2)
    bad_row(bad)
    assert len(run().failures) == 1
    again = run()
    assert (again.expired_found, again.auto_paused, len(again.failures)) == (1, 0, 1)
    assert paused_ids() == {good.certification_id}


def test_a_bad_row_is_on_record_before_the_run_has_ended(bad_row):
    bad = CertificationFactory()
    bad_row(bad)
    seen = []
    run(on_progress=lambda _: seen.extend(ExpiryRun.objects.get().failures))
    assert [failure["certification_id"] for failure in seen] == [bad.certification_id]


def test_several_bad_rows_are_all_listed(bad_row):
    bad = CertificationFactory.create_batch(3)
    good = CertificationFactory()
    for each in bad:
        bad_row(each)
    done = run()
    assert [failure["certification_id"] for failure in done.failures] == [
        each.certification_id for each in bad
    ]
    assert paused_ids() == {good.certification_id}


def test_progress_counts_bad_rows_too(bad_row):
    bad_row(CertificationFactory.create_batch(3)[0])
    progress = []
    run(on_progress=progress.append)
    assert progress == [3]


def test_a_row_that_is_marked_without_a_log_is_no_failure_of_others():
    """History gone wrong: an open pause without its mark. The index refuses a second one."""
    broken = AutoPauseFactory().certification
    Certification.objects.update(auto_pause_applied=False, auto_pause_applied_at=None)
    good = CertificationFactory()
    done = run()
    assert [failure["certification_id"] for failure in done.failures] == [broken.certification_id]
    assert paused_ids() == {good.certification_id}
    assert AutoPause.objects.open().count() == 2
