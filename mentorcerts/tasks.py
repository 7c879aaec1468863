"""What the task cluster runs by schedule, besides the job. Each is safe to run twice."""

from django.utils import timezone

from mentorcerts.health import alerts, heartbeat
from mentorcerts.personal_data.retention import prune


def give_sign_of_life() -> None:
    """Every minute: ``/readyz`` knows by it that tasks are run."""
    heartbeat.beat(now=timezone.now())


def look_after_runs() -> None:
    """Every ten minutes: tells the operators when the nightly run is overdue, or well again."""
    alerts.look(now=timezone.now())


def prune_old_records() -> dict[str, int]:
    """Every night: what has outlived its setting goes. Returns how many of what."""
    return prune(now=timezone.now())
