"""The task cluster's sign of life.

A task writes it, because nothing else proves that tasks are run: a cluster whose workers hang
goes on calling itself "Working".
"""

from datetime import datetime, timedelta

from mentorcerts.models import Heartbeat

TASK_CLUSTER = "task cluster"


def beat(*, now: datetime) -> None:
    """Write that tasks are run at this moment."""
    Heartbeat.objects.update_or_create(part=TASK_CLUSTER, defaults={"at": now})


def silent_for(*, now: datetime) -> timedelta | None:
    """How long there has been no sign of life; ``None`` if there never was one."""
    last = Heartbeat.objects.filter(part=TASK_CLUSTER).values_list("at", flat=True).first()
    return None if last is None else now - last
