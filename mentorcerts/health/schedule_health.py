"""Are the scheduled tasks well? They are told of, and brought back by ``check_runs --repair``."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.utils import timezone
from django_q.models import Schedule

from mentorcerts.access.sessions import end_sessions_from_ahead
from mentorcerts.health.run_health import Notice
from mentorcerts.lib import clock
from mentorcerts.lib.task_cluster.guard import active_schedules
from mentorcerts.lib.task_cluster.rhythm import is_too_far_ahead, next_firing
from mentorcerts.lib.task_cluster.schedules import problems
from mentorcerts.lib.task_cluster.waiting import put_away

SCHEDULE, TASKS = "schedule", "tasks"
ADVICE = (
    "Correct it in the admin under Scheduled tasks. What a wrong clock has put far ahead is "
    "brought back by manage.py check_runs --repair, once the clock is right."
)


@dataclass(frozen=True)
class Trouble:
    """A scheduled task that will not run as it should, and why."""

    schedule: Schedule
    text: str

    def __str__(self) -> str:
        return f"“{self.schedule.name or self.schedule.func}” ({self.schedule.pk}): {self.text}"


def schedule_troubles(*, now: datetime) -> list[Trouble]:
    """Those of the active schedules, in one query."""
    found = []
    for schedule in active_schedules():
        if wrong := problems(schedule, now=now):
            found += [Trouble(schedule, text) for text in wrong.values()]
        elif is_too_far_ahead(schedule, now=now):
            when = clock.format_local(schedule.next_run)
            found.append(Trouble(schedule, f"It runs next on {when}, later than its rhythm says."))
    return found


def schedule_notices(*, now: datetime) -> list[Notice]:
    """What to say about schedules."""
    troubles = schedule_troubles(now=now)
    if not troubles:
        return []
    number = len({trouble.schedule.pk for trouble in troubles})
    one = "A scheduled task does not run as it should"
    return [
        Notice(
            kind=SCHEDULE,
            title=one if number == 1 else f"{number} scheduled tasks do not run as they should",
            text=" ".join(map(str, troubles)),
            advice=ADVICE,
        )
    ]


def waiting_notices(*, now: datetime) -> list[Notice]:
    """What to say about tasks that wait for a day that is far off. Reads the whole queue."""
    waiting = put_away(now=now).aggregate(number=Count("pk"), until=Max("lock"))
    if not waiting["number"]:
        return []
    return [
        Notice(
            kind=TASKS,
            title="Tasks wait for a day that is far off",
            text=f"Queued by a clock that was ahead: {waiting['number']:,}. The last one waits "
            f"until {clock.format_local(waiting['until'])}.",
            advice="Check the server's clock; then manage.py check_runs --repair.",
        )
    ]


def repair_schedules(*, now: datetime) -> list[str]:
    """Bring near what a clock has put far off; return a sentence for each repair.

    What is wrong in itself is left to a person.
    """
    done = []
    for schedule in active_schedules():
        was = schedule.next_run
        near = next_firing(schedule, after=now) if _can_be_brought_near(schedule, now) else None
        if near is None:
            continue
        if Schedule.objects.filter(pk=schedule.pk, next_run=was).update(next_run=near):
            name, when = schedule.name or schedule.func, clock.format_local(near)
            done.append(f"“{name}” runs next on {when}.")
    if number := put_away(now=now).update(lock=timezone.now()):
        tasks, are = ("A task", "is") if number == 1 else (f"{number:,} tasks", "are")
        done.append(f"{tasks} that waited for a day far off {are} done now.")
    if number := end_sessions_from_ahead(now=now):
        people, log = ("A person", "logs") if number == 1 else (f"{number:,} people", "log")
        done.append(f"{people} who logged in at a time that is yet to come {log} in again.")
    return done


def _can_be_brought_near(schedule: Schedule, now: datetime) -> bool:
    """Whether nothing but its next run is wrong: too far ahead, too long ago, or set aside."""
    wrong = problems(schedule, now=now)
    if wrong:
        return wrong.keys() == {"next_run"}
    return is_too_far_ahead(schedule, now=now)
