"""Are the counters right? They are checked every night, after a restore, and by hand."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from certifications import totals
from certifications.models import AutoPause, Certification
from certifications.totals.checking import drifted, recount
from mentorcerts.health.run_health import Notice
from mentorcerts.models import CounterCheck
from renewals.models import Renewal

COUNTERS = "counters"


def check_counters(*, now: datetime) -> int:
    """Return how many counters differ from what counting gives, and record it."""
    wrong = len(drifted(_records()))
    _record(wrong, now)
    return wrong


def repair_counters(*, now: datetime) -> None:
    """Count everything anew. Nobody writes for the moment that this takes."""
    recount(_records())
    _record(0, now)


def last_check() -> CounterCheck | None:
    """What the last check found; ``None`` if there was none."""
    return CounterCheck.objects.first()


def counter_notices() -> list[Notice]:
    """What to say about the counters."""
    check = last_check()
    if check is None or not check.wrong:
        return []
    counters = "1 counter is" if check.wrong == 1 else f"{check.wrong:,} counters are"
    return [
        Notice(
            kind=COUNTERS,
            title="Totals are wrong",
            text=f"{counters} not what counting gives. Totals of lists and numbers on this page "
            "can be wrong. Whom a run pauses, and its safety limit, do not depend on them.",
            advice="Ask the operators of the server to run manage.py check_totals --repair.",
        )
    ]


def _records() -> dict[totals.Kind, QuerySet[Any]]:
    return {
        totals.CERTIFICATION: Certification.objects.live(),
        totals.PAUSE: AutoPause.objects.all(),
        totals.RENEWAL: Renewal.objects.live(),
    }


def _record(wrong: int, now: datetime) -> None:
    CounterCheck.objects.update_or_create(pk=1, defaults={"checked_at": now, "wrong": wrong})
