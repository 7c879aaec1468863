"""What a run writes itself, what it leaves to the publisher, and what undoing it tells."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from certifications import services, tasks
from certifications.job.refusals import Held
from certifications.job.undo import undo_pause, undo_run
from certifications.models import AutoPause, Event, ExpiryRun
from mentorcerts.lib.refusals import Conflict
from tests.support.change_log import line_of, lines_of, publish, story, types
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory
from tests.support.records import everything, refuses
from tests.support.runs import VALID, record_mentors, run
from tests.support.services import record

pytestmark = pytest.mark.django_db

UNDO = {"exempt_until": date(2026, 4, 30), "reason": "Wrong list", "today": TODAY, "by": "kim"}


def test_a_run_writes_one_line_with_its_counts_and_leaves_its_pauses_to_the_publisher():
    record_mentors(due=3, valid=1)
    line = line_of(run, requested_by="cron")
    assert (line.type, line.mentor, line.paused) == ("run.completed", None, None)
    assert (line.by, line.source, line.run) == ("cron", "job", ExpiryRun.objects.get())
    assert line.data == {
        "job_run_id": line.run.job_run_id,
        "mentors_scanned": 4,
        "expired_found": 3,
        "auto_paused": 3,
        "skipped_exempt": 0,
        "failures": 0,
    }


def test_no_batch_has_a_statement_for_the_log(settings):
    """A line for each pause would make the run a third slower."""
    settings.MENTORCERTS_BATCH_SIZE = 2
    record_mentors(due=6, valid=1)
    with CaptureQueriesContext(connection) as asked:
        run()
    of_the_log = [each["sql"] for each in asked if "certifications_event" in each["sql"]]
    assert len(of_the_log) == 1
    assert of_the_log[0].startswith("INSERT")
    assert "run.completed" in of_the_log[0]


def test_a_held_run_says_so(settings):
    settings.MENTORCERTS_BRAKE_MENTORS = 1
    record_mentors(due=3, valid=1)

    def held() -> None:
        with pytest.raises(Held):
            run()

    line = line_of(held)
    assert (line.type, line.data["expired_found"], line.data["auto_paused"]) == ("run.held", 3, 0)
    assert publish().pauses == 0


def test_a_dry_run_writes_no_line_and_publishes_none():
    record_mentors(due=3, valid=1)
    services.add_note(mentor_id=record().mentor_id, text="Waits", by="kim")
    assert lines_of(run, dry_run=True) == []
    assert lines_of(call_command, "run_expiry_job", "--dry-run") == []
    assert not Event.objects.filter(sequence__isnull=False).exists()


def test_a_run_that_fails_writes_no_line(monkeypatch):
    record_mentors(due=1, valid=1)
    monkeypatch.setattr("certifications.job.run.pause_all_due", lambda *_: 1 / 0)

    def failing() -> None:
        with pytest.raises(ZeroDivisionError):
            run()

    assert lines_of(failing) == []


# --- who publishes at the end --------------------------------------------------------------------
def by_command() -> None:
    call_command("run_expiry_job")


def by_schedule() -> None:
    tasks.run_expiry_job()


@pytest.mark.parametrize("start", [by_command, by_schedule])
def test_command_and_nightly_task_publish_at_their_end(start, on):
    on(TODAY)
    CertificationFactory(mentor__mentor_id="mentor-042")
    assert types(lines_of(start)) == [("run.completed", None), ("mentor.paused", True)]
    assert set(Event.objects.values_list("sequence", flat=True)) == {1, 2}


def test_the_api_publishes_at_its_end(api, on):
    on(TODAY)
    CertificationFactory(mentor__mentor_id="mentor-042")
    assert api.post("/api/v1/certifications/expiry-job/run").status_code == 200
    assert story() == [("mentor.paused", True)]
    assert set(Event.objects.values_list("sequence", flat=True)) == {1, 2}


def test_a_run_is_done_also_where_its_lines_can_not_be_published(on, monkeypatch, caplog):
    on(TODAY)
    CertificationFactory()

    def locked(**_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("certifications.change_log.publish.publish_events", locked)
    call_command("run_expiry_job")
    assert ExpiryRun.objects.get().state == "done"
    assert "The change log is published a little later: database is locked" in caplog.text


# --- undoing ------------------------------------------------------------------------------------
@pytest.fixture
def done(on):
    """A run that paused ann and bob, and cem, who has been renewed since."""
    on(str(TODAY))
    for name in ("ann", "bob", "cem"):
        record(mentor_id=name, expires_at=at("2026-03-01"))
    on(str(TODAY), "02:00:00")
    finished = run(str(TODAY))
    on(str(TODAY), "03:00:00")
    return finished


def test_undoing_a_run_tells_each_mentor_and_the_run(done):
    services.update_certification(
        certification=AutoPause.objects.get(mentor_id="cem").certification,
        changes={"expires_at": at("2027-01-01")},
        today=TODAY,
    )
    lines = lines_of(undo_run, run=done, **UNDO)
    assert [(line.mentor_id, line.type, line.paused) for line in lines] == [
        ("ann", "mentor.paused", True),
        ("bob", "mentor.paused", True),
        ("ann", "mentor.resumed", False),
        ("bob", "mentor.resumed", False),
        (None, "run.undone", None),
    ]
    resumed, undone = lines[2], lines[-1]
    pause = AutoPause.objects.get(mentor_id="ann")
    assert (resumed.pause, resumed.by, resumed.source) == (pause, "kim", "command")
    assert (resumed.data["cause"], resumed.data["log_id"]) == ("expired", pause.log_id)
    assert resumed.data["exempt_until"] == "2026-04-30"
    assert resumed.reason == pause.lift_reason
    assert (undone.run, undone.by, undone.reason) == (done, "kim", "Wrong list")
    assert undone.data == {"job_run_id": done.job_run_id, "undone": 2}


def test_undoing_one_pause_tells_that_mentor_only(done):
    lines = lines_of(undo_pause, pause=AutoPause.objects.get(mentor_id="bob"), **UNDO)
    assert [(line.mentor_id, line.type, line.paused) for line in lines] == [
        ("bob", "mentor.paused", True),
        ("bob", "mentor.resumed", False),
    ]


def test_who_was_paused_by_hand_as_well_stays_paused_when_the_run_is_undone(done):
    services.pause_mentor(mentor_id="bob", reason="On leave", by="kim")
    lines = lines_of(undo_pause, pause=AutoPause.objects.get(mentor_id="bob"), **UNDO)
    assert types(lines) == [("mentor.resumed", True)]


def test_an_undo_that_is_refused_writes_no_line(done):
    with refuses(ValidationError):
        undo_run(run=done, **UNDO | {"exempt_until": date(2026, 3, 25)})
    with refuses(Conflict):
        undo_run(run=done, **UNDO, shown=[])
    undo_run(run=done, **UNDO)
    with refuses(Conflict):
        undo_run(run=done, **UNDO)


def test_a_preview_of_a_run_leaves_no_line():
    CertificationFactory(**VALID)
    CertificationFactory()
    before = everything()
    run(dry_run=True)
    assert everything()["Event"] == before["Event"] == []
