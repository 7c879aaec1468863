"""Does the change log tell what the tables hold? It is checked every night, and by hand."""

from datetime import datetime

from certifications.change_log.fold import Differences, compare_with_log, correct_log
from mentorcerts.health.run_health import Notice
from mentorcerts.models import EventCheck

CHANGE_LOG = "change_log"


def check_log(*, now: datetime) -> Differences:
    """Return the mentors who stand otherwise than the log tells, and record how many."""
    found = compare_with_log()
    _record(len(found), now)
    return found


def repair_log(found: Differences, *, now: datetime) -> int:
    """Write a line with where they stand now for each of these mentors; return how many."""
    corrected = correct_log(found)
    _record(0, now)
    return corrected


def last_log_check() -> EventCheck | None:
    """What the last check found; ``None`` if there was none."""
    return EventCheck.objects.first()


def log_notices() -> list[Notice]:
    """What to say about the change log."""
    check = last_log_check()
    if check is None or not check.wrong:
        return []
    stand = "1 mentor stands" if check.wrong == 1 else f"{check.wrong:,} mentors stand"
    return [
        Notice(
            kind=CHANGE_LOG,
            title="The change log is wrong",
            text=f"{stand} otherwise than the change log tells. Whoever follows it, such as the "
            "matching app, may match a paused mentor, or pass over an active one. What the lists "
            "and the mentors' pages show is right.",
            advice="Ask the operators of the server to run manage.py check_events --repair.",
        )
    ]


def _record(wrong: int, now: datetime) -> None:
    EventCheck.objects.update_or_create(pk=1, defaults={"checked_at": now, "wrong": wrong})
