"""Which line each service on certifications writes, and where its mentor stands right after it."""

import pytest
from django.core.exceptions import ValidationError

from certifications import services
from certifications.job.run import expire_certifications
from certifications.models import Event
from certifications.services.many import CertificationRow, record_certifications
from mentorcerts.lib.refusals import Conflict
from mentorcerts.lib.sheets.problems import RefusedRows
from tests.support.change_log import line_of, lines_of, story, types
from tests.support.dates import TODAY, at
from tests.support.records import refuses, rolled_back
from tests.support.services import ADVANCED, BASIC, record, update

pytestmark = pytest.mark.django_db

OVERDUE = at("2026-03-01")


def run() -> None:
    expire_certifications(today=TODAY, trigger="command")


@pytest.fixture
def certification():
    """Of mentor-042: valid until 2026-09-26."""
    return record()


def test_recording_tells_the_certification_and_who_did_it(db):
    line = line_of(record, by="kim")
    assert (line.type, line.mentor_id, line.paused) == (
        "certification.recorded",
        "mentor-042",
        False,
    )
    assert (line.by, line.source, line.reason, line.sequence) == ("kim", "command", "", None)
    assert line.data == {
        "certification_id": line.certification.certification_id,
        "certification_type": BASIC,
        "issue_date": "2024-03-26",
        "expiry_date": "2026-09-26",
    }
    assert line.event_id.startswith("evt_")
    assert len(line.event_id) == 20


def test_one_that_has_expired_pauses_nobody_before_the_run_does(db):
    assert line_of(record, expires_at=OVERDUE).paused is False


def test_recording_one_that_was_revoked_tells_that_its_mentor_is_paused(db):
    line = line_of(record, status="revoked")
    assert (line.type, line.paused) == ("certification.recorded", True)


def test_recording_one_on_record_only_leaves_its_mentor_without_a_stand(db):
    services.save_certification_type(code="course", requirement="", today=TODAY)
    assert line_of(record, certification_type="course").paused is None


def test_recording_one_that_lasts_longer_tells_the_pause_and_then_its_end(db):
    record(expires_at=OVERDUE)
    run()
    lines = lines_of(record, certification_type=ADVANCED)
    assert types(lines) == [("mentor.paused", True), ("certification.recorded", False)]


def test_recording_for_a_mentor_who_was_paused_by_hand_tells_that_they_are(db):
    services.save_mentor(mentor_id="mentor-042")
    services.pause_mentor(mentor_id="mentor-042", reason="On leave", by="kim")
    assert line_of(record).paused is True


@pytest.mark.parametrize(
    ("changes", "previous"),
    [
        ({"expires_at": at("2027-09-26")}, {"previous_expiry_date": "2026-09-26"}),
        ({"issued_at": at("2024-02-01")}, {"previous_issue_date": "2024-03-26"}),
        ({"certification_type": ADVANCED}, {"previous_certification_type": BASIC}),
        (
            {"expires_at": at("2027-09-26"), "certification_type": ADVANCED},
            {"previous_expiry_date": "2026-09-26", "previous_certification_type": BASIC},
        ),
    ],
)
def test_a_change_tells_what_was_there_before(certification, changes, previous):
    line = line_of(update, certification, reason="A slip", **changes)
    assert (line.type, line.paused, line.reason) == ("certification.changed", False, "A slip")
    assert {key: text for key, text in line.data.items() if "previous" in key} == previous
    assert list(line.told) == [key for key in line.told if key in line.data]
    if "expires_at" in changes:
        assert line.data["expiry_date"] == "2027-09-26"
    if "certification_type" in changes:
        assert line.data["certification_type"] == ADVANCED


def test_a_change_that_ends_the_jobs_pause_is_one_line_after_that_of_the_pause(db):
    certification = record(expires_at=OVERDUE)
    run()
    lines = lines_of(update, certification, expires_at=at("2027-03-01"))
    assert types(lines) == [("mentor.paused", True), ("certification.changed", False)]


def test_a_revocation_is_one_line_with_all_that_was_changed_with_it(certification):
    line = line_of(
        update, certification, status="revoked", reason="Complaint", expires_at=at("2026-08-01")
    )
    assert (line.type, line.paused, line.reason) == ("certification.revoked", True, "Complaint")
    assert line.data["previous_expiry_date"] == "2026-09-26"


def test_a_revocation_of_one_that_another_outlasts_pauses_nobody(certification):
    record(certification_type=ADVANCED, expires_at=at("2028-01-01"))
    assert line_of(update, certification, status="revoked").paused is False


def test_the_end_of_a_revocation_is_told(certification):
    update(certification, status="revoked")
    line = line_of(update, certification, status="valid")
    assert (line.type, line.paused) == ("certification.reinstated", False)


def test_removing_the_last_one_leaves_no_stand(certification):
    line = line_of(
        services.remove_certification, certification=certification, today=TODAY, by="kim"
    )
    assert (line.type, line.paused, line.by) == ("certification.removed", None, "kim")
    assert line.certification_id == certification.pk


def test_removing_what_the_pause_rests_on_tells_its_end(certification):
    basic = record(certification_type="check", expires_at=OVERDUE)
    services.save_certification_type(code="check", requirement="check", today=TODAY)
    run()
    lines = lines_of(services.remove_certification, certification=basic, today=TODAY)
    assert types(lines) == [("mentor.paused", True), ("certification.removed", False)]


def test_removing_all_writes_a_line_for_each_and_the_exemption_ends_with_them(certification):
    record(certification_type=ADVANCED)
    services.exempt_mentor(mentor_id="mentor-042", until=TODAY, reason="Ill", today=TODAY, by="kim")
    lines = lines_of(
        services.remove_mentor_certifications, mentor_id="mentor-042", today=TODAY, by="kim"
    )
    assert types(lines) == [
        ("certification.removed", None),
        ("certification.removed", None),
        ("mentor.exemption_ended", None),
    ]
    assert {line.by for line in lines} == {"kim"}


def test_a_mentor_paused_by_hand_who_loses_the_last_one_has_no_stand(certification):
    services.pause_mentor(mentor_id="mentor-042", reason="On leave", by="kim")
    line = line_of(services.remove_certification, certification=certification, today=TODAY)
    assert line.paused is None


def test_restoring_is_told(certification):
    services.remove_certification(certification=certification, today=TODAY)
    line = line_of(services.restore_certification, certification=certification, today=TODAY)
    assert (line.type, line.paused) == ("certification.restored", False)


def test_what_changes_nothing_writes_no_line(certification):
    assert lines_of(update, certification, reason="Again") == []
    assert lines_of(update, certification, expires_at=certification.expires_at) == []
    update(certification, status="revoked", reason="Complaint")
    assert lines_of(update, certification, status="revoked", reason="Fraud") == []


def test_what_changes_nothing_leaves_also_the_line_of_the_pause_to_the_publisher(db):
    certification = record(expires_at=OVERDUE)
    run()
    assert lines_of(update, certification, reason="Again") == []


def test_what_is_refused_writes_no_line(certification):
    with refuses(Conflict):
        record()
    with refuses(ValidationError):
        update(certification, expires_at=at("2020-01-01"))
    with refuses(Conflict):
        services.restore_certification(certification=certification, today=TODAY)
    with refuses(Conflict):
        record(certification_type=ADVANCED, expires_at=at("2026-04-01"), must_govern=True)


def test_a_preview_that_is_rolled_back_leaves_none(certification):
    with rolled_back():
        assert lines_of(update, certification, expires_at=at("2027-01-01"))
    assert story() == [("certification.recorded", False)]


# --- sets of rows ------------------------------------------------------------------------------
def imported(*rows: tuple[str, str, str]) -> None:
    record_certifications(
        rows=[
            CertificationRow(
                row=number,
                mentor_id=mentor_id,
                certification_type=kind,
                issued_at=at("2024-03-26"),
                expires_at=at(expires),
            )
            for number, (mentor_id, kind, expires) in enumerate(rows, 2)
        ],
        today=TODAY,
        by="kim",
    )


def test_an_import_writes_a_line_for_each_row_with_the_stand_after_all_of_them(db):
    record(expires_at=OVERDUE)
    run()
    lines = lines_of(
        imported,
        ("ann", BASIC, "2027-01-01"),
        ("mentor-042", ADVANCED, "2026-03-02"),
        ("mentor-042", "other", "2027-01-01"),
    )
    assert [(line.mentor_id, line.type, line.paused) for line in lines] == [
        ("mentor-042", "mentor.paused", True),
        ("ann", "certification.recorded", False),
        ("mentor-042", "certification.recorded", False),
        ("mentor-042", "certification.recorded", False),
    ]
    assert [line.data["certification_type"] for line in lines[1:]] == [BASIC, ADVANCED, "other"]
    assert {line.by for line in lines[1:]} == {"kim"}


def test_an_import_that_is_refused_writes_no_line(db):
    with refuses(RefusedRows):
        imported(("ann", BASIC, "2027-01-01"), ("bob", BASIC, "2020-01-01"))


def test_the_statements_of_an_import_do_not_grow_with_each_row(django_assert_max_num_queries):
    imported(("ann", BASIC, "2027-01-01"))
    with django_assert_max_num_queries(60):
        imported(*((f"mentor-{number:04d}", BASIC, "2027-01-01") for number in range(500)))
    assert Event.objects.filter(type="certification.recorded").count() == 501
