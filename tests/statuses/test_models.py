"""Where each mentor stands: one row per mentor, read from the certification that governs."""

import pytest
from django.db import connection

from certifications.models import Certification
from statuses.models import CertificationStatus
from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    MentorFactory,
    RenewalFactory,
)

pytestmark = pytest.mark.django_db

BASIC, ADVANCED = "peer_mentor_basic", "peer_mentor_advanced"
EXPIRED = "Certification peer_mentor_basic expired on 2026-03-01"


def status() -> CertificationStatus:
    return CertificationStatus.objects.select_related("mentor").get()


def test_every_mentor_with_a_certification_has_one_status():
    mentors = [MentorFactory(mentor_id=name) for name in ("ana", "ben", "cleo")]
    for mentor in mentors[:2]:
        CertificationFactory(mentor=mentor, expires_at=at("2027-03-01"))
        CertificationFactory(mentor=mentor, certification_type__code=ADVANCED, is_current=False)
    CertificationFactory(mentor=mentors[2], removed=True)
    assert [str(each) for each in CertificationStatus.objects.order_by("mentor_id")] == [
        "ana",
        "ben",
    ]
    assert {each.expires_at for each in CertificationStatus.objects.all()} == {at("2027-03-01")}


def test_a_status_is_the_certification_itself_and_has_no_table():
    certification = CertificationFactory()
    assert status().pk == certification.pk
    assert CertificationStatus._meta.proxy
    assert CertificationStatus._meta.db_table == Certification._meta.db_table
    assert not [name for name in connection.introspection.table_names() if "statuses" in name]


def test_statuses_answer_the_questions_that_certifications_answer():
    CertificationFactory(mentor__mentor_id="ana", expires_at=at("2026-03-26"))
    CertificationFactory(mentor__mentor_id="ben", expires_at=at("2026-03-25"))
    today = at("2026-03-26").date()
    assert str(CertificationStatus.objects.expired(today).get()) == "ben"
    assert str(CertificationStatus.objects.expiring_within(0, today).get()) == "ana"


# --- the last renewal ---------------------------------------------------------------------
def test_without_a_renewal_the_last_renewal_date_is_the_issue_date():
    CertificationFactory(issued_at=at("2024-03-01T09:15:00"))
    assert status().last_renewal_date == at("2024-03-01T09:15:00")


def test_the_last_renewal_date_is_that_of_the_newest_renewal():
    certification = CertificationFactory()
    RenewalFactory(certification=certification, renewal_date=at("2025-12-20"))
    RenewalFactory(certification=certification, renewal_date=at("2025-02-20"))
    assert status().last_renewal_date == at("2025-02-20"), "the newest record, not the latest date"


def test_removed_renewals_and_those_of_others_do_not_count():
    certification = CertificationFactory(mentor__mentor_id="ana")
    RenewalFactory(certification=certification, renewal_date=at("2025-02-20"))
    RenewalFactory(
        certification=certification, renewal_date=at("2026-02-20"), deleted_at=at("2026-02-21")
    )
    RenewalFactory(certification__mentor__mentor_id="ben", renewal_date=at("2026-02-22"))
    ana = CertificationStatus.objects.get(mentor_id="ana")
    assert ana.last_renewal_date == at("2025-02-20")


# --- paused, and why ----------------------------------------------------------------------
def test_an_expired_certification_alone_pauses_nobody():
    CertificationFactory(expires_at=at("2020-03-01"), issued_at=at("2018-03-01"))
    assert not status().is_paused
    assert status().pause_reasons == []
    assert status().pause_reason is None


def test_the_job_pauses():
    AutoPauseFactory()
    assert status().is_paused
    assert status().pause_reason == EXPIRED


def test_a_revocation_pauses():
    CertificationFactory(revoked=True)
    assert status().is_paused
    assert status().pause_reason == (
        "Certification peer_mentor_basic was revoked on 15 Feb 2026: Complaint"
    )


def test_a_revocation_without_a_reason_says_when():
    CertificationFactory(revoked_at=at("2026-02-15T23:30:00-05:00"))
    assert status().pause_reason == "Certification peer_mentor_basic was revoked on 16 Feb 2026"


def test_a_coordinator_pauses():
    CertificationFactory(mentor__paused_by_hand=True)
    assert status().is_paused
    assert status().pause_reason == "Paused by a coordinator: On leave"


def test_all_that_keeps_a_mentor_paused_is_told():
    certification = CertificationFactory(
        mentor__paused_by_hand=True, revoked=True, auto_pause_applied=True
    )
    AutoPauseFactory(certification=certification)
    assert status().pause_reasons == [
        EXPIRED,
        "Certification peer_mentor_basic was revoked on 15 Feb 2026: Complaint",
        "Paused by a coordinator: On leave",
    ]
    assert status().pause_reason == "; ".join(status().pause_reasons)


@pytest.mark.parametrize("auto_pause_applied", [True, False])
@pytest.mark.parametrize("revoked", [True, False])
@pytest.mark.parametrize("paused_by_hand", [True, False])
def test_paused_in_sql_is_paused_of_one_row(auto_pause_applied, revoked, paused_by_hand):
    CertificationFactory(
        mentor__paused_by_hand=paused_by_hand,
        revoked=revoked,
        auto_pause_applied=auto_pause_applied,
    )
    paused = auto_pause_applied or revoked or paused_by_hand
    assert status().is_paused is paused
    assert CertificationStatus.objects.paused().exists() is paused
    assert CertificationStatus.objects.not_paused().exists() is not paused
    assert Certification.objects.paused().exists() is paused


def test_a_certification_that_does_not_govern_pauses_nobody():
    mentor = MentorFactory()
    CertificationFactory(mentor=mentor, expires_at=at("2027-03-01"))
    CertificationFactory(
        mentor=mentor, certification_type__code=ADVANCED, revoked=True, is_current=False
    )
    assert not status().is_paused
    assert not Certification.objects.paused().exists()
