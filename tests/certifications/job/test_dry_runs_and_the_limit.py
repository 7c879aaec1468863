"""Dry runs and previews count and write nothing; above the safety limit a run is held."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from certifications.job.refusals import Held
from certifications.job.run import preview_run
from certifications.job.safety_limit import counted_to_exceed_limit, exceeds_limit
from certifications.models import AutoPause, ExpiryRun, Tally
from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
)
from tests.support.records import everything, refuses
from tests.support.runs import VALID, counts, record_mentors, run, without_runs

pytestmark = pytest.mark.django_db


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
    with refuses(ValidationError, "3 Mar 2026 is ahead of today, 2 Mar 2026") as refusal:
        run("2026-03-02", as_of=date(2026, 3, 3))
    assert list(refusal.value.message_dict) == ["as_of"]


# --- the safety limit ---------------------------------------------------------------------
@pytest.fixture
def low_limit(settings):
    """Holds a run that would pause more than 2 mentors and more than 20 % of them."""
    settings.MENTORCERTS_BRAKE_MENTORS, settings.MENTORCERTS_BRAKE_PERCENT = 2, 20


@pytest.mark.parametrize(
    ("due", "valid"),
    [
        pytest.param(2, 0, id="as many mentors as allowed, though all of them"),
        pytest.param(3, 12, id="more mentors, exactly the share allowed"),
    ],
)
def test_the_safety_limit_lets_pass_what_does_not_exceed_both_limits(due, valid, low_limit):
    record_mentors(due=due, valid=valid)
    assert not preview_run(as_of=date(2026, 3, 2)).exceeds_safety_limit
    assert run().auto_paused == due


def test_the_safety_limit_holds_what_exceeds_both_limits(low_limit):
    record_mentors(due=3, valid=11)
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("due", "valid", "held"), [(10, 0, False), (11, 44, False), (11, 43, True), (80, 1, True)]
)
def test_left_to_itself_the_safety_limit_holds_beyond_10_mentors_and_20_percent(due, valid, held):
    """The last is case B7."""
    record_mentors(due=due, valid=valid)
    assert preview_run(as_of=date(2026, 3, 2)).exceeds_safety_limit is held
    assert run(dry_run=True).would_be_held is held


def test_the_limit_rests_on_no_total_that_could_drift(low_limit):
    record_mentors(due=3, valid=11)
    Tally.objects.filter(what__in=["certification", "cert-month"]).update(n=1000)
    assert preview_run(as_of=date(2026, 3, 2)).exceeds_safety_limit
    with pytest.raises(Held):
        run()


@pytest.mark.parametrize("percent", [0, 20, 33, 100])
@pytest.mark.parametrize("valid", range(8))
def test_counting_and_the_total_agree(valid, percent, settings):
    settings.MENTORCERTS_BRAKE_MENTORS, settings.MENTORCERTS_BRAKE_PERCENT = 1, percent
    record_mentors(due=2, valid=valid)
    assert counted_to_exceed_limit(2) is exceeds_limit(2, of=2 + valid)


def test_force_overrides_the_safety_limit(low_limit):
    record_mentors(due=3, valid=0)
    with pytest.raises(Held):
        run()
    forced = run(force=True)
    assert (forced.state, forced.forced, forced.auto_paused) == ("done", True, 3)


def test_a_held_run_is_over_and_the_next_one_starts(low_limit):
    record_mentors(due=3, valid=0)
    for number in (1, 2):
        with pytest.raises(Held, match=f"job_02MAR2026_0{number}"):
            run()
    assert set(ExpiryRun.objects.values_list("state", flat=True)) == {"held"}


@pytest.mark.parametrize(("force", "would_pause"), [(False, 0), (True, 3)])
def test_a_dry_run_tells_what_the_safety_limit_would_do_and_is_not_held(
    force, would_pause, low_limit
):
    record_mentors(due=3, valid=0)
    dry = run(dry_run=True, force=force)
    assert (dry.state, dry.expired_found, dry.auto_paused) == ("done", 3, would_pause)
