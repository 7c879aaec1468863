"""Removing and restoring certifications."""

import pytest

from certifications import services
from certifications.job.run import expire_certifications
from certifications.models import Certification
from mentorcerts.lib.refusals import Conflict, Missing
from tests.support.dates import TODAY, at
from tests.support.records import refuses
from tests.support.services import ADVANCED, record, update

pytestmark = pytest.mark.django_db


def test_removing_hides_and_keeps():
    certification = services.remove_certification(certification=record(), today=TODAY)
    assert certification.deleted_at is not None
    assert not certification.is_current
    assert not Certification.objects.live().exists()
    assert Certification.objects.count() == 1


def test_what_is_removed_cannot_be_removed_or_changed():
    stale = record()
    services.remove_certification(certification=stale, today=TODAY)
    with refuses(Missing, f"{stale.certification_id} has been removed"):
        services.remove_certification(certification=stale, today=TODAY)
    with refuses(Missing, f"{stale.certification_id} has been removed"):
        update(stale, expires_at=at("2028-01-01"))


def test_restoring_brings_a_record_back_as_it_was():
    certification = record(status="revoked")
    removed = services.remove_certification(certification=certification, today=TODAY)
    restored = services.restore_certification(certification=removed, today=TODAY)
    assert restored.deleted_at is None
    assert restored.is_current
    assert restored.revoked_at == certification.revoked_at
    assert restored.expires_at == certification.expires_at


def test_what_is_not_removed_cannot_be_restored():
    certification = record()
    with refuses(Conflict, f"{certification.certification_id} is not removed"):
        services.restore_certification(certification=certification, today=TODAY)


def test_restoring_is_a_conflict_where_a_live_one_has_taken_its_place():
    removed = services.remove_certification(certification=record(), today=TODAY)
    successor = record()
    with refuses(Conflict, successor.certification_id):
        services.restore_certification(certification=removed, today=TODAY)


def test_removing_a_mentors_certifications_removes_the_live_ones_and_counts_them():
    removed_before = services.remove_certification(certification=record(), today=TODAY)
    record(issued_at=at("2025-03-26"))
    record(certification_type=ADVANCED)
    other = record(mentor_id="mentor-043")
    assert services.remove_mentor_certifications(mentor_id="mentor-042", today=TODAY) == 2
    assert Certification.objects.live().get() == other
    deleted_at = removed_before.deleted_at
    removed_before.refresh_from_db()
    assert removed_before.deleted_at == deleted_at


def test_removing_the_certifications_of_a_mentor_without_any_is_refused():
    services.remove_certification(certification=record(), today=TODAY)
    with refuses(Missing, "mentor-042 has no certification"):
        services.remove_mentor_certifications(mentor_id="mentor-042", today=TODAY)
    with refuses(Missing, "There is no mentor mentor-999"):
        services.remove_mentor_certifications(mentor_id="mentor-999", today=TODAY)


def test_the_job_does_not_see_removed_records():
    services.remove_certification(certification=record(expires_at=at("2026-03-01")), today=TODAY)
    run = expire_certifications(today=TODAY, trigger="schedule")
    assert (run.mentors_scanned, run.expired_found) == (0, 0)
