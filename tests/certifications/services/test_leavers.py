"""Who has left is paused, and out of all that is about active mentors, until they are back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from certifications import services, totals
from certifications.job.run import expire_certifications, preview_run
from certifications.job.undo import preview_undo
from certifications.models import AutoPause, Certification, Mentor
from certifications.services.many import CertificationRow, record_certifications
from mentorcerts.lib.refusals import Conflict
from mentorcerts.personal_data.erasure import erase_mentor
from renewals.services import remove_renewal, renew_certification
from statuses.models import CertificationStatus
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory, CertificationTypeFactory, MentorFactory

pytestmark = pytest.mark.django_db

WHO = "mentor-042"


def leave(mentor_id: str = WHO, reason: str = "Moved abroad") -> Mentor:
    return services.record_departure(mentor_id=mentor_id, reason=reason, today=TODAY, by="kim")


def come_back(mentor_id: str = WHO) -> Mentor:
    return services.record_return(mentor_id=mentor_id, reason="Is back", today=TODAY, by="kim")


def hold(expires: str, *, code: str = "peer_mentor_basic", **what) -> Certification:
    return services.record_certification(
        mentor_id=WHO,
        certification_type=code,
        issued_at=at("2020-01-01"),
        expires_at=at(expires),
        today=TODAY,
        **what,
    )


def run():
    return expire_certifications(today=TODAY, trigger="command")


def status() -> CertificationStatus:
    return CertificationStatus.objects.select_related("mentor").get(mentor_id=WHO)


def test_they_are_paused_and_the_reason_says_so(on):
    on(TODAY)
    hold("2028-01-01")
    leave()
    assert status().is_paused
    assert status().pause_reason == "Left on 26 Mar 2026: Moved abroad"


def test_the_run_passes_over_them_and_does_not_count_them():
    hold("2026-03-01")
    CertificationFactory(expires_at=at("2026-03-01"))
    leave()
    foreseen = preview_run(as_of=TODAY)
    assert (foreseen.mentors_scanned, foreseen.expired_found) == (1, 1)
    done = run()
    assert (done.mentors_scanned, done.auto_paused) == (1, 1)
    assert not AutoPause.objects.filter(mentor_id=WHO).exists()


def test_the_safety_limit_takes_its_share_of_the_active_only(settings):
    settings.MENTORCERTS_BRAKE_MENTORS, settings.MENTORCERTS_BRAKE_PERCENT = 1, 50
    for number in range(3):
        CertificationFactory(expires_at=at("2026-03-01" if number < 2 else "2028-03-01"))
    for _ in range(2):
        leave(CertificationFactory(expires_at=at("2028-03-01")).mentor_id)
    assert preview_run(as_of=TODAY).exceeds_safety_limit  # 2 of 3, not of 5
    with pytest.raises(Conflict, match="2 of 3 mentors"):
        run()


def test_coming_back_is_judged_by_the_dates():
    hold("2026-03-01")
    leave()
    assert run().auto_paused == 0
    come_back()
    assert not status().is_paused
    assert run().auto_paused == 1


def test_a_pause_by_the_run_outlasts_the_absence_unless_it_was_renewed():
    certification = hold("2026-03-01")
    run()
    leave()
    come_back()
    assert status().auto_pause_applied
    leave()
    renew_certification(
        mentor_id=WHO, renewal_date=at("2026-03-26"), new_expiry_date=at("2028-01-01"), today=TODAY
    )
    assert AutoPause.objects.get().lifted_at is not None
    assert status().is_paused  # because they left
    come_back()
    assert not status().is_paused
    assert status().pk == certification.pk


def test_a_pause_by_hand_is_another_matter():
    hold("2028-01-01")
    services.pause_mentor(mentor_id=WHO, reason="On leave", by="kim")
    leave()
    services.resume_mentor(mentor_id=WHO)
    assert status().is_paused
    services.pause_mentor(mentor_id=WHO, reason="On leave", by="kim")
    come_back()
    assert status().pause_reason == "Paused by a coordinator: On leave"


def test_leaving_ends_an_exemption_and_none_is_granted_to_who_has_left():
    hold("2026-03-01")
    exempt = {"mentor_id": WHO, "until": date(2026, 5, 1), "reason": "Ill", "today": TODAY}
    services.exempt_mentor(**exempt, by="kim")
    assert leave().exempt_until is None
    with pytest.raises(Conflict, match="has left"):
        services.exempt_mentor(**exempt, by="kim")


def test_undoing_a_run_leaves_who_has_left_since_alone():
    hold("2026-03-01")
    done = run()
    leave()
    [(pause, why)] = preview_undo(done).conflicts
    assert (pause.mentor_id, why) == (WHO, "the mentor has left since")


def test_removing_a_renewal_puts_no_pause_on_who_has_left():
    hold("2026-03-01")
    run()
    renewal = renew_certification(
        mentor_id=WHO, renewal_date=at("2026-03-26"), new_expiry_date=at("2028-01-01"), today=TODAY
    )
    leave()
    remove_renewal(renewal=renewal, today=TODAY)
    assert not AutoPause.objects.open().exists()


def test_twice_is_a_conflict_that_says_why():
    MentorFactory(mentor_id=WHO)
    leave()
    with pytest.raises(Conflict, match="Moved abroad"):
        leave()
    come_back()
    with pytest.raises(Conflict, match="has not left"):
        come_back()


def test_a_reason_is_needed():
    MentorFactory(mentor_id=WHO)
    with pytest.raises(ValidationError, match="Give a reason"):
        leave(reason=" ")
    assert not Mentor.objects.get().has_left


# --- the mark on what governs them ----------------------------------------------------------------
def marked() -> list[str]:
    left = Certification.objects.filter(mentor_left=True)
    assert totals.total(totals.CERTIFICATION, left=True) == left.count()
    active = Certification.objects.governing().filter(mentor_left=False).count()
    assert totals.total(totals.CERTIFICATION, governing=True, left=False) == active
    assert totals.total(totals.CERTIFICATION) == Certification.objects.live().count()
    return [each.certification_type_id for each in left]


def test_the_mark_follows_what_governs():
    CertificationTypeFactory(code="check", requirement="check")
    first = hold("2028-01-01")
    leave()
    assert marked() == ["peer_mentor_basic"]
    check = hold("2027-01-01", code="check")
    assert marked() == ["check"]
    services.remove_certification(certification=check, today=TODAY)
    assert marked() == ["peer_mentor_basic"]
    services.remove_certification(certification=first, today=TODAY)
    assert marked() == []
    services.restore_certification(certification=check, today=TODAY)
    assert marked() == ["check"]
    come_back()
    assert marked() == []


def test_who_left_without_a_certification_and_gets_one_is_marked():
    MentorFactory(mentor_id=WHO)
    leave()
    hold("2028-01-01")
    assert marked() == ["peer_mentor_basic"]


def test_an_import_marks_as_well():
    MentorFactory(mentor_id=WHO)
    leave()
    row = CertificationRow(
        row=2,
        mentor_id=WHO,
        certification_type="peer_mentor_basic",
        issued_at=at("2026-01-01"),
        expires_at=at("2028-01-01"),
    )
    record_certifications(rows=[row], today=TODAY)
    assert marked() == ["peer_mentor_basic"]
    later = CertificationRow(
        row=2,
        mentor_id=WHO,
        certification_type="peer_mentor_advanced",
        issued_at=at("2026-01-01"),
        expires_at=at("2029-01-01"),
    )
    record_certifications(rows=[later], today=TODAY)
    assert marked() == ["peer_mentor_advanced"]


def test_erasing_keeps_that_they_left_and_not_why():
    hold("2028-01-01")
    leave()
    mentor = Mentor.objects.get(pk=erase_mentor(mentor_id=WHO, by="kim", source="admin"))
    assert (mentor.has_left, mentor.left_reason) == (True, "(erased)")
    assert marked() == ["peer_mentor_basic"]


# --- exemptions of who stands nowhere -------------------------------------------------------------
def test_removing_the_last_certification_ends_the_exemption():
    certification = hold("2026-03-01")
    services.exempt_mentor(
        mentor_id=WHO, until=date(2026, 5, 1), reason="Ill", today=TODAY, by="kim"
    )
    services.remove_certification(certification=certification, today=TODAY)
    mentor = Mentor.objects.get(pk=WHO)
    assert mentor.exempt_until is None
    newest = mentor.history.latest("history_id")
    assert newest.history_change_reason == "its certifications were removed"


def test_removing_one_of_two_leaves_the_exemption():
    certification = hold("2026-03-01")
    hold("2028-03-01", code="peer_mentor_advanced")
    services.exempt_mentor(
        mentor_id=WHO, until=date(2026, 5, 1), reason="Ill", today=TODAY, by="kim"
    )
    services.remove_certification(certification=certification, today=TODAY)
    assert Mentor.objects.get(pk=WHO).exempt_until == date(2026, 5, 1)
