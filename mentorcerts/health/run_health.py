"""Judge how the nightly run is doing; the home page and the alert mails say the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.dateformat import format as formatted
from django.utils.timesince import timesince

from certifications.job.record import is_dead
from certifications.models import Certification, ExpiryRun
from mentorcerts.lib import clock

State = ExpiryRun.State


@dataclass(frozen=True, kw_only=True)
class RunHealth:
    """The runs that tell how the job is doing. Dry runs don't count."""

    last: ExpiryRun | None
    last_good: ExpiryRun | None
    in_use_since: datetime | None
    """When the oldest certification was recorded; ``None`` without any."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A problem or a state of the nightly run, in words, and what to do next."""

    kind: str
    """``first``, ``overdue``, ``left``, ``clock``, or the state of the run that it is about; what
    is not about runs has kinds of its own (``mentorcerts.health.notices``)."""
    title: str
    text: str
    run_error: str = ""
    """The run's error message; for pages only, because it can quote a record."""
    advice: str = ""
    """What to do, for those who may start runs."""
    is_problem: bool = True
    """Whether it is a problem: mailed to the operators, and red on the home page."""
    run: ExpiryRun | None = None
    """The run that it is about, if any."""


def run_health() -> RunHealth:
    """Read the current state, in three queries.

    Which run was the last is told by their order, not by their times: a clock may have been wrong.
    """
    newest_first = ExpiryRun.objects.filter(dry_run=False).order_by("-pk")
    records = Certification.objects.order_by("pk")
    return RunHealth(
        last=newest_first.first(),
        last_good=newest_first.filter(state=ExpiryRun.State.DONE).first(),
        in_use_since=records.values_list("created_at", flat=True).first(),
    )


def notices(runs: RunHealth, *, now: datetime) -> list[Notice]:
    """Return what to say, the most important first; an empty list while all is well."""
    if runs.last and clock.is_ahead(_moment(runs.last), now=now):
        return [_from_the_future(runs.last)]
    about_last = _about_last(runs.last, now) if runs.last else None
    if about_last is None:
        return [_no_good_run(runs, now)] if _overdue(runs.last_good, now) else []
    # A run that is going on or went wrong recently explains why there is no good one. If it is
    # older, the question is also why nothing has run since.
    if (
        not about_last.is_problem
        or not _overdue(runs.last, now)
        or not _overdue(runs.last_good, now)
    ):
        return [about_last]
    return [about_last, _no_good_run(runs, now)]


def _overdue(run: ExpiryRun | None, now: datetime) -> bool:
    """Return whether another run should have happened since this one."""
    return run is None or clock.age(_moment(run), now=now) > _expected_within()


def _moment(run: ExpiryRun) -> datetime:
    """When it ended; of one that goes on, when it began."""
    return run.completed_at or run.started_at


def _expected_within() -> timedelta:
    return timedelta(hours=settings.MENTORCERTS_RUN_OVERDUE_HOURS)


def _from_the_future(run: ExpiryRun) -> Notice:
    return Notice(
        kind="clock",
        title="A clock is wrong, or was",
        text=f"The last run, {run}, is dated {_at(run)}, which is still ahead. So nobody can tell "
        "whether the nightly run is well.",
        advice="Ask the operators of the server to check its clock, and then the schedules with "
        "manage.py check_runs. A run that you start afterwards settles it.",
        run=run,
    )


def _no_good_run(runs: RunHealth, now: datetime) -> Notice:
    in_use_for = now - (runs.in_use_since or now)
    if runs.last is None and in_use_for <= _expected_within():
        return Notice(
            kind="first",
            title="No run yet",
            text="The expiry run pauses mentors whose certification has expired, every night, "
            "as long as the server's background tasks or cron start it.",
            advice="You can look at what it would do, and start the first one yourself.",
            is_problem=False,
        )
    return Notice(
        kind="overdue",
        title="The nightly run is overdue",
        text=f"{_about_last_good(runs.last_good, now)} Until the next one, nobody who expires is "
        "paused.",
        advice="Ask the operators of the server whether its background tasks "
        "(or cron) are running. Meanwhile you can start a run yourself.",
    )


def _about_last_good(run: ExpiryRun | None, now: datetime) -> str:
    if run is None:
        return "There has been no good run so far."
    if clock.is_ahead(_moment(run), now=now):
        return f"The last good run is dated {_at(run)}, which is still ahead: a clock was wrong."
    return f"The last good run ended {_ago(run, now)}, on {_at(run)}."


def _about_last(run: ExpiryRun, now: datetime) -> Notice | None:
    """Return what to say about the last run; ``None`` if it did everything."""
    match run.state:
        case State.RUNNING:
            return _running(run, now)
        case State.HELD:
            return _held(run)
        case State.FAILED:
            return Notice(
                kind=run.state,
                title="The last run failed",
                text=f"It stopped with an error on {_at(run)}. Mentors it had paused stay paused.",
                run_error=run.error,
                advice="Start it again: it does the rest. If it fails again, show the error to "
                "the operators of the server.",
                run=run,
            )
        case State.INTERRUPTED:
            return _interrupted(run)
    return _left_some(run) if run.failures else None


def _running(run: ExpiryRun, now: datetime) -> Notice:
    if is_dead(run, now):
        return _interrupted(run)
    return Notice(
        kind=run.state,
        title="A run is going on",
        text=f"It began on {_at(run)} and has paused {run.auto_paused:,} of "
        f"{run.expired_found:,} mentors so far.",
        is_problem=False,
        run=run,
    )


def _interrupted(run: ExpiryRun) -> Notice:
    return Notice(
        kind=State.INTERRUPTED,
        title="The last run was interrupted",
        text=f"It began on {_at(run)} and was stopped before its end, with {run.auto_paused:,} "
        "mentors paused. They stay paused.",
        advice="Start it again: it does the rest.",
        run=run,
    )


def _held(run: ExpiryRun) -> Notice:
    return Notice(
        kind=run.state,
        title="The last run was held by the safety limit",
        text=f"On {_at(run)} it would have paused {run.expired_found:,} of "
        f"{run.mentors_scanned:,} mentors. That is unusually many, so it paused nobody.",
        advice="Check whether their dates are right (was a wrong file imported?). "
        "If they are, confirm the run on the preview page.",
        run=run,
    )


def _left_some(run: ExpiryRun) -> Notice:
    number = len(run.failures)
    mentors = "1 mentor" if number == 1 else f"{number:,} mentors"
    return Notice(
        kind="left",
        title=f"{mentors} could not be paused",
        text=f"The run of {_at(run)} paused {run.auto_paused:,}, and left {mentors} with an error.",
        advice="The run's page lists them with the errors. Correct their records; the next run "
        "tries again.",
        run=run,
    )


def _at(run: ExpiryRun) -> str:
    return formatted(_moment(run), r"j M Y, H:i \U\T\C")


def _ago(run: ExpiryRun, now: datetime) -> str:
    return f"{timesince(_moment(run), now)} ago"
