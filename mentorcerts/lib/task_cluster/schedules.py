"""What is wrong with a row of the scheduled tasks.

django-q2 starts all that is due in one transaction: an exception in one row starts none of them,
and one that never ends (a minute's rhythm since the year 0202) hangs the cluster.
``blocking_problems`` finds these rows, ``problems`` also those that harm themselves only. Both
return a sentence for each field that is wrong.
"""

import pydoc
from datetime import datetime, timedelta

from croniter import croniter
from django_q.models import Schedule

from mentorcerts.lib.task_cluster.arguments import (
    args_problem,
    cluster_problem,
    date_kwarg_problem,
    kwargs_problem,
    unread_kwargs_problem,
)
from mentorcerts.lib.task_cluster.rhythm import next_firing

LONGEST_AGO = timedelta(days=2 * 366)
"""No programme stands still for so long. django-q2 would count through all the time since then."""
LONGEST_AHEAD = timedelta(days=10 * 366)

Problems = dict[str, str]


def problems(schedule: Schedule, *, now: datetime) -> Problems:
    """Everything that is wrong with a schedule, by field; empty if nothing is."""
    return {**_harmless_problems(schedule, now), **blocking_problems(schedule, now=now)}


def blocking_problems(schedule: Schedule, *, now: datetime) -> Problems:
    """What would stop or hang the scheduler, or the worker that gets the task."""
    found = {
        "schedule_type": _type_problem(schedule),
        "cron": _cron_problem(schedule, now),
        "next_run": _long_ago_problem(schedule, now),
        "args": args_problem(schedule.args),
        "kwargs": kwargs_problem(schedule.kwargs),
        "intended_date_kwarg": date_kwarg_problem(schedule.intended_date_kwarg),
    }
    return {field: text for field, text in found.items() if text}


def _harmless_problems(schedule: Schedule, now: datetime) -> Problems:
    found = {
        "func": _function_problem(schedule.func),
        "hook": _function_problem(schedule.hook) if schedule.hook else "",
        "kwargs": unread_kwargs_problem(schedule.kwargs),
        "minutes": _minutes_problem(schedule),
        "repeats": _repeats_problem(schedule.repeats),
        "cluster": cluster_problem(schedule.cluster),
        "next_run": _next_run_problem(schedule.next_run, now),
    }
    return {field: text for field, text in found.items() if text}


# --- when ------------------------------------------------------------------------------------
def _type_problem(schedule: Schedule) -> str:
    if schedule.schedule_type in dict(Schedule.TYPE):
        return ""
    return f"There is no schedule type “{schedule.schedule_type}”. Choose one of the list."


def _cron_problem(schedule: Schedule, now: datetime) -> str:
    if schedule.schedule_type != Schedule.CRON:
        return ""
    if not schedule.cron:
        return "The type Cron needs an expression, such as 0 1 * * * (every night at one, UTC)."
    try:
        croniter.expand(schedule.cron)
        next_firing(schedule, after=now)
    except Exception as error:  # noqa: BLE001  croniter raises what it likes
        return (
            f"“{schedule.cron}” is no cron expression that ever comes true ({error}). "
            "Write five fields, such as 0 1 * * * (every night at one, UTC)."
        )
    return ""


def _long_ago_problem(schedule: Schedule, now: datetime) -> str:
    if schedule.next_run is None or now - schedule.next_run <= LONGEST_AGO:
        return ""
    return f"The next run lies in the year {schedule.next_run.year:04}. Is the year right?"


def _next_run_problem(next_run: datetime | None, now: datetime) -> str:
    if next_run is None:
        return "There is no next run, so that it never starts. Enter date and time (UTC)."
    if next_run - now > LONGEST_AHEAD:
        return f"The next run lies in the year {next_run.year}. Is the year right?"
    return ""


def _minutes_problem(schedule: Schedule) -> str:
    if schedule.schedule_type != Schedule.MINUTES or (schedule.minutes or 0) > 0:
        return ""
    return "The type Minutes needs a number of minutes, 1 or more."


def _repeats_problem(repeats: int) -> str:
    if repeats >= -1:
        return ""
    return "Enter -1 (for ever), 0 (never), or how often it is to run."


# --- what ------------------------------------------------------------------------------------
def _function_problem(path: str) -> str:
    try:
        found = pydoc.locate(path) if "." in path else None
    except Exception as error:  # noqa: BLE001  the module may do anything while it is imported
        return f"“{path}” can't be imported: {error}."
    if callable(found):
        return ""
    return f"There is no function “{path}”. Write its module and name: module.tasks.function."
