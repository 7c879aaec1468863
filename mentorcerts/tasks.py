"""The scheduled tasks besides the expiry job. Each is safe to run twice."""

from django.utils import timezone

from mentorcerts.health.alerts import check_and_alert
from mentorcerts.health.heartbeat import record_cluster_heartbeat
from mentorcerts.personal_data.retention import prune


def give_sign_of_life() -> None:
    """Every minute: record a heartbeat, which ``/readyz`` checks."""
    record_cluster_heartbeat(now=timezone.now())


def look_after_runs() -> None:
    """Every ten minutes: alert the operators if the nightly run is overdue, or well again."""
    check_and_alert(now=timezone.now())


def prune_old_records() -> dict[str, int]:
    """Every night: delete what is older than its setting. Return how many rows of what."""
    return prune(now=timezone.now())
