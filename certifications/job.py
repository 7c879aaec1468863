"""The expiry run: pauses every mentor whose governing certification is overdue.

One service behind four doors (command, schedule, API, admin). It works in batches, each a
transaction of its own that pauses, logs and counts together, so that it can be killed at any
moment and started again: what is committed is whole, what is not is still due.

The order of locks is the one of every writer: types, then mentors by id, then their records.
"""

import logging
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max, Min
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.tasks import async_task

from certifications import planner
from certifications.errors import AlreadyRunning, Conflict, Held
from certifications.ids import job_run_id
from certifications.models import Certification, ExpiryRun
from certifications.pausing import pause, pause_many
from certifications.tallies import Tally

logger = logging.getLogger(__name__)

START_TRIES = 5
READ_AHEAD = 10
"""Batches whose keys are read at once,"""
MOST_KEYS = 60_000
"""unless these are more keys."""
RECORDING_PAUSES = (0, 1, 3, 6)
"""Seconds before each try to record how a run ended."""
Progress = Callable[[int], object]
"""Called after each batch with the number of certifications it dealt with."""


class TakenOver(Conflict):
    """Another run took this one for dead and goes on in its place."""

    code = "taken_over"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a run would find on a date: numbers of mentors."""

    mentors_scanned: int
    expired_found: int
    skipped_exempt: int

    @property
    def trips_the_brake(self) -> bool:
        """More than the set number *and* more than the set share of those scanned."""
        share = self.expired_found * 100 > (
            settings.MENTORCERTS_BRAKE_PERCENT * self.mentors_scanned
        )
        return share and self.expired_found > settings.MENTORCERTS_BRAKE_MENTORS


def preview(*, as_of: date) -> Preview:
    """Count, and write nothing. The run asks the same querysets."""
    scanned = Tally.objects.of(Tally.CERTIFICATION).governing().total()
    planner.keep_informed(mentors=scanned)
    certifications = Certification.objects.all()
    skipped = certifications.skipped_exempt(as_of).count()
    return Preview(
        mentors_scanned=scanned,
        # Those due, without looking at all their mentors: the exempt ones are few.
        expired_found=certifications.pausable(as_of).count() - skipped,
        skipped_exempt=skipped,
    )


def expire_certifications(
    *,
    today: date,
    trigger: str,
    requested_by: str = "",
    as_of: date | None = None,
    dry_run: bool = False,
    force: bool = False,
    on_start: Progress | None = None,
    on_progress: Progress | None = None,
) -> ExpiryRun:
    """Run the job and return its record.

    ``today`` and ``as_of`` are calendar dates in the programme's zone; expiry is judged as of
    ``as_of`` (default ``today``), which may lie ahead only in a dry run. A dry run writes
    nothing but its own record. ``force`` overrides the brake.

    Raises ``ValidationError`` for an ``as_of`` ahead, ``AlreadyRunning`` while another run is
    alive, ``Held`` when the brake holds it, ``TakenOver`` when another run took it for dead.
    """
    as_of = as_of or today
    if as_of > today and not dry_run:
        raise ValidationError(
            {"as_of": f"{as_of} is ahead of today, {today}: only a dry run can look ahead."}
        )
    run = _start(
        today=today,
        as_of=as_of,
        trigger=trigger,
        requested_by=requested_by[:150],
        dry_run=dry_run,
        forced=force,
    )
    with import_string(settings.MENTORCERTS_RUN_WATCH)(run), _recorded(run):
        found = preview(as_of=as_of)
        run.mentors_scanned = found.mentors_scanned
        run.expired_found = found.expired_found
        run.skipped_exempt = found.skipped_exempt
        brake = found.trips_the_brake and not force
        if brake and not dry_run:
            raise _hold(run)
        run.save(update_fields=["mentors_scanned", "expired_found", "skipped_exempt"])
        if on_start:
            on_start(found.expired_found)
        if dry_run:  # its counts are those of the real run, brake included
            run.auto_paused = 0 if brake else found.expired_found
        else:
            _pause_all(run, on_progress)
        _finish(run, ExpiryRun.State.DONE)
    logger.info(
        "%s: %d paused of %d due, %d failed",
        run.job_run_id,
        run.auto_paused,
        run.expired_found,
        len(run.failures),
    )
    return run


# --- one run at a time ---------------------------------------------------------------------
def _start(*, today: date, **fields: object) -> ExpiryRun:
    """Make the record that says a run is going on; the database allows one.

    Raises ``AlreadyRunning``. A record whose process has died is closed as interrupted.
    """
    for _ in range(START_TRIES):
        running = ExpiryRun.objects.filter(state=ExpiryRun.State.RUNNING).first()
        if running is not None:
            _close_if_dead(running)
        last = ExpiryRun.objects.filter(day=today).aggregate(last=Max("number"))["last"]
        number = (last or 0) + 1
        try:
            with transaction.atomic():
                return ExpiryRun.objects.create(
                    job_run_id=job_run_id(today, number),
                    day=today,
                    number=number,
                    host=socket.gethostname(),
                    process=os.getpid(),
                    **fields,
                )
        except IntegrityError:
            continue  # somebody else started in this instant: look again
    raise AlreadyRunning("Another expiry run starts at this moment. Try again shortly.")


def _close_if_dead(running: ExpiryRun) -> None:
    silent_for = timezone.now() - running.heartbeat_at
    # A heartbeat from the future is no better: one of the two clocks is wrong.
    stale = abs(silent_for) > timedelta(seconds=settings.MENTORCERTS_RUN_STALE_SECONDS)
    if not stale and not _process_is_gone(running):
        raise AlreadyRunning(
            f"{running.job_run_id} is going on since {running.started_at:%Y-%m-%d %H:%M:%S} UTC "
            f"(last sign of life {silent_for.total_seconds():.0f} s ago).",
            job_run_id=running.job_run_id,
        )
    closed = ExpiryRun.objects.filter(pk=running.pk, state=ExpiryRun.State.RUNNING).update(
        state=ExpiryRun.State.INTERRUPTED, completed_at=timezone.now()
    )
    if closed:
        logger.warning("%s died; this run finishes its work", running.job_run_id)


def _process_is_gone(running: ExpiryRun) -> bool:
    """Whether the run's process, on this very machine, has ended. Unsure means no.

    Only saves the wait for the heartbeat to grow old; a run that is wrongly taken for dead
    notices in its next batch and stops (``TakenOver``).
    """
    if running.host != socket.gethostname() or not running.process:
        return False
    try:
        os.kill(running.process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False  # somebody else's process has this number
    return _is_unburied(running.process)


def _is_unburied(process: int) -> bool:
    """Whether it is dead and nobody has asked how it ended, as happens in containers (Linux)."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "Z"


@contextmanager
def _recorded(run: ExpiryRun) -> Iterator[None]:
    """Let no run end without its state on record, however it ends."""
    try:
        yield
    except (Held, TakenOver):
        raise
    except Exception as error:
        _close(run, ExpiryRun.State.FAILED, error=f"{type(error).__name__}: {error}")
        raise
    except BaseException:  # Ctrl-C, SystemExit: say so, and let it through
        _close(run, ExpiryRun.State.INTERRUPTED)
        raise


def _close(run: ExpiryRun, state: str, *, error: str = "") -> None:
    """Best effort, for as long as a database takes to start again; after that the next run
    finds the record and closes it."""
    logger.error("%s ended: %s %s", run.job_run_id, state, error)
    for seconds in RECORDING_PAUSES:
        time.sleep(seconds)
        try:
            if not connection.in_atomic_block:
                connection.close()  # it may be lost, or hang in the middle of a statement
            ExpiryRun.objects.filter(pk=run.pk, state=ExpiryRun.State.RUNNING).update(
                state=state, error=error[:2000], completed_at=timezone.now()
            )
            return
        except Exception as lost:  # noqa: BLE001  nothing may hide the error that ended the run
            logger.error("%s: its state could not be recorded: %s", run.job_run_id, lost)


def _finish(run: ExpiryRun, state: str) -> None:
    run.state, run.completed_at = state, timezone.now()
    run.heartbeat_at = run.completed_at
    with transaction.atomic():
        _still_ours(run)
        run.save()


def _hold(run: ExpiryRun) -> Held:
    _finish(run, ExpiryRun.State.HELD)
    return Held(
        f"{run.job_run_id} paused nobody: it would pause {run.expired_found} of "
        f"{run.mentors_scanned} mentors, and the brake holds runs above "
        f"{settings.MENTORCERTS_BRAKE_MENTORS} mentors and {settings.MENTORCERTS_BRAKE_PERCENT} %. "
        "Look whether that is right, then run it again with the confirmation.",
        job_run_id=run.job_run_id,
        mentors_scanned=run.mentors_scanned,
        expired_found=run.expired_found,
    )


def _still_ours(run: ExpiryRun, **counts: object) -> None:
    """Heartbeat, inside the caller's transaction. Raises ``TakenOver``, which rolls it back."""
    alive = ExpiryRun.objects.filter(pk=run.pk, state=ExpiryRun.State.RUNNING).update(
        heartbeat_at=timezone.now(), **counts
    )
    if not alive:
        raise TakenOver(f"{run.job_run_id} was taken for dead; another run goes on in its place.")


# --- the batches -----------------------------------------------------------------------------
def _pause_all(run: ExpiryRun, on_progress: Progress | None) -> None:
    _ask_for_help(run)
    # Helpers or not, this process comes to all that is due: what they have done is not any more.
    for batch in _batches(run.as_of, expected=run.expired_found):
        try:
            _try_twice(run, batch)
        except TakenOver:
            raise
        except Exception:
            if not connection.is_usable():
                raise
            logger.exception("%s: a batch failed; its rows are tried one by one", run.job_run_id)
            for pk in batch:
                _pause_alone(run, pk)
        if on_progress:
            on_progress(len(batch))
    # What a batch has committed counts, also where the answer to its commit was lost.
    run.refresh_from_db(fields=["auto_paused"])
    # What was changed by others while the run went on was neither paused nor failed.
    run.expired_found = run.auto_paused + len(run.failures)


def _ask_for_help(run: ExpiryRun) -> None:
    """Give each other worker a share of the keys to work on; none where one batch is all.

    Nobody waits for them: a helper that comes late, dies or never was leaves its share to us.
    """
    workers = settings.MENTORCERTS_RUN_WORKERS
    if workers == 1 or run.expired_found <= settings.MENTORCERTS_BATCH_SIZE:
        return
    due = Certification.objects.due(run.as_of).aggregate(first=Min("pk"), last=Max("pk"))
    first, last = due["first"] or 0, due["last"] or 0
    bounds = [first + (last - first) * number // workers for number in range(1, workers + 1)]
    for after, through in pairwise(bounds):
        try:
            async_task("certifications.tasks.help_with_run", run.job_run_id, after, through)
        except Exception as away:  # noqa: BLE001  the queue may be elsewhere, and away
            logger.warning("%s: nobody could be asked to help: %s", run.job_run_id, away)
            return


def help_with(run: ExpiryRun, *, after: int, through: int) -> int:
    """Work on another process' run, through a share of its keys, for as long as it goes on.

    Returns how many were paused. What fails here is left to that process, which tries it again
    and records it.
    """
    paused = 0
    for batch in _batches(run.as_of, after=after, through=through):
        try:
            paused += _try_twice(run, batch)
        except TakenOver:
            break  # it is over: nothing is left to do
        except Exception:
            if not connection.is_usable():
                raise
            logger.exception("%s: a batch failed for a helper", run.job_run_id)
    return paused


def _batches(
    as_of: date, *, after: int = 0, through: int | None = None, expected: int | None = None
) -> Iterator[list[int]]:
    """What is due, in the order of the keys. Some batches are read ahead: looking costs."""
    last, size = after, settings.MENTORCERTS_BATCH_SIZE
    limit = size * min(READ_AHEAD, max(1, MOST_KEYS // size))
    few = expected is not None and expected <= limit
    while ahead := _next_due(as_of, after=last, through=through, limit=None if few else limit):
        yield from (ahead[start : start + size] for start in range(0, len(ahead), size))
        if few:
            break
        last = ahead[-1]


def _next_due(as_of: date, *, after: int, through: int | None, limit: int | None) -> list[int]:
    due = Certification.objects.due(as_of).filter(pk__gt=after)
    if through is not None:
        due = due.filter(pk__lte=through)
    keys = due.values_list("pk", flat=True)
    # Told to sort and to stop early, PostgreSQL may read every record in the order of its key.
    return list(keys.order_by("pk")[:limit]) if limit else sorted(keys.order_by())


def _try_twice(run: ExpiryRun, batch: list[int]) -> int:
    """A random log id may be taken: then the whole batch draws again."""
    try:
        return _pause(run, batch, pause_many)
    except IntegrityError:
        return _pause(run, batch, pause_many)


@transaction.atomic
def _pause(run: ExpiryRun, batch: list[int], how: Callable[[ExpiryRun, list[int]], int]) -> int:
    """One batch: its pauses, their logs and its share of the count, or nothing at all."""
    paused = how(run, batch)
    _still_ours(run, auto_paused=F("auto_paused") + paused)
    return paused


def _pause_alone(run: ExpiryRun, pk: int) -> None:
    try:
        _pause(run, [pk], pause)
    except TakenOver:
        raise
    except Exception as error:
        if not connection.is_usable():
            raise
        row = Certification.objects.values("certification_id", "mentor_id").get(pk=pk)
        run.failures.append({**row, "error": f"{type(error).__name__}: {error}".strip()[:500]})
        with transaction.atomic():
            _still_ours(run, failures=run.failures)
