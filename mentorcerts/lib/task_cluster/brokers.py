"""Where tasks wait: those of the priority queue are taken before all others.

Schedules put their tasks into the priority queue (``guard``), and so may code, with
``async_task(…, cluster=PRIORITY_QUEUE)``. So the nightly run and the heartbeat wait for what the
workers have in their hands, and not for thousands of tasks that were there first.
"""

from time import monotonic
from typing import Any

from django_q.brokers.orm import ORM
from django_q.conf import Conf

PRIORITY_QUEUE = "mentorcerts-priority"
LOOK_EVERY_SECONDS = 1.0
"""Looking into the priority queue while it is empty reads the whole table of waiting tasks."""


def in_main_cluster() -> bool:
    """Whether this process is of the cluster that has no name of its own (``ALT_CLUSTERS``)."""
    return bool(Conf.CLUSTER_NAME == Conf.PREFIX)


class PriorityOrm(ORM):  # type: ignore[misc]
    """Both queues in the database."""

    _looked_at = float("-inf")

    def dequeue(self) -> Any:
        return self._urgent() or super().dequeue()

    def _urgent(self) -> Any:
        now = monotonic()
        if not in_main_cluster() or now - self._looked_at < LOOK_EVERY_SECONDS:
            return None
        urgent = ORM(PRIORITY_QUEUE)
        if urgent.queue_size():
            return urgent.dequeue()
        self._looked_at = now
        return None
