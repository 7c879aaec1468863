"""How a run is named, and what stays on record of one that fails."""

from datetime import date

import pytest

from certifications.job.refusals import Held
from certifications.models import AutoPause, ExpiryRun
from tests.support.factories import (
    CertificationFactory,
    ExpiryRunFactory,
    MentorFactory,
)
from tests.support.records import everything
from tests.support.runs import paused_ids, run, take_over

pytestmark = pytest.mark.django_db


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
