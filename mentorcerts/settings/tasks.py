"""django-q2's settings: the task cluster of one machine, or of several."""

from typing import Any

from mentorcerts.settings import environment


def from_environment(engine: str) -> dict[str, Any]:
    """``Q_CLUSTER``, for the database engine and what the environment says.

    The queue is a table of the database; with ``MENTORCERTS_REDIS_URL`` it is a list in Redis,
    which many machines may ask without burdening the database.
    """
    sqlite = "sqlite" in engine
    queue = environment.redis_address("MENTORCERTS_REDIS_URL")
    return {
        "name": "mentorcerts",
        **({"redis": queue} if queue else {"orm": "default"}),
        "workers": environment.integer(
            "MENTORCERTS_CLUSTER_WORKERS", 1 if sqlite else 2, minimum=1, maximum=64
        ),
        # retry stays far above timeout: it counts from prefetch, and a task that outlives it
        # runs twice.
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
