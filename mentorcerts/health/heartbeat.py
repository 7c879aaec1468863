"""The task cluster's heartbeat.

A task writes it, because nothing else proves that tasks are run: a cluster whose workers hang
still calls itself "Working".
"""

from datetime import datetime, timedelta

from mentorcerts.models import Heartbeat

TASK_CLUSTER = "task cluster"


def record_cluster_heartbeat(*, now: datetime) -> None:
    """Record that the cluster runs tasks at this moment."""
    Heartbeat.objects.update_or_create(part=TASK_CLUSTER, defaults={"at": now})


def time_since_heartbeat(*, now: datetime) -> timedelta | None:
    """Return how old the last heartbeat is; ``None`` if there never was one."""
    last = Heartbeat.objects.filter(part=TASK_CLUSTER).values_list("at", flat=True).first()
    return None if last is None else now - last
