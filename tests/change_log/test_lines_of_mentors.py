"""Which line each service on mentors and types writes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from certifications import services
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Certification, Event
from certifications.services.many import MentorRow, save_mentors
from mentorcerts.lib.lengths import NOTES_LENGTH
from mentorcerts.lib.refusals import Conflict, Missing
from tests.support.change_log import line_of, lines_of, story, types
from tests.support.dates import TODAY, at
from tests.support.factories import MentorFactory
from tests.support.records import refuses
from tests.support.services import ADVANCED, exempt, record, update

MENTOR = "mentor-042"
UNTIL = date(2026, 4, 30)

pytestmark = pytest.mark.django_db


@pytest.fixture
def valid():
    return record()


@pytest.fixture
def paused():
    """Since the run of today; the log has no line of that yet."""
    certification = record(expires_at=at("2026-03-01"))
    expire_certifications(today=TODAY, trigger="command", requested_by="cron")
    certification.refresh_from_db()
    return certification


@pytest.mark.usefixtures("valid")
def test_a_pause_by_hand_and_its_end_are_told_with_their_cause():
    line = line_of(services.pause_mentor, mentor_id=MENTOR, reason=" On leave ", by="kim")
    assert (line.type, line.paused, line.by) == ("mentor.paused", True, "kim")
    assert (line.reason, line.data) == ("On leave", {"cause": "by_hand"})
    line = line_of(services.resume_mentor, mentor_id=MENTOR, reason="Back")
    assert (line.type, line.paused, line.reason) == ("mentor.resumed", False, "Back")
    assert line.data == {"cause": "by_hand"}


@pytest.mark.usefixtures("paused")
def test_who_is_resumed_by_hand_while_the_job_has_paused_them_is_told_as_paused():
    lines = lines_of(services.pause_mentor, mentor_id=MENTOR, reason="On leave", by="kim")
    assert types(lines) == [("mentor.paused", True), ("mentor.paused", True)]
    assert [line.data["cause"] for line in lines] == ["expired", "by_hand"]
    assert line_of(services.resume_mentor, mentor_id=MENTOR).paused is True


def test_a_mentor_without_a_certification_has_no_stand_also_when_paused_or_gone():
    MentorFactory(mentor_id=MENTOR)
    services.pause_mentor(mentor_id=MENTOR, reason="On leave", by="kim")
    services.record_departure(mentor_id=MENTOR, reason="Moved", today=TODAY, by="kim")
    services.record_return(mentor_id=MENTOR, today=TODAY, by="kim")
    assert story() == [("mentor.paused", None), ("mentor.left", None), ("mentor.returned", None)]


@pytest.mark.usefixtures("paused")
def test_the_line_of_the_jobs_pause_is_told_first_by_whoever_acts_next():
    lines = lines_of(exempt, UNTIL)
    assert types(lines) == [("mentor.paused", True), ("mentor.exempted", False)]
    told, pause = lines[0], AutoPause.objects.get()
    assert (told.pause, told.occurred_at) == (pause, pause.applied_at)
    assert (told.by, told.source, told.reason) == ("cron", "job", pause.reason)
    assert told.data == {
        "cause": "expired",
        "certification_id": pause.certification.certification_id,
        "certification_type": "peer_mentor_basic",
        "issue_date": "2024-03-26",
        "expiry_date": "2026-03-01",
        "log_id": pause.log_id,
        "job_run_id": pause.run.job_run_id,
    }


@pytest.mark.usefixtures("paused")
def test_a_pause_that_moves_to_another_certification_is_told_once_and_before_that():
    """Its line names the certification on which it rested when it was applied."""
    first = AutoPause.objects.get().certification
    lines = lines_of(record, certification_type=ADVANCED, expires_at=at("2026-03-05"))
    assert types(lines) == [("mentor.paused", True), ("certification.recorded", True)]
    assert lines[0].data["certification_id"] == first.certification_id
    assert AutoPause.objects.get().certification == Certification.objects.governing().get()
    assert AutoPause.objects.get().certification != first
    assert Event.objects.filter(type="mentor.paused").count() == 1


@pytest.mark.usefixtures("valid")
def test_exemptions_tell_their_dates_old_and_new():
    line = line_of(exempt, UNTIL, reason="Ill")
    assert (line.type, line.paused, line.reason) == ("mentor.exempted", False, "Ill")
    assert line.data == {"exempt_until": "2026-04-30"}
    line = line_of(exempt, date(2026, 5, 1))
    assert line.data == {"exempt_until": "2026-05-01", "previous_exempt_until": "2026-04-30"}
    line = line_of(services.end_exemption, mentor_id=MENTOR, reason="Well again")
    assert (line.type, line.reason) == ("mentor.exemption_ended", "Well again")
    assert line.data == {"previous_exempt_until": "2026-05-01"}


@pytest.mark.usefixtures("valid")
def test_leaving_is_one_line_that_tells_the_exemption_which_ends_with_it():
    exempt(UNTIL)
    line = line_of(
        services.record_departure, mentor_id=MENTOR, reason="Moved", today=TODAY, by="kim"
    )
    assert (line.type, line.paused, line.by, line.reason) == ("mentor.left", True, "kim", "Moved")
    assert line.data == {"previous_exempt_until": "2026-04-30"}
    line = line_of(services.record_return, mentor_id=MENTOR, today=TODAY, by="kim")
    assert (line.type, line.paused, line.data) == ("mentor.returned", False, {})


@pytest.mark.usefixtures("paused")
def test_a_note_is_told_after_the_pause_and_moves_nothing():
    lines = lines_of(services.add_note, mentor_id=MENTOR, text=" Called back ", by="kim")
    assert types(lines) == [("mentor.paused", True), ("mentor.noted", True)]
    assert (lines[1].reason, lines[1].by, lines[1].data) == ("Called back", "kim", {})


@pytest.mark.usefixtures("valid")
def test_what_is_refused_writes_no_line():
    for text in ("", "  ", "x" * (NOTES_LENGTH + 1)):
        with refuses(ValidationError):
            services.add_note(mentor_id=MENTOR, text=text, by="kim")
    with refuses(Missing):
        services.add_note(mentor_id="nobody", text="Who?", by="kim")
    with refuses(Conflict):
        services.resume_mentor(mentor_id=MENTOR)
    with refuses(Conflict):
        services.end_exemption(mentor_id=MENTOR)
    with refuses(Conflict):
        services.record_return(mentor_id=MENTOR, today=TODAY, by="kim")
    with refuses(ValidationError):
        exempt(date(2026, 3, 25))


def test_names_and_addresses_are_not_told(valid):
    assert lines_of(services.save_mentor, mentor_id=MENTOR, name="Zoe", email="z@x.org") == []
    row = MentorRow(row=2, mentor_id=MENTOR, name="Zoe Q", email="")
    assert lines_of(save_mentors, rows=[row]) == []
    lines = lines_of(update, valid, status="revoked", reason="Zoe was rude")
    assert "Zoe" not in str(lines[0].data)


# --- the rules of a type -----------------------------------------------------------------------
def save_type(code: str = "peer_mentor_basic", **rules) -> None:
    services.save_certification_type(code=code, today=TODAY, by="kim", **rules)


@pytest.mark.usefixtures("paused")
def test_a_longer_grace_tells_the_pauses_that_it_ends():
    lines = lines_of(save_type, grace_days=60)
    assert types(lines) == [("mentor.paused", True), ("mentor.resumed", False)]
    pause = AutoPause.objects.get()
    assert (lines[1].pause, lines[1].by, lines[1].reason) == (pause, "kim", pause.lift_reason)
    assert lines[1].data["cause"] == "expired"
    assert lines[1].data["log_id"] == pause.log_id


@pytest.mark.usefixtures("paused")
def test_a_grace_that_ends_no_pause_writes_only_the_line_that_was_missing():
    assert types(lines_of(save_type, grace_days=5)) == [("mentor.paused", True)]
    assert lines_of(save_type, grace_days=6) == []


@pytest.mark.usefixtures("valid")
def test_a_requirement_of_its_own_tells_who_stands_otherwise():
    advanced = record(certification_type=ADVANCED, expires_at=at("2028-01-01"))
    update(Certification.objects.exclude(pk=advanced.pk).get(), status="revoked")
    line = line_of(save_type, requirement="check")
    assert (line.type, line.paused) == ("certification.changed", True)
    assert line.data["cause"] == "rules"
    assert line.data["requirement"] == "check"
    assert line.reason == "peer_mentor_basic now counts for check"
    assert lines_of(save_type, requirement="check") == []
    line = line_of(save_type, requirement="mentoring")
    assert (line.type, line.paused) == ("certification.changed", False)


@pytest.mark.usefixtures("valid")
def test_on_record_only_leaves_no_stand_and_back_again():
    record(mentor_id="bob", certification_type=ADVANCED)
    line = line_of(save_type, requirement="")
    assert (line.mentor_id, line.type, line.paused) == (MENTOR, "certification.changed", None)
    line = line_of(save_type, requirement="mentoring")
    assert (line.mentor_id, line.paused) == (MENTOR, False)


@pytest.mark.usefixtures("paused")
def test_on_record_only_ends_the_jobs_pause_and_the_stand():
    lines = lines_of(save_type, requirement="")
    assert types(lines) == [("mentor.paused", True), ("mentor.resumed", None)]


@pytest.mark.usefixtures("valid")
def test_what_moves_nobody_writes_no_line():
    assert lines_of(save_type, name="Basic", validity_months=12) == []
    assert lines_of(save_type, name="Basic", validity_months=12, retired=True) == []
    assert lines_of(save_type, code="new", requirement="check") == []
    assert lines_of(save_type, name="Basic", validity_months=12, requirement="other") == []
