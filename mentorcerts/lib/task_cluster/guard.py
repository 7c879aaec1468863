"""What runs in the cluster in front of django-q2's scheduler, every half minute."""

import logging
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django_q import scheduler as django_q_scheduler
from django_q.brokers import get_broker
from django_q.models import Schedule
from django_q.utils import close_old_django_connections

from mentorcerts.lib import clock
from mentorcerts.lib.task_cluster.brokers import PRIORITY_QUEUE, in_main_cluster
from mentorcerts.lib.task_cluster.rhythm import is_too_far_ahead, next_firing
from mentorcerts.lib.task_cluster.schedules import blocking_problems

logger = logging.getLogger(__name__)

FAR_BEHIND = timedelta(days=1)


def scheduler(broker: Any = None) -> None:
    """Start what is due, as ``django_q.scheduler.scheduler`` does; into the priority queue.

    Before that, schedules that would stop all others are set aside. If that fails, for want of the
    database for instance, the scheduler is called all the same: it copes by itself.
    """
    try:
        close_old_django_connections()
        now = timezone.now()
        set_bad_ones_aside(now=now)
        bring_minutes_near(now=now)
    except Exception:
        logger.exception("The schedules could not be looked at")
    django_q_scheduler.scheduler(broker=_priority_broker() if in_main_cluster() else broker)


@cache
def _priority_broker() -> Any:
    """Kept, because one for Redis has a connection."""
    return get_broker(PRIORITY_QUEUE)


def set_bad_ones_aside(*, now: datetime) -> None:
    """Take the next run off schedules that are due and would stop the scheduler.

    They run no more until a person has corrected them (``manage.py check_runs`` names them).
    """
    for schedule in active_schedules().filter(next_run__lt=now):
        if found := blocking_problems(schedule, now=now):
            unchanged = Schedule.objects.filter(pk=schedule.pk, next_run=schedule.next_run)
            unchanged.update(next_run=None)
            logger.error(
                "Scheduled task %s “%s” was set aside: %s",
                schedule.pk,
                schedule.name,
                " ".join(f"{field}: {text}" for field, text in found.items()),
            )


def bring_minutes_near(*, now: datetime) -> None:
    """Reschedule tasks that run every few minutes, where a clock or a long silence has put their
    next run far from the present.

    Far ahead: these tasks raise the alerts about all others. Far behind: django-q2 would count
    every minute since then, 22 seconds for a year.
    """
    for schedule in active_schedules().filter(schedule_type=Schedule.MINUTES):
        ahead = is_too_far_ahead(schedule, now=now)
        if ahead or (schedule.next_run and now - schedule.next_run > FAR_BEHIND):
            near = next_firing(schedule, after=now) if ahead else now - clock.TOLERANCE
            unchanged = Schedule.objects.filter(pk=schedule.pk, next_run=schedule.next_run)
            unchanged.update(next_run=near)
            logger.warning("Scheduled task “%s” was far from now: brought near", schedule.name)


def active_schedules() -> QuerySet[Schedule]:
    """All but those that are switched off, in the order of their next run."""
    active: QuerySet[Schedule] = Schedule.objects.exclude(repeats=0)
    return active.order_by(F("next_run").asc(nulls_first=True), "pk")
