"""``/healthz`` and ``/readyz``, for supervisors and load balancers.

No authentication: they say which part is unwell, and nothing else.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mentorcerts.health.heartbeat import time_since_heartbeat

logger = logging.getLogger(__name__)

WELL = "well"
NOT_WATCHED = "not watched"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that this process is alive. A database that is down is no reason to restart it."""
    return JsonResponse({"status": WELL})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 if the program can do its work, otherwise 503; the body lists each part."""
    parts = {name: _checked(name, check) for name, check in _CHECKS.items()}
    well = all(result in (WELL, NOT_WATCHED) for result in parts.values())
    body = {"status": WELL if well else "unwell", **parts}
    return JsonResponse(body, status=200 if well else 503)


def _checked(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except Error as error:
        # The database's message can contain its host and user: for the log only.
        logger.error("/readyz: %s can't be asked: %s", name, error)
        connection.close()
        return "the database can't be asked"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return WELL


_all_applied = False
"""Reading all migrations is slow, and those of a process never change."""


def _migrations() -> str:
    global _all_applied
    if not _all_applied:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            return f"{len(missing)} not applied: run manage.py migrate"
        _all_applied = True
    return WELL


def _task_cluster() -> str:
    limit = settings.MENTORCERTS_CLUSTER_STALE_SECONDS
    if not limit:
        return NOT_WATCHED
    silence = time_since_heartbeat(now=timezone.now())
    if silence is None:
        return "no sign of life yet: is manage.py qcluster running?"
    if silence == timedelta.max:
        return "the last sign of life is dated ahead: is the clock right, is qcluster running?"
    if silence.total_seconds() > limit:
        return (
            f"no sign of life for {silence.total_seconds():.0f} s: is manage.py qcluster running?"
        )
    return WELL


_CHECKS = {"database": _database, "migrations": _migrations, "task_cluster": _task_cluster}
