"""The task cluster's heartbeat.

A task writes it, because nothing else proves that tasks are run: a cluster whose workers hang
still calls itself "Working". The same task tells systemd, which restarts a cluster that is silent.
"""

import os
import socket
from datetime import datetime, timedelta

from mentorcerts.lib import clock
from mentorcerts.models import Heartbeat

TASK_CLUSTER = "task cluster"


def record_cluster_heartbeat(*, now: datetime) -> None:
    """Record that the cluster runs tasks at this moment."""
    Heartbeat.objects.update_or_create(part=TASK_CLUSTER, defaults={"at": now})
    _reset_watchdog()


def _reset_watchdog() -> None:
    """Tell systemd that this cluster is alive, if it asked for that (``WatchdogSec=`` of the unit).

    The protocol is one datagram to the socket that systemd names (see ``sd_notify(3)``).
    """
    if address := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
            supervisor.sendto(b"WATCHDOG=1", address.replace("@", "\0", 1))


def time_since_heartbeat(*, now: datetime) -> timedelta | None:
    """Return how old the last heartbeat is, as ``clock.age`` has it; ``None`` if there was none."""
    last = Heartbeat.objects.filter(part=TASK_CLUSTER).values_list("at", flat=True).first()
    return None if last is None else clock.age(last, now=now)
