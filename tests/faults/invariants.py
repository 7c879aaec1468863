"""What must be true of the records at every moment, whatever has happened.

Said once more in plain Python, over all rows: neither the services nor the querysets are asked.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from certifications import expiry
from certifications.change_log.fold import compare_with_log
from certifications.change_log.publish import publish_events
from certifications.models import AutoPause, Certification, Event, EventCursor, ExpiryRun, Mentor
from mentorcerts.lib import clock
from renewals.models import Renewal

TELLS_A_PAUSE = (Event.Type.PAUSED, Event.Type.RENEWAL_REMOVED)
"""What may tell that a pause of the job began: removing a renewal puts one back."""


def assert_model_holds(*, nothing_due: bool = True) -> None:
    """All of it. ``nothing_due``: and a run has just ended, so that who is overdue is paused."""
    _one_governs()
    _marks_and_logs_agree()
    _runs_counted_their_pauses()
    _history_ends_with_what_is()
    assert_log_holds()
    _no_lock_is_left()
    if nothing_due:
        _who_is_overdue_is_paused()


def _one_governs() -> None:
    """Of each mentor's live certifications the right one, and no other, is current."""
    theirs = defaultdict(list)
    for certification in Certification.objects.select_related("certification_type", "mentor"):
        theirs[certification.mentor_id].append(certification)
    for mentor_id, held in theirs.items():
        live = [each for each in held if each.deleted_at is None]
        governing = expiry.governing(live)
        right = [] if governing is None else [governing.pk]
        assert [each.pk for each in held if each.is_current] == right, mentor_id
        left = [each.pk for each in held if each.mentor_left]
        assert left == (right if held[0].mentor.has_left else []), mentor_id


def _marks_and_logs_agree() -> None:
    """Every mark has its one open log, of the same mentor; every log its mark."""
    marked = Certification.objects.filter(auto_pause_applied=True)
    opened = AutoPause.objects.filter(lifted_at=None)
    both = ("certification_id", "mentor_id")
    assert sorted(marked.values_list("pk", "mentor_id")) == sorted(opened.values_list(*both))
    for pause in AutoPause.objects.select_related("certification"):
        assert pause.mentor_id == pause.certification.mentor_id, pause.log_id


def _runs_counted_their_pauses() -> None:
    """Count mentors: removing a renewal adds another pause to the run whose pause it lifted."""
    for run in ExpiryRun.objects.annotate(mentors=Count("pauses__mentor", distinct=True)):
        assert run.state != "running", run.job_run_id
        assert run.auto_paused == run.mentors or run.dry_run, run.job_run_id
        if run.state == "done":
            assert run.expired_found == run.auto_paused + len(run.failures), run.job_run_id


def _history_ends_with_what_is() -> None:
    """A record and its history are written together or not at all."""
    for model in (Mentor, Certification, Renewal):
        history = model.history.model
        tracked = [field.attname for field in history.tracked_fields]
        last: dict[Any, Any] = {}
        for entry in history.objects.order_by("history_date", "history_id").values("pk", *tracked):
            last[entry[model._meta.pk.attname]] = entry
        for record in model._base_manager.values(*tracked):
            entry = last.get(record[model._meta.pk.attname])
            if entry is not None:  # what a test has loaded has no history
                assert {name: entry[name] for name in tracked} == record, record


def assert_log_holds() -> None:
    """Replaying the change log gives where everybody stands, before it is published and after.

    Each pause of the job has one line; numbers have no gap, and follow the order of each mentor.
    """
    assert not compare_with_log(), compare_with_log()
    has_line = set(Event.objects.values_list("pause", flat=True))
    lifted = AutoPause.objects.filter(lifted_at__isnull=False).values_list("pk", flat=True)
    assert set(lifted) <= has_line, "a pause was lifted before it was told"
    publish_events(now=timezone.now())
    assert not compare_with_log(), compare_with_log()
    lines = list(Event.objects.filter(backfilled=False).order_by("sequence"))
    assert [line.sequence for line in lines] == [number + 1 for number in range(len(lines))]
    assert EventCursor.objects.get().last == len(lines)
    told = [line.pause_id for line in lines if line.pause_id and line.type in TELLS_A_PAUSE]
    assert sorted(told) == sorted(AutoPause.objects.values_list("pk", flat=True))
    are, newest = stands(), dict[str | None, Event]()
    for line in lines:
        before = newest.get(line.mentor_id)
        assert line.mentor_id is None or before is None or before.pk < line.pk, line.event_id
        newest[line.mentor_id] = line
    for mentor_id in Mentor.objects.values_list("pk", flat=True):
        stand = are.get(mentor_id)
        if line := newest.get(mentor_id):
            assert line.paused is stand, (mentor_id, stand, line.event_id)
        else:
            assert not stand, f"{mentor_id} is paused, and the change log does not say so"


def stands() -> dict[str, bool]:
    """Whether they are paused, of all mentors whom a certification governs."""
    governing = Certification.objects.filter(is_current=True).select_related("mentor")
    return {
        each.mentor_id: each.auto_pause_applied
        or each.revoked_at is not None
        or each.mentor.paused_at is not None
        or each.mentor.left_at is not None
        for each in governing
    }


def _who_is_overdue_is_paused() -> None:
    """Revoked is paused in its own right, and governs whatever else is overdue: the job's mark may
    stay on it for as long as something that counts is."""
    today = clock.today()
    for certification in _governing():
        exempt = certification.mentor.is_exempt(today)
        due = _is_overdue(certification) and not exempt
        if certification.revoked_at is None:
            assert certification.auto_pause_applied == due, certification
        elif certification.auto_pause_applied:
            theirs = certification.mentor.certifications.filter(deleted_at=None)
            counting = expiry.counting(theirs.select_related("certification_type"))
            assert any(_is_overdue(each) for each in counting), certification
            assert not exempt, certification


def _is_overdue(certification: Certification) -> bool:
    return expiry.is_overdue(
        certification.expires_at,
        today=clock.today(),
        grace_days=certification.certification_type.grace_days,
    )


def _governing() -> Iterable[Certification]:
    return Certification.objects.filter(is_current=True, mentor__left_at=None).select_related(
        "mentor", "certification_type"
    )


def _no_lock_is_left() -> None:
    """Nobody sits in a transaction that they have forgotten."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "select query from pg_stat_activity where datname = current_database()"
                " and state like 'idle in transaction%'"
            )
            assert cursor.fetchall() == []
