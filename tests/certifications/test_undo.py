"""Undoing a pause or a run: only where nothing has changed since, and never back the next night."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from certifications import services
from certifications.job.run import expire_certifications
from certifications.job.undo import preview_undo, undo_pause, undo_run
from certifications.models import AutoPause, ExpiryRun, Mentor
from mentorcerts.lib.moments import utc_midnight
from mentorcerts.lib.refusals import Conflict

TODAY, TOMORROW = date(2026, 3, 26), date(2026, 3, 27)
ASKED = {"exempt_until": date(2026, 4, 30), "reason": "Wrong list", "today": TODAY, "by": "kim"}


@pytest.fixture
def run(on, db) -> ExpiryRun:
    """A run that paused ann, bob and cem."""
    on(str(TODAY))
    for name in ("ann", "bob", "cem"):
        services.record_certification(
            mentor_id=name,
            certification_type="basic",
            issued_at=utc_midnight(date(2024, 1, 1)),
            expires_at=utc_midnight(date(2026, 3, 1)),
            today=TODAY,
        )
    on(str(TODAY), "02:00:00")
    return expire_certifications(today=TODAY, trigger="command")


def open_pauses() -> set[str]:
    return set(AutoPause.objects.open().values_list("mentor_id", flat=True))


def test_undoing_a_run_resumes_all_and_is_on_record(run):
    done = undo_run(run=run, **ASKED)
    assert {pause.mentor_id for pause in done.pauses} == {"ann", "bob", "cem"}
    assert done.conflicts == []
    assert open_pauses() == set()
    assert (run.undone_by, run.undo_reason) == ("kim", "Wrong list")
    assert run.undone_at is not None
    pause = AutoPause.objects.get(mentor_id="ann")
    assert pause.lifted_by == "kim"
    assert pause.lift_reason == "Undone, exempt until 2026-04-30: Wrong list"


def test_the_pause_does_not_come_back_until_the_exemption_ends(run):
    undo_run(run=run, **ASKED)
    next_night = expire_certifications(today=TOMORROW, trigger="command")
    assert (next_night.auto_paused, next_night.skipped_exempt) == (0, 3)
    later = expire_certifications(today=date(2026, 5, 1), trigger="command")
    assert later.auto_paused == 3


def test_what_has_changed_since_is_listed_and_left(run, on):
    on(str(TODAY), "08:00:00")
    ann = AutoPause.objects.get(mentor_id="ann").certification
    services.update_certification(
        certification=ann,
        changes={"expires_at": utc_midnight(date(2026, 3, 5))},
        today=TODAY,
        by="lee",
    )
    services.exempt_mentor(
        mentor_id="bob", until=date(2026, 12, 1), reason="Leave", today=TODAY, by="lee"
    )
    expected = {"ann": "its certification has been changed since"}
    conflicts = {pause.mentor_id: why for pause, why in preview_undo(run).conflicts}
    assert conflicts["ann"] == expected["ann"]
    assert conflicts["bob"].startswith("already lifted: Exempt until 2026-12-01")
    done = undo_run(run=run, **ASKED)
    assert [pause.mentor_id for pause in done.pauses] == ["cem"]
    assert open_pauses() == {"ann"}
    assert Mentor.objects.get(pk="bob").exempt_reason == "Leave"


def test_one_pause_alone(run):
    undo_pause(pause=AutoPause.objects.get(mentor_id="bob"), **ASKED)
    assert open_pauses() == {"ann", "cem"}
    assert Mentor.objects.get(pk="bob").exempt_until == date(2026, 4, 30)


def test_the_exemption_is_in_the_mentors_history(run):
    undo_pause(pause=AutoPause.objects.get(mentor_id="bob"), **ASKED)
    line = Mentor.objects.get(pk="bob").history.first()
    assert (line.exempt_until, line.history_change_reason) == (
        date(2026, 4, 30),
        "Pause undone: Wrong list",
    )


def test_nothing_left_to_undo_is_a_conflict(run):
    undo_run(run=run, **ASKED)
    with pytest.raises(Conflict, match="no pause that can be undone"):
        undo_run(run=run, **ASKED)
    with pytest.raises(Conflict, match="already lifted"):
        undo_pause(pause=AutoPause.objects.get(mentor_id="ann"), **ASKED)


def test_a_run_that_is_going_on_waits(run):
    ExpiryRun.objects.filter(pk=run.pk).update(state="running", completed_at=None)
    run.refresh_from_db()
    with pytest.raises(Conflict, match="still going on"):
        undo_run(run=run, **ASKED)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"reason": "  "}, "reason"), ({"exempt_until": date(2026, 3, 25)}, "exempt_until")],
)
def test_it_asks_for_a_reason_and_a_date_that_has_not_passed(run, changed, field):
    with pytest.raises(ValidationError) as refusal:
        undo_run(run=run, **ASKED | changed)
    assert list(refusal.value.message_dict) == [field]
    assert open_pauses() == {"ann", "bob", "cem"}


def test_large_runs_are_undone_in_parts(run, monkeypatch):
    monkeypatch.setattr("mentorcerts.lib.chunks.ROWS_PER_STATEMENT", 2)
    assert len(undo_run(run=run, **ASKED).pauses) == 3
