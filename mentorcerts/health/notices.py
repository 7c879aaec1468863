"""All that the home page, the alert mails and ``manage.py check_runs`` have to say."""

from datetime import datetime

from mentorcerts.health.log_check import CHANGE_LOG, log_notices
from mentorcerts.health.registry import registry
from mentorcerts.health.run_health import Notice, RunHealth, notices, run_health
from mentorcerts.health.schedule_health import SCHEDULE, TASKS, schedule_notices, waiting_notices
from mentorcerts.health.sending_health import ABOUT_MAILS, sending_notices
from mentorcerts.health.totals_check import COUNTERS, counter_notices


def not_about_runs() -> frozenset[str]:
    """The kinds of notices that a run which ends well does not settle."""
    ours = (SCHEDULE, TASKS, COUNTERS, CHANGE_LOG, *ABOUT_MAILS)
    return frozenset((*ours, *registry.notice_sources))


def home_notices(runs: RunHealth, *, now: datetime) -> list[Notice]:
    """Return what to say, the most important first; an empty list while all is well."""
    added = [notice for find in registry.notice_sources.values() for notice in find(now)]
    return [
        *notices(runs, now=now),
        *schedule_notices(now=now),
        *counter_notices(),
        *log_notices(),
        *sending_notices(now=now),
        *added,
    ]


def all_notices(*, now: datetime) -> list[Notice]:
    """The same, and what only the queue tells: looking through it takes its time."""
    return [*home_notices(run_health(), now=now), *waiting_notices(now=now)]
