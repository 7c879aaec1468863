"""The expiry run, in this process: what it counts, pauses, holds, leaves and records."""

import os
import re
import socket
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from time_machine import travel

from certifications import services
from certifications.job import batches, claim
from certifications.job import run as job
from certifications.job.record import is_dead
from certifications.job.refusals import AlreadyRunning, Held, TakenOver
from certifications.job.run import expire_certifications, preview_run
from certifications.models import AutoPause, Certification, ExpiryRun
from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
    ExpiryRunFactory,
    MentorFactory,
)
from tests.support.records import everything, refuses

pytestmark = pytest.mark.django_db

VALID = {"expires_at": at("2027-03-01")}


def run(day: str = "2026-03-02", **options) -> ExpiryRun:
    return expire_certifications(
        **{"today": date.fromisoformat(day), "trigger": ExpiryRun.Trigger.COMMAND} | options
    )


def counts(of: ExpiryRun | job.RunPreview) -> tuple[int, int, int]:
    return of.mentors_scanned, of.expired_found, of.skipped_exempt


def paused_ids() -> set[str]:
    marked = Certification.objects.filter(auto_pause_applied=True)
    return set(marked.values_list("certification_id", flat=True))


def without_runs() -> dict[str, list[dict[str, object]]]:
    return {name: rows for name, rows in everything().items() if name != "ExpiryRun"}


# --- whom it pauses -----------------------------------------------------------------------
def test_a_run_pauses_the_due_logs_them_and_counts():
    due = CertificationFactory(certification_id="cert_000000DE")
    CertificationFactory(**VALID)
    CertificationFactory(expires_at=at("2026-03-02"))
    done = run(requested_by="cron")
    assert (done.state, done.failures, done.error) == ("done", [], "")
    assert counts(done) == (3, 1, 0)
    assert done.auto_paused == 1
    assert paused_ids() == {"cert_000000DE"}
    pause = AutoPause.objects.get()
    assert (pause.certification, pause.mentor, pause.run) == (due, due.mentor, done)
    assert pause.reason == "Certification peer_mentor_basic expired on 2026-03-01"
    assert (pause.lifted_at, pause.lifted_by, pause.lift_reason) == (None, "", "")
    due.refresh_from_db()
    assert due.auto_pause_applied_at == pause.applied_at
    assert due.updated_at == pause.applied_at


def test_the_record_tells_how_it_was_started_and_how_it_ended():
    done = run(requested_by="coordinator", trigger="admin", force=True)
    stored = ExpiryRun.objects.get()
    assert stored.job_run_id == done.job_run_id == "job_02MAR2026_01"
    assert (stored.day, stored.as_of, stored.number) == (date(2026, 3, 2), date(2026, 3, 2), 1)
    assert (stored.trigger, stored.requested_by, stored.forced) == ("admin", "coordinator", True)
    assert (stored.host, stored.process) == (socket.gethostname(), os.getpid())
    assert stored.started_at <= stored.completed_at == stored.heartbeat_at


def test_what_is_stored_is_what_is_returned():
    CertificationFactory.create_batch(3)
    done = run()
    stored = ExpiryRun.objects.get()
    for field in ExpiryRun._meta.concrete_fields:
        assert getattr(stored, field.attname) == getattr(done, field.attname), field.name


def test_nobody_is_paused_where_nobody_is_certified():
    assert counts(run()) == (0, 0, 0)
    assert not AutoPause.objects.exists()


def test_revoked_removed_exempt_ungoverning_and_graceful_ones_are_left_alone():
    CertificationFactory(revoked=True)
    CertificationFactory(removed=True)
    CertificationFactory(mentor__exempt_until=date(2026, 3, 2))
    CertificationFactory(
        mentor=CertificationFactory(**VALID).mentor, issued_at=at("2024-02-01"), is_current=False
    )
    CertificationTypeFactory(code="with_grace", grace_days=1)
    CertificationFactory(certification_type__code="with_grace")
    before = without_runs()
    done = run()
    assert counts(done) == (4, 0, 1)
    assert done.auto_paused == 0
    assert without_runs() == before


def test_an_old_certification_hurts_nobody_who_holds_a_newer_one():
    old = CertificationFactory()
    services.record_certification(
        mentor_id=old.mentor_id,
        certification_type="peer_mentor_basic",
        issued_at=at("2026-02-20"),
        expires_at=at("2028-02-20"),
        today=date(2026, 2, 20),
    )
    assert run().auto_paused == 0


@pytest.mark.parametrize(
    ("grace_days", "day", "paused"),
    [
        (0, "2026-03-01", 0),
        (0, "2026-03-02", 1),
        (14, "2026-03-15", 0),
        (14, "2026-03-16", 1),
        (3650, "2036-02-27", 0),
        (3650, "2036-02-28", 1),
    ],
)
@pytest.mark.parametrize("time", ["00:00:00", "23:59:59.999999"])
def test_the_grace_of_the_type_decides_to_the_day(time, grace_days, day, paused):
    CertificationTypeFactory(code="peer_mentor_basic", grace_days=grace_days)
    CertificationFactory(expires_at=at(f"2026-03-01T{time}"))
    assert run(day).auto_paused == paused


@pytest.mark.parametrize(
    ("until", "paused"), [("2026-03-01", 1), ("2026-03-02", 0), ("2026-03-03", 0)]
)
def test_an_exemption_keeps_the_job_away_through_its_date(until, paused):
    CertificationFactory(mentor__exempt_until=date.fromisoformat(until))
    done = run("2026-03-02")
    assert (done.auto_paused, done.skipped_exempt) == (paused, 1 - paused)


def test_running_again_pauses_and_logs_nobody_twice():
    CertificationFactory.create_batch(3)
    assert run().auto_paused == 3
    before = without_runs()
    again = run()
    assert counts(again) == (3, 0, 0)
    assert again.auto_paused == 0
    assert without_runs() == before


def test_missed_nights_are_caught_up():
    CertificationFactory(expires_at=at("2026-03-01"))
    CertificationFactory(expires_at=at("2026-03-05"))
    CertificationFactory(expires_at=at("2025-03-01"))
    CertificationFactory(expires_at=at("2026-03-10"))
    run("2026-03-01")
    assert run("2026-03-10").auto_paused == 2
    assert set(AutoPause.objects.values_list("reason", flat=True)) == {
        "Certification peer_mentor_basic expired on 2025-03-01",
        "Certification peer_mentor_basic expired on 2026-03-01",
        "Certification peer_mentor_basic expired on 2026-03-05",
    }


def test_a_mentor_who_was_renewed_and_expired_again_is_paused_again():
    pause = AutoPauseFactory(certification__expires_at=at("2025-03-01"))
    services.update_certification(
        certification=pause.certification,
        changes={"expires_at": at("2026-03-01")},
        today=date(2026, 2, 1),
    )
    assert run("2026-03-02").auto_paused == 1
    assert AutoPause.objects.filter(certification=pause.certification).count() == 2
    assert AutoPause.objects.open().count() == 1


def test_a_run_as_of_an_earlier_day_judges_by_that_day():
    CertificationFactory(expires_at=at("2026-02-20"))
    CertificationFactory(expires_at=at("2026-02-25"))
    done = run("2026-03-02", as_of=date(2026, 2, 25))
    assert (done.auto_paused, done.as_of) == (1, date(2026, 2, 25))
    assert done.job_run_id == "job_02MAR2026_01", "named after the day on which it ran"


# --- dry runs -----------------------------------------------------------------------------
@pytest.fixture
def a_mixed_programme():
    """One each: valid, due, due with grace over, exempt, revoked, paused already."""
    CertificationTypeFactory(code="with_grace", grace_days=5)
    CertificationFactory(**VALID)
    CertificationFactory()
    CertificationFactory(expires_at=at("2026-02-20"), certification_type__code="with_grace")
    CertificationFactory(mentor__exempt_until=date(2026, 3, 31))
    CertificationFactory(revoked=True)
    AutoPauseFactory(run__day=date(2026, 2, 28))


def test_a_dry_run_counts_what_the_real_run_does_and_writes_only_its_record(a_mixed_programme):
    before = everything()
    dry = run(dry_run=True)
    after = everything()
    assert after.pop("ExpiryRun")[:-1] == before.pop("ExpiryRun")
    assert after == before
    assert dry.dry_run
    real = run()
    assert counts(dry) == counts(real) == (6, 2, 1)
    assert dry.auto_paused == real.auto_paused == 2
    assert (dry.state, real.state) == ("done", "done")
    assert (dry.job_run_id, real.job_run_id) == ("job_02MAR2026_01", "job_02MAR2026_02")


def test_a_preview_counts_the_same_and_writes_nothing(a_mixed_programme):
    before = everything()
    found = preview_run(as_of=date(2026, 3, 2))
    assert everything() == before
    assert counts(found) == counts(run())


def test_a_dry_run_can_look_ahead():
    CertificationFactory(expires_at=at("2026-04-01"))
    CertificationFactory(expires_at=at("2026-04-01"), mentor__exempt_until=date(2026, 4, 1))
    CertificationFactory(expires_at=at("2026-04-01"), mentor__exempt_until=date(2026, 4, 2))
    ahead = run("2026-03-02", as_of=date(2026, 4, 2), dry_run=True)
    assert (ahead.as_of, ahead.day) == (date(2026, 4, 2), date(2026, 3, 2))
    assert (ahead.auto_paused, ahead.skipped_exempt) == (2, 1)
    assert not AutoPause.objects.exists()


def test_only_a_dry_run_can_look_ahead():
    CertificationFactory()
    with refuses(ValidationError, "2026-03-03 is ahead of today, 2026-03-02") as refusal:
        run("2026-03-02", as_of=date(2026, 3, 3))
    assert list(refusal.value.message_dict) == ["as_of"]


# --- the safety limit ----------------------------------------------------------------------------
@pytest.fixture
def low_limit(settings):
    """Holds a run that would pause more than 2 mentors and more than 20 % of them."""
    settings.MENTORCERTS_BRAKE_MENTORS, settings.MENTORCERTS_BRAKE_PERCENT = 2, 20


def programme(*, due: int, valid: int) -> None:
    CertificationFactory.create_batch(due)
    CertificationFactory.create_batch(valid, **VALID)


@pytest.mark.parametrize(
    ("due", "valid"),
    [
        pytest.param(2, 0, id="as many mentors as allowed, though all of them"),
        pytest.param(3, 12, id="more mentors, exactly the share allowed"),
    ],
)
def test_the_safety_limit_lets_pass_what_does_not_exceed_both_limits(due, valid, low_limit):
    programme(due=due, valid=valid)
    assert not preview_run(as_of=date(2026, 3, 2)).exceeds_safety_limit
    assert run().auto_paused == due


def test_the_safety_limit_holds_what_exceeds_both_limits(low_limit):
    programme(due=3, valid=11)
    assert preview_run(as_of=date(2026, 3, 2)).exceeds_safety_limit
    before = without_runs()
    with pytest.raises(Held, match=r"job_02MAR2026_01 paused nobody.*3 of 14 mentors") as refusal:
        run()
    assert without_runs() == before
    held = ExpiryRun.objects.get()
    assert (held.state, held.auto_paused) == ("held", 0)
    assert counts(held) == (14, 3, 0)
    assert held.completed_at is not None
    assert refusal.value.details == {
        "job_run_id": "job_02MAR2026_01",
        "mentors_scanned": 14,
        "expired_found": 3,
    }


@pytest.mark.parametrize(
    ("due", "valid", "held"), [(100, 0, False), (101, 404, False), (101, 403, True)]
)
def test_left_to_itself_the_safety_limit_holds_beyond_100_mentors_and_20_percent(due, valid, held):
    programme(due=due, valid=valid)
    assert preview_run(as_of=date(2026, 3, 2)).exceeds_safety_limit is held


def test_force_overrides_the_safety_limit(low_limit):
    programme(due=3, valid=0)
    with pytest.raises(Held):
        run()
    forced = run(force=True)
    assert (forced.state, forced.forced, forced.auto_paused) == ("done", True, 3)


def test_a_held_run_is_over_and_the_next_one_starts(low_limit):
    programme(due=3, valid=0)
    for number in (1, 2):
        with pytest.raises(Held, match=f"job_02MAR2026_0{number}"):
            run()
    assert set(ExpiryRun.objects.values_list("state", flat=True)) == {"held"}


@pytest.mark.parametrize(("force", "would_pause"), [(False, 0), (True, 3)])
def test_a_dry_run_tells_what_the_safety_limit_would_do_and_is_not_held(
    force, would_pause, low_limit
):
    programme(due=3, valid=0)
    dry = run(dry_run=True, force=force)
    assert (dry.state, dry.expired_found, dry.auto_paused) == ("done", 3, would_pause)


# --- one at a time ------------------------------------------------------------------------
def running(**fields) -> ExpiryRun:
    """A run of this very process, alive a moment ago."""
    alive = timezone.now() - timedelta(seconds=5)
    return ExpiryRunFactory(
        **{
            "state": "running",
            "number": 1,
            "host": socket.gethostname(),
            "process": os.getpid(),
            "started_at": alive,
            "heartbeat_at": alive,
        }
        | fields
    )


@pytest.mark.parametrize(
    "fields",
    [{}, {"host": "another-machine", "process": 2**22 + 1}, {"process": 0}],
    ids=["here", "elsewhere", "no process known"],
)
@pytest.mark.parametrize("options", [{}, {"dry_run": True}, {"force": True}])
def test_a_second_start_says_which_run_is_going_on(fields, options):
    CertificationFactory()
    running(**fields)
    with refuses(AlreadyRunning, "job_02MAR2026_01 is going on since") as refusal:
        run(**options)
    assert refusal.value.details == {"job_run_id": "job_02MAR2026_01"}


def test_a_run_started_while_one_works_is_refused_and_the_first_goes_on():
    CertificationFactory()
    refusals = []

    def start_another(due: int) -> None:
        with pytest.raises(AlreadyRunning) as refusal:
            run()
        refusals.append((due, refusal.value.details["job_run_id"]))

    done = run(on_start=start_another)
    assert refusals == [(1, done.job_run_id)]
    assert (done.state, done.auto_paused) == ("done", 1)
    assert ExpiryRun.objects.get() == done


def test_a_start_in_the_same_instant_is_noticed_by_the_database(monkeypatch):
    """Both look, see nobody and insert: the index lets one through, the other looks again."""
    winner = running()
    looks = iter([None, winner])
    real = ExpiryRun.objects.filter

    class Blind:
        first = staticmethod(lambda: next(looks))

    monkeypatch.setattr(
        ExpiryRun.objects,
        "filter",
        lambda **lookup: Blind() if "state" in lookup else real(**lookup),
    )
    with refuses(AlreadyRunning, winner.job_run_id):
        run()


def test_a_run_whose_heartbeat_is_old_is_marked_interrupted_and_finished(settings):
    """It had paused the first mentor when it died, elsewhere; the second was still due."""
    settings.MENTORCERTS_RUN_STALE_SECONDS = 300
    long_ago = timezone.now() - timedelta(seconds=301)
    dead = running(host="another-machine", heartbeat_at=long_ago, auto_paused=1)
    AutoPauseFactory(run=dead)
    CertificationFactory(certification_id="cert_000000DE")
    done = run()
    assert (done.job_run_id, done.auto_paused) == ("job_02MAR2026_02", 1)
    assert "cert_000000DE" in paused_ids()
    assert AutoPause.objects.open().count() == 2
    dead.refresh_from_db()
    assert (dead.state, dead.auto_paused) == ("interrupted", 1)
    assert dead.completed_at is not None


def test_a_heartbeat_from_tomorrow_blocks_nobody_until_then():
    """The clock of the machine that died was wrong, or ours has been put right."""
    ahead = timezone.now() + timedelta(days=1)
    dead = running(host="another-machine", heartbeat_at=ahead)
    assert run().state == "done"
    dead.refresh_from_db()
    assert dead.state == "interrupted"


def test_a_heartbeat_that_is_not_old_yet_is_a_sign_of_life(settings):
    settings.MENTORCERTS_RUN_STALE_SECONDS = 300
    running(host="another-machine", heartbeat_at=timezone.now() - timedelta(seconds=290))
    with refuses(AlreadyRunning):
        run()


@pytest.mark.parametrize(("age", "dead"), [(300, False), (301, True), (-300, False), (-301, True)])
def test_a_run_is_dead_when_its_heartbeat_is_far_in_the_past_or_future(age, dead, settings):
    settings.MENTORCERTS_RUN_STALE_SECONDS = 300
    now = at("2026-03-02T01:00:00")
    silent = ExpiryRunFactory.build(heartbeat_at=now - timedelta(seconds=age), process=0)
    assert is_dead(silent, now) is dead


def test_a_run_of_this_machine_whose_process_has_ended_is_dead_at_once():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead = running(process=ended.pid)
    assert run().state == "done"
    dead.refresh_from_db()
    assert dead.state == "interrupted"


def test_each_batch_is_a_sign_of_life(settings):
    settings.MENTORCERTS_BATCH_SIZE = 1
    CertificationFactory.create_batch(3)
    beats = []
    run(on_progress=lambda _: beats.append(ExpiryRun.objects.get().heartbeat_at))
    assert beats == sorted(set(beats))
    assert len(beats) == 3


# --- taken over ---------------------------------------------------------------------------
def take_over(_: int = 0) -> None:
    """As another run does that takes the one going on for dead."""
    ExpiryRun.objects.filter(state="running").update(
        state="interrupted", completed_at=timezone.now()
    )


def test_a_run_that_was_taken_over_stops_and_rolls_its_batch_back(settings):
    settings.MENTORCERTS_BATCH_SIZE = 2
    CertificationFactory.create_batch(5)
    with pytest.raises(TakenOver, match="job_02MAR2026_01 was taken for dead"):
        run(on_progress=take_over)
    closed = ExpiryRun.objects.get()
    assert (closed.state, closed.auto_paused, closed.error) == ("interrupted", 2, "")
    assert AutoPause.objects.count() == len(paused_ids()) == 2
    assert run().auto_paused == 3, "the next run finishes its work"


def test_a_run_that_was_taken_over_before_its_first_batch_pauses_nobody():
    CertificationFactory()
    with pytest.raises(TakenOver):
        run(on_start=take_over)
    assert not paused_ids()
    assert not AutoPause.objects.exists()


def test_a_run_that_was_taken_over_after_its_last_batch_does_not_call_itself_done():
    CertificationFactory()
    with pytest.raises(TakenOver):
        run(on_progress=take_over)
    assert ExpiryRun.objects.get().state == "interrupted"
    assert len(paused_ids()) == 1


def test_a_run_that_was_taken_over_while_a_bad_row_is_tried_alone_stops(bad_row, settings):
    settings.MENTORCERTS_BATCH_SIZE = 1
    CertificationFactory()
    bad_row(CertificationFactory())
    with pytest.raises(TakenOver):
        run(on_progress=take_over)
    closed = ExpiryRun.objects.get()
    assert (closed.state, closed.failures) == ("interrupted", [])


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


def test_the_statements_of_a_batch_do_not_grow_with_it(django_assert_max_num_queries):
    for due in (1, 20):
        programme(due=due, valid=1)
        with django_assert_max_num_queries(27):  # 8 of them open or close savepoints
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
TRIGGERS = {
    "sqlite": """
        CREATE TRIGGER bad_row_{0} BEFORE UPDATE ON certifications_certification
        WHEN NEW.id = {0} AND NEW.auto_pause_applied
        BEGIN SELECT RAISE(ABORT, 'this row is broken'); END
    """,
    "postgresql": """
        CREATE FUNCTION bad_row_{0}() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'this row is broken'; END $$;
        CREATE TRIGGER bad_row_{0} BEFORE UPDATE ON certifications_certification FOR EACH ROW
        WHEN (NEW.id = {0} AND NEW.auto_pause_applied) EXECUTE FUNCTION bad_row_{0}()
    """,
}


@pytest.fixture
def bad_row():
    """``bad_row(certification)``: the database refuses to pause it. Undone with the test."""

    def spoil(certification: Certification) -> None:
        with connection.cursor() as cursor:
            cursor.execute(TRIGGERS[connection.vendor].format(certification.pk))

    return spoil


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


# --- names --------------------------------------------------------------------------------
def test_runs_are_numbered_within_their_day():
    names = [run(day).job_run_id for day in ("2026-03-26", "2026-03-26", "2026-03-27")]
    assert names == ["job_26MAR2026_01", "job_26MAR2026_02", "job_27MAR2026_01"]


@pytest.mark.parametrize(
    ("last", "name"),
    [(8, "job_26MAR2026_09"), (9, "job_26MAR2026_10"), (99, "job_26MAR2026_100")],
)
def test_numbers_follow_the_last_one_beyond_two_digits(last, name):
    ExpiryRunFactory(day=date(2026, 3, 26), number=last)
    assert run("2026-03-26").job_run_id == name


def test_months_are_named_in_english_whatever_the_locale():
    names = [run(f"2026-{month:02d}-05").job_run_id for month in range(1, 13)]
    assert [name[6:9] for name in names] == (
        "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
    )


def test_every_kind_of_run_takes_a_number(settings):
    settings.MENTORCERTS_BRAKE_MENTORS = settings.MENTORCERTS_BRAKE_PERCENT = 0
    CertificationFactory()
    run(dry_run=True)
    with pytest.raises(Held):
        run()
    assert run(force=True).number == 3


# --- what goes wrong ----------------------------------------------------------------------
def test_an_unexpected_error_is_recorded_and_raised():
    CertificationFactory()

    def fail(_: int) -> None:
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        run(on_start=fail)
    failed = ExpiryRun.objects.get()
    assert (failed.state, failed.error) == ("failed", "OSError: No space left on device")
    assert failed.completed_at is not None
    assert run().auto_paused == 1, "the next run starts and does the work"


def test_an_error_after_it_was_taken_over_leaves_it_interrupted():
    def fail(_: int) -> None:
        take_over()
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        run(on_start=fail)
    closed = ExpiryRun.objects.get()
    assert (closed.state, closed.error) == ("interrupted", "")


def test_what_a_failed_run_had_committed_stays(settings):
    settings.MENTORCERTS_BATCH_SIZE = 1
    CertificationFactory.create_batch(3)

    def fail(_: int) -> None:
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        run(on_progress=fail)
    assert ExpiryRun.objects.get().auto_paused == AutoPause.objects.count() == 1
    assert run().auto_paused == 2


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit])
def test_a_run_that_is_stopped_says_so(ending):
    def stop(_: int) -> None:
        raise ending

    CertificationFactory()
    with pytest.raises(ending):
        run(on_start=stop)
    assert ExpiryRun.objects.get().state == "interrupted"


def test_a_long_error_is_cut_short():
    def fail(_: int) -> None:
        raise OSError("x" * 5000)

    with pytest.raises(OSError, match="xxx"):
        run(on_start=fail)
    assert len(ExpiryRun.objects.get().error) == 2000


def test_the_name_of_who_asks_is_cut_to_what_fits():
    assert run(requested_by="a" * 200).requested_by == "a" * 150


def test_pauses_by_hand_and_by_the_job_are_kept_apart():
    certification = CertificationFactory(mentor=MentorFactory(paused_by_hand=True))
    before = everything()["Mentor"]
    run()
    assert everything()["Mentor"] == before
    assert paused_ids() == {certification.certification_id}
