"""Mentors who have to meet several requirements: the weakest of what counts governs.

M and T meet ``mentoring``, C is a background check, F first aid. The numbers are those of the cases
that the design names; ``TODAY`` is 2026-03-26.
"""

from datetime import date, timedelta

import pytest

from certifications.job.run import expire_certifications
from certifications.job.undo import preview_undo, undo_run
from certifications.models import AutoPause, Certification, CertificationType, ExpiryRun
from certifications.services.certifications import (
    record_certification,
    remove_certification,
    restore_certification,
    update_certification,
)
from certifications.services.mentors import exempt_mentor
from certifications.services.types import save_certification_type
from mentorcerts.lib.refusals import Conflict
from renewals.services import remove_renewal, renew_certification
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationTypeFactory

pytestmark = pytest.mark.django_db

WHO = "mentor-042"
REQUIREMENTS = {"M": "mentoring", "T": "mentoring", "C": "check", "F": "first-aid", "X": ""}


@pytest.fixture(autouse=True)
def _types() -> None:
    for code, requirement in REQUIREMENTS.items():
        CertificationTypeFactory(code=code, requirement=requirement)


def grace(code: str, days: int, **rules) -> None:
    save_certification_type(code=code, grace_days=days, today=TODAY, **rules)


def hold(code: str, expires: str, *, issued: str = "2020-01-01", today: date = TODAY):
    return record_certification(
        mentor_id=WHO,
        certification_type=code,
        issued_at=at(issued),
        expires_at=at(expires),
        today=today,
    )


def change(certification: Certification, **what) -> Certification:
    changes = {"expires_at": at(what.pop("expires"))} if "expires" in what else {}
    return update_certification(certification=certification, changes=changes, today=TODAY, **what)


def revoke(certification: Certification) -> Certification:
    return change(certification, status="revoked", reason="Misconduct")


def renew(until: str, **more):
    return renew_certification(
        mentor_id=WHO,
        renewal_date=at("2026-03-26"),
        new_expiry_date=at(until),
        processed_by="kim",
        today=TODAY,
        **more,
    )


def run(today: date = TODAY) -> ExpiryRun:
    return expire_certifications(today=today, trigger="command")


def governing() -> str | None:
    """The type of what governs."""
    found = Certification.objects.governing().filter(mentor_id=WHO).first()
    return found and found.certification_type_id


def due(today: date = TODAY) -> bool:
    return Certification.objects.due(today).filter(mentor_id=WHO).exists()


def pause() -> AutoPause | None:
    """The job's, which rests on what governs."""
    opened = AutoPause.objects.open().filter(mentor_id=WHO).first()
    marked = Certification.objects.filter(mentor_id=WHO, auto_pause_applied=True)
    assert list(marked) == ([opened.certification] if opened else [])
    assert opened is None or opened.certification.certification_type_id == governing()
    return opened


# --- which one ---------------------------------------------------------------------------------
def test_a_type_meets_mentoring_unless_it_is_told_otherwise():
    assert record_certification(
        mentor_id="mentor-1",
        certification_type="new",
        issued_at=at("2024-01-01"),
        expires_at=at("2027-01-01"),
        today=TODAY,
    ).is_current
    assert CertificationType.objects.get(pk="new").requirement == "mentoring"


def test_one_that_stands_in_for_another_does_not_for_a_check():
    """Case B1: *Renew…* and a renewal over the API move the one that holds the mentor back."""
    hold("C", "2026-03-16")
    hold("F", "2028-01-01")
    assert (governing(), due()) == ("C", True)
    assert renew("2029-01-01").certification.certification_type_id == "C"
    assert (governing(), due()) == ("F", False)


def test_within_a_requirement_the_longest_counts_though_it_is_revoked_elsewhere():
    """Case F1."""
    revoke(hold("M", "2028-01-01"))
    hold("T", "2027-01-01")
    hold("C", "2030-01-01")
    assert governing() == "T"


def test_a_revoked_check_governs_beside_a_valid_mentoring():
    """Case F2: lifting it is a change of that one."""
    hold("M", "2027-01-01")
    check = revoke(hold("C", "2030-01-01"))
    assert governing() == "C"
    with pytest.raises(Conflict, match="would be the mentor's status"):
        change(check, status="valid", must_govern=True)
    change(check, status="valid")
    assert governing() == "M"


def test_of_two_that_are_overdue_the_one_whose_grace_ends_first_governs():
    """Case F4: C expired ten days ago with a grace of 30, F five days ago without one."""
    grace("C", 30, requirement="check")
    hold("C", "2026-03-16")
    hold("F", "2026-03-21")
    assert (governing(), due()) == ("F", True)


def test_within_a_requirement_grace_does_not_count():
    """Case F5: M through 1 December, T through 25 November with 14 days of grace."""
    grace("T", 14)
    hold("M", "2026-12-01")
    hold("T", "2026-11-25")
    assert governing() == "M"
    assert not due(date(2026, 12, 1))
    assert due(date(2026, 12, 2))


def test_of_equals_the_older_record_governs():
    first = hold("F", "2027-01-01")
    hold("C", "2027-01-01")
    assert governing() == first.certification_type_id


def test_what_is_on_record_only_governs_nobody():
    recorded = hold("X", "2020-06-01")
    assert (governing(), recorded.is_current) == (None, False)
    hold("M", "2027-01-01")
    assert governing() == "M"


def test_the_last_of_a_requirement_removed_frees_the_mentor_from_it():
    """Case F8."""
    hold("M", "2027-01-01")
    check = hold("C", "2026-03-01")
    assert governing() == "C"
    remove_certification(certification=check, today=TODAY)
    assert governing() == "M"
    remove_certification(certification=Certification.objects.governing().get(), today=TODAY)
    assert governing() is None


def test_an_expired_one_that_is_restored_governs_and_waits_for_the_run():
    """Case F9."""
    hold("M", "2027-01-01")
    check = remove_certification(certification=hold("C", "2026-03-01"), today=TODAY)
    assert governing() == "M"
    restore_certification(certification=check, today=TODAY)
    assert (governing(), due(), pause()) == ("C", True, None)


def test_the_status_is_changed_only_where_it_stays_the_status():
    """Case F7, of the services."""
    check = hold("C", "2026-03-01")
    hold("F", "2028-01-01")
    with pytest.raises(Conflict) as refusal:
        change(check, expires="2029-01-01", must_govern=True)
    first_aid = Certification.objects.get(certification_type_id="F")
    assert refusal.value.details["certification_id"] == check.certification_id
    assert refusal.value.details["governing_certification_id"] == first_aid.certification_id
    renew("2029-01-01")
    with pytest.raises(Conflict) as refusal:
        renew("2029-01-01")
    assert refusal.value.details["certification_id"] == check.certification_id


# --- the job's pause ---------------------------------------------------------------------------
def test_a_revocation_ends_no_pause_nor_does_its_end():
    """Case F3."""
    hold("M", "2026-03-01")
    run()
    check = revoke(hold("C", "2028-01-01"))
    applied = pause()
    assert applied is not None
    assert governing() == "C"
    change(check, status="valid")
    assert governing() == "M"
    assert pause() == applied


def test_the_pause_moves_to_what_comes_to_govern_and_stays_while_anything_is_overdue():
    """Case F6."""
    mentoring = hold("M", "2026-03-01")
    run()
    applied = pause()
    check = hold("C", "2026-02-01")
    assert (governing(), pause()) == ("C", applied)
    renewal = renew("2027-03-01", certification_id=mentoring.certification_id)
    assert pause() == applied, "the check is still overdue"
    remove_renewal(renewal=renewal, today=TODAY)
    renew("2027-03-01", certification_id=check.certification_id)
    assert (governing(), pause()) == ("M", applied)
    renew("2027-04-01")
    assert pause() is None


def test_an_exemption_covers_the_mentor():
    """Case F10."""
    hold("M", "2026-03-01")
    hold("C", "2026-03-01")
    run()
    exempt_mentor(mentor_id=WHO, until=date(2026, 4, 5), reason="Ill", today=TODAY, by="kim")
    assert pause() is None
    assert not due(date(2026, 4, 5))
    assert due(date(2026, 4, 6))


def test_a_pause_that_has_moved_is_left_and_listed_when_its_run_is_undone():
    """Case F12."""
    hold("M", "2026-03-01")
    done = run()
    hold("C", "2026-02-01")
    found = preview_undo(done)
    assert [each.mentor_id for each, _ in found.conflicts] == [WHO]
    with pytest.raises(Conflict):
        undo_run(run=done, exempt_until=TODAY, reason="Wrong list", today=TODAY, by="kim")
    assert pause() is not None


def test_two_runs_and_two_requirements_pause_once():
    hold("M", "2026-03-01")
    hold("C", "2026-03-05")
    assert run().auto_paused == 1
    assert run().auto_paused == 0
    renew("2027-03-01")
    assert governing() == "C"
    assert pause() is not None


# --- rules that change ---------------------------------------------------------------------------
def test_a_requirement_of_its_own_decides_anew_who_governs():
    hold("M", "2027-01-01")
    hold("T", "2026-03-01")
    assert governing() == "M"
    grace("T", 0, requirement="trainer")
    assert (governing(), due()) == ("T", True)
    grace("T", 0, requirement="mentoring")
    assert governing() == "M"


def test_a_type_that_is_put_on_record_only_frees_its_holders():
    hold("M", "2026-03-01")
    run()
    assert pause() is not None
    grace("M", 0, requirement="")
    assert (governing(), pause()) == (None, None)
    grace("M", 0, requirement="mentoring")
    assert (governing(), due()) == ("M", True)


def test_another_grace_decides_anew_who_governs():
    hold("C", "2026-03-16")
    hold("F", "2026-03-21")
    assert governing() == "C"
    grace("C", 30, requirement="check")
    assert governing() == "F"
    grace("C", 0, requirement="check")
    assert governing() == "C"


def test_a_pause_ends_where_a_longer_grace_covers_the_one_it_does_not_rest_on():
    hold("C", "2026-03-01")
    run()
    hold("F", "2026-02-20")
    assert governing() == "F"
    renew("2028-01-01")
    assert governing() == "C"
    assert pause() is not None
    grace("C", 60, requirement="check")
    assert pause() is None


def test_the_days_that_decide_are_those_of_the_weakest():
    hold("M", "2026-05-01")
    hold("C", "2026-04-10")
    for away, expected in ((15, False), (16, True)):
        assert due(TODAY + timedelta(days=away)) is expected
