"""When a schedule fires next by its rhythm, and whether its next run is further ahead than that.

A clock that was ahead for a minute leaves every schedule that fired meanwhile where that clock was:
a month ahead, django-q2 is silent for a month.
"""

from datetime import datetime, timedelta

from croniter import croniter
from django_q.models import Schedule
from django_q.utils import localtime

from mentorcerts.lib import clock, moments

STEPS = {
    Schedule.HOURLY: timedelta(hours=1),
    Schedule.DAILY: timedelta(days=1),
    Schedule.WEEKLY: timedelta(weeks=1),
    Schedule.BIWEEKLY: timedelta(weeks=2),
}
MONTHS = {Schedule.MONTHLY: 1, Schedule.BIMONTHLY: 2, Schedule.QUARTERLY: 3, Schedule.YEARLY: 12}


def next_firing(schedule: Schedule, *, after: datetime) -> datetime | None:
    """The first moment after this one at which it fires, at its usual time of day.

    ``None`` for a schedule without a rhythm, or with none that makes sense.
    """
    if schedule.schedule_type == Schedule.CRON:
        found: datetime = croniter(schedule.cron, localtime(after)).get_next(datetime)
        return found
    at = schedule.next_run or after
    if schedule.schedule_type in MONTHS:
        months = MONTHS[schedule.schedule_type]
        between = (after.year - at.year) * 12 + after.month - at.month
        steps = between // months
        while (moment := moments.add_months(at, steps * months)) <= after:
            steps += 1
        return moment
    step = STEPS.get(schedule.schedule_type)
    if schedule.schedule_type == Schedule.MINUTES:
        step = timedelta(minutes=schedule.minutes or 1)
    return None if step is None else at + ((after - at) // step + 1) * step


def is_too_far_ahead(schedule: Schedule, *, now: datetime) -> bool:
    """Whether its next run lies beyond the second time at which its rhythm fires from now on.

    The second one, because a new schedule may leave out the first.
    """
    if schedule.next_run is None or (first := next_firing(schedule, after=now)) is None:
        return False
    second = next_firing(schedule, after=first) or first
    return bool(schedule.next_run > second + clock.TOLERANCE)
