"""All that the home page, the alert mails and ``manage.py check_runs`` have to say."""

from datetime import datetime

from mentorcerts.health.run_health import Notice, RunHealth, notices, run_health
from mentorcerts.health.schedule_health import SCHEDULE, TASKS, schedule_notices, waiting_notices
from mentorcerts.health.sending_health import ABOUT_MAILS, sending_notices
from mentorcerts.health.totals_check import COUNTERS, counter_notices

NOT_ABOUT_RUNS = frozenset((SCHEDULE, TASKS, COUNTERS)) | ABOUT_MAILS
"""The kinds of notices that a run which ends well does not settle."""


def home_notices(runs: RunHealth, *, now: datetime) -> list[Notice]:
    """Return what to say, the most important first; an empty list while all is well."""
    return [
        *notices(runs, now=now),
        *sending_notices(now=now),
        *schedule_notices(now=now),
        *counter_notices(),
    ]


def all_notices(*, now: datetime) -> list[Notice]:
    """The same, and what only the queue tells: looking through it takes its time."""
    return [*home_notices(run_health(), now=now), *waiting_notices(now=now)]
