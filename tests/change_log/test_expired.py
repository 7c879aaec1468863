"""``certification.expired`` is told once for each certification and expiry date."""

from datetime import date, timedelta

import pytest

from certifications import services, tasks
from certifications.change_log import expired
from certifications.change_log.expired import CAUGHT_UP, tell_expired
from certifications.job.run import expire_certifications
from certifications.models import Certification, Event
from tests.support.change_log import begin_log, lines_of, types
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory
from tests.support.services import ADVANCED, record, update

pytestmark = pytest.mark.django_db

DAY_BEFORE, DAY_AFTER = date(2026, 3, 25), date(2026, 3, 27)


@pytest.fixture(autouse=True)
def _the_log_has_begun():
    begin_log(at("2026-01-01T12:00:00"))


def test_it_is_told_from_the_day_after_the_expiry_date_on():
    certification = record(expires_at=at("2026-03-26T18:00:00"))
    assert tell_expired(today=TODAY) == 0
    (line,) = lines_of(tell_expired, today=DAY_AFTER)
    assert (line.type, line.paused, line.source, line.by) == (
        "certification.expired",
        False,
        "job",
        "",
    )
    assert (line.certification, line.expired_on) == (certification, TODAY)
    assert line.data["expiry_date"] == "2026-03-26"


def test_it_is_told_once_however_often_one_looks():
    record(expires_at=at("2026-03-25"))
    assert tell_expired(today=TODAY) == 1
    assert tell_expired(today=TODAY) == 0
    assert tell_expired(today=DAY_AFTER) == 0


def test_a_date_that_is_put_back_and_forward_again_is_told_once_for_each_date():
    certification = record(expires_at=at("2026-03-24"))
    assert tell_expired(today=TODAY) == 1
    update(certification, expires_at=at("2026-03-25"))
    assert tell_expired(today=TODAY) == 1
    update(certification, expires_at=at("2026-03-24T12:00:00"))
    assert tell_expired(today=TODAY) == 0
    update(certification, expires_at=at("2027-03-24"))
    assert tell_expired(today=TODAY) == 0
    update(certification, expires_at=at("2026-03-25"))
    assert tell_expired(today=TODAY) == 0
    told = Event.objects.filter(type="certification.expired").order_by("pk")
    assert [str(line.expired_on) for line in told] == ["2026-03-24", "2026-03-25"]


def test_the_jobs_pause_is_told_before_it_and_its_stand_is_that_of_the_mentor():
    record(expires_at=at("2026-03-20"))
    expire_certifications(today=TODAY, trigger="command")
    lines = lines_of(tell_expired, today=TODAY)
    assert types(lines) == [("mentor.paused", True), ("certification.expired", True)]


def test_what_expires_beside_one_that_lasts_is_told_with_an_active_mentor():
    record(expires_at=at("2026-03-20"))
    record(certification_type=ADVANCED, expires_at=at("2027-01-01"))
    (line,) = lines_of(tell_expired, today=TODAY)
    assert line.paused is False


def test_removed_ones_are_not_told_and_revoked_ones_and_those_who_left_are():
    services.remove_certification(certification=record(expires_at=at("2026-03-20")), today=TODAY)
    assert tell_expired(today=TODAY) == 0
    record(mentor_id="ann", expires_at=at("2026-03-20"), status="revoked")
    record(mentor_id="bob", expires_at=at("2026-03-20"))
    services.record_departure(mentor_id="bob", reason="Moved", today=TODAY, by="kim")
    lines = lines_of(tell_expired, today=TODAY)
    assert [(line.mentor_id, line.paused) for line in lines] == [("ann", True), ("bob", True)]


def test_what_expired_before_the_log_began_is_no_news():
    begin_log(at("2026-03-26T12:00:00"))
    record(expires_at=at("2026-03-24"))
    record(mentor_id="ann", expires_at=at("2026-03-25"))
    lines = lines_of(tell_expired, today=TODAY)
    assert [line.mentor_id for line in lines] == ["ann"]


def test_after_a_long_downtime_all_are_told_but_what_is_older_than_three_months():
    begin_log(at("2020-01-01"))
    CertificationFactory(expires_at=at(str(TODAY - CAUGHT_UP)))
    CertificationFactory(expires_at=at(str(TODAY - CAUGHT_UP - timedelta(days=1))))
    assert tell_expired(today=TODAY) == 1


def test_many_are_told_in_parts(monkeypatch):
    monkeypatch.setattr("certifications.change_log.expired.CERTIFICATIONS_AT_A_TIME", 2)
    for _ in range(5):
        CertificationFactory()
    assert tell_expired(today=TODAY) == 5
    assert tell_expired(today=TODAY) == 0


def test_what_was_renewed_between_looking_and_telling_is_not_told(monkeypatch):
    record(expires_at=at("2026-03-20"))
    lock = expired.lock_mentors

    def and_renewed_meanwhile(mentor_ids):
        Certification.objects.update(expires_at=at("2027-01-01"))
        return lock(mentor_ids)

    monkeypatch.setattr(expired, "lock_mentors", and_renewed_meanwhile)
    assert tell_expired(today=TODAY) == 0
    assert not Event.objects.filter(type="certification.expired").exists()


def test_the_task_looks_as_of_today(on):
    on("2026-03-26")
    record(expires_at=at("2026-03-25"))
    assert tasks.tell_expired_certifications() == 1
    assert tasks.publish_change_log() == 2
