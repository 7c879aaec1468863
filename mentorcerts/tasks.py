"""The scheduled tasks besides the expiry job. Each is safe to run twice."""

import logging
from typing import Any

from django.utils import timezone

from mentorcerts.health.alerts import check_and_alert
from mentorcerts.health.heartbeat import record_cluster_heartbeat
from mentorcerts.health.log_check import check_log
from mentorcerts.health.totals_check import check_counters
from mentorcerts.lib.refusals import Conflict
from mentorcerts.personal_data.retention import prune

logger = logging.getLogger(__name__)


def give_sign_of_life() -> None:
    """Every minute: record a heartbeat, which ``/readyz`` checks."""
    record_cluster_heartbeat(now=timezone.now())


def look_after_runs() -> None:
    """Every ten minutes: alert the operators if the nightly run is overdue, or well again."""
    check_and_alert(now=timezone.now())


def prune_old_records() -> dict[str, Any]:
    """Every night: delete what is older than its setting. Return how many rows of what.

    A refusal is an answer and no fault: trying again would not help.
    """
    try:
        return dict(prune(now=timezone.now()))
    except Conflict as refusal:
        logger.error("%s", refusal)
        return refusal.body()


def check_totals() -> int:
    """Every night: compare the counters with what counting gives. Return how many are wrong.

    ``look_after_runs`` alerts the operators.
    """
    return check_counters(now=timezone.now())


def check_change_log() -> int:
    """Every night: compare the change log with the tables. Return how many mentors differ.

    ``look_after_runs`` alerts the operators.
    """
    return len(check_log(now=timezone.now()))
