"""The task cluster (django-q2) of one machine, or of several."""

from mentorcerts.settings import environment
from mentorcerts.settings.database import DATABASES

_on_sqlite = "sqlite" in DATABASES["default"]["ENGINE"]
# The queue is a table of the database; with this it is a list in Redis, which many machines can
# poll without burdening the database.
_redis = environment.redis_address("MENTORCERTS_REDIS_URL")

Q_CLUSTER = {
    "name": "mentorcerts",
    **({"redis": _redis} if _redis else {"orm": "default"}),
    # Takes scheduled tasks before all others.
    "broker_class": "mentorcerts.lib.task_cluster."
    + ("redis_broker.PriorityRedis" if _redis else "brokers.PriorityOrm"),
    "workers": environment.integer(
        "MENTORCERTS_CLUSTER_WORKERS", 1 if _on_sqlite else 2, minimum=1, maximum=64
    ),
    # retry stays far above timeout: it counts from prefetch, and a task that outlives it runs
    # twice.
    "timeout": 600,
    "retry": 7200,
    "max_attempts": 3,
    "ack_failures": False,
    "queue_limit": 2,
    "bulk": 1,
    "poll": 1,
    "catch_up": False,
    "recycle": 200,
    "save_limit": 250,
    "time_zone": "UTC",
    "label": "Tasks",
}
