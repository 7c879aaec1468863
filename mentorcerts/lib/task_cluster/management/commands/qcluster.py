"""``manage.py qcluster``: django-q2's task cluster, with our guard in front of its scheduler."""

from typing import Any

from django_q import cluster
from django_q.management.commands import qcluster

from mentorcerts.lib.task_cluster import guard


class Command(qcluster.Command):  # type: ignore[misc]
    help = "Starts a task cluster: it runs scheduled tasks, and what others ask it to do."

    def handle(self, *args: Any, **options: Any) -> None:
        # The one place where it is called; the sentinel is forked from this process.
        cluster.scheduler = guard.scheduler
        super().handle(*args, **options)
