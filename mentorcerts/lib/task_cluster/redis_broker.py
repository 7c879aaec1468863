"""The broker of a queue in Redis. Apart from the other one, which need not import its client."""

from typing import Any

from django_q.brokers.redis_broker import Redis

from mentorcerts.lib.task_cluster.brokers import PRIORITY_QUEUE, in_main_cluster


class PriorityRedis(Redis):  # type: ignore[misc]
    """Both queues in Redis, which takes from the first of several lists that holds something."""

    def dequeue(self) -> Any:
        urgent = [self._urgent_key] if in_main_cluster() else []
        taken = self.connection.blpop([*urgent, self.list_key], 1)
        return [(None, taken[1])] if taken else None

    def queue_size(self) -> int:
        return int(self.connection.llen(self.list_key) + self.connection.llen(self._urgent_key))

    @property
    def _urgent_key(self) -> str:
        return f"django_q:{PRIORITY_QUEUE}:q"
