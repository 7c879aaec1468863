"""Which line renewing writes, and changing, removing and restoring a renewal."""

import pytest
from django.core.exceptions import ValidationError

from certifications import services
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Event
from mentorcerts.lib.refusals import Conflict
from mentorcerts.lib.sheets.problems import RefusedRows
from renewals.many import RenewalRow, renew_certifications
from renewals.services import remove_renewal, restore_renewal
from tests.support.change_log import line_of, lines_of, publish, types
from tests.support.dates import TODAY, at
from tests.support.records import refuses
from tests.support.services import ADVANCED, change, record, renew, update

pytestmark = pytest.mark.django_db


@pytest.fixture
def paused():
    """Since the run of today; the log has no line of that yet."""
    certification = record(expires_at=at("2026-03-01"))
    expire_certifications(today=TODAY, trigger="command")
    certification.refresh_from_db()
    return certification


def test_a_renewal_tells_both_dates():
    certification = record()
    line = line_of(renew, "2027-09-26", by="kim")
    assert (line.type, line.paused, line.by) == ("certification.renewed", False, "kim")
    assert line.certification == certification
    assert line.data == {
        "certification_id": certification.certification_id,
        "certification_type": "peer_mentor_basic",
        "issue_date": "2024-03-26",
        "expiry_date": "2027-09-26",
        "previous_expiry_date": "2026-09-26",
        "renewal_id": certification.renewals.get().renewal_id,
        "renewal_date": "2026-03-26",
    }


@pytest.mark.usefixtures("paused")
def test_a_renewal_that_ends_the_jobs_pause_is_one_line_after_that_of_the_pause():
    lines = lines_of(renew, "2027-03-01")
    assert types(lines) == [("mentor.paused", True), ("certification.renewed", False)]


def test_a_renewal_of_one_that_does_not_govern_ends_no_pause(paused):
    services.save_certification_type(code="check", requirement="check", today=TODAY)
    check = record(certification_type="check", expires_at=at("2026-05-01"))
    line = line_of(renew, "2027-05-01", certification_id=check.certification_id)
    assert (line.type, line.paused) == ("certification.renewed", True)


def test_a_changed_renewal_tells_the_date_that_was_there():
    record()
    renewal = renew("2027-09-26")
    line = line_of(change, renewal, new_expiry_date=at("2027-12-01"))
    assert (line.type, line.paused, line.by) == ("renewal.changed", False, "coordinator")
    assert line.data["expiry_date"] == "2027-12-01"
    assert line.data["previous_expiry_date"] == "2027-09-26"


def test_a_change_of_its_notes_alone_is_told_with_the_dates_as_they_are():
    record()
    renewal = renew("2027-09-26")
    line = line_of(change, renewal, notes="By phone")
    assert (line.type, line.data["expiry_date"]) == ("renewal.changed", "2027-09-26")
    assert line.data["previous_expiry_date"] == "2026-09-26"
    assert "By phone" not in str(line.data)
    assert lines_of(change, renewal, notes="By phone") == []


def test_what_changes_nothing_leaves_also_the_line_of_the_pause_to_the_publisher():
    record(expires_at=at("2026-03-01"))
    renewal = renew("2026-03-20", renewal_date=at("2026-03-10"))
    expire_certifications(today=TODAY, trigger="command")
    assert AutoPause.objects.exists()
    assert lines_of(change, renewal, notes="") == []


def test_removing_one_tells_that_the_date_is_back_and_restoring_that_it_was_renewed():
    certification = record()
    renewal = renew("2027-09-26")
    line = line_of(remove_renewal, renewal=renewal, today=TODAY, by="kim")
    assert (line.type, line.paused, line.by) == ("renewal.removed", False, "kim")
    assert line.data["expiry_date"] == "2026-09-26"
    assert line.data["previous_expiry_date"] == "2027-09-26"
    assert "log_id" not in line.data
    line = line_of(restore_renewal, renewal=renewal, today=TODAY, by="kim")
    assert (line.type, line.paused, line.by) == ("certification.renewed", False, "kim")
    assert line.data["expiry_date"] == "2027-09-26"
    assert line.certification == certification


@pytest.mark.usefixtures("paused")
def test_removing_one_that_had_ended_a_pause_tells_the_new_pause_with_it():
    renewal = renew("2027-03-01")
    line = line_of(remove_renewal, renewal=renewal, today=TODAY)
    again = AutoPause.objects.open().get()
    assert (line.type, line.paused, line.pause) == ("renewal.removed", True, again)
    assert line.data["log_id"] == again.log_id
    before = Event.objects.count()
    assert publish().pauses == 0
    assert Event.objects.count() == before


def test_what_is_refused_writes_no_line():
    certification = record()
    renewal = renew("2027-09-26")
    with refuses(Conflict):
        renew("2027-09-26")
    with refuses(ValidationError):
        change(renewal, new_expiry_date=at("2026-01-01"))
    update(certification, expires_at=at("2029-01-01"))
    with refuses(Conflict):
        remove_renewal(renewal=renewal, today=TODAY)


def imported(*rows: tuple[str, str, str]) -> None:
    renew_certifications(
        rows=[
            RenewalRow(
                row=number,
                mentor_id=mentor_id,
                renewal_date=at(granted),
                new_expiry_date=at(until),
            )
            for number, (mentor_id, granted, until) in enumerate(rows, 2)
        ],
        today=TODAY,
        by="kim",
    )


@pytest.mark.usefixtures("paused")
def test_an_import_writes_a_line_for_each_row_each_with_its_own_dates():
    record(mentor_id="ann", certification_type=ADVANCED)
    lines = lines_of(
        imported,
        ("mentor-042", "2026-03-10", "2026-03-20"),
        ("ann", "2026-03-10", "2028-01-01"),
        ("mentor-042", "2026-03-20", "2027-03-20"),
    )
    assert [(line.mentor_id, line.type, line.paused) for line in lines] == [
        ("mentor-042", "mentor.paused", True),
        ("mentor-042", "certification.renewed", False),
        ("ann", "certification.renewed", False),
        ("mentor-042", "certification.renewed", False),
    ]
    assert [
        (line.data["previous_expiry_date"], line.data["expiry_date"]) for line in lines[1:]
    ] == [("2026-03-01", "2026-03-20"), ("2026-09-26", "2028-01-01"), ("2026-03-20", "2027-03-20")]
    assert {line.by for line in lines[1:]} == {"kim"}


def test_an_import_that_is_refused_writes_no_line():
    record()
    with refuses(RefusedRows):
        imported(("mentor-042", "2026-03-10", "2027-03-20"), ("bob", "2026-03-10", "2027-03-20"))
