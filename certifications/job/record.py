"""The record of a run: one at a time, with a heartbeat, and closed however the run ends."""

import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from certifications.ids import job_run_id
from certifications.job.refusals import AlreadyRunning, Held, TakenOver
from certifications.models import Event, ExpiryRun
from certifications.services.events import record_run_event
from mentorcerts.lib import clock
from mentorcerts.lib.lengths import NOTES_LENGTH

logger = logging.getLogger(__name__)

START_TRIES = 5
RECORDING_PAUSES = (0, 1, 3, 6)
"""Seconds before each try to record how a run ended."""


def open_run(*, today: date, **fields: object) -> ExpiryRun:
    """Make the record that says a run is going on; the database allows one.

    Raises ``AlreadyRunning``. A record whose process has died is closed as interrupted.
    """
    for _ in range(START_TRIES):
        running = ExpiryRun.objects.filter(state=ExpiryRun.State.RUNNING).first()
        if running is not None:
            _interrupt_if_dead(running)
        last = ExpiryRun.objects.filter(day=today).aggregate(last=Max("number"))["last"]
        number = (last or 0) + 1
        try:
            with transaction.atomic():
                return ExpiryRun.objects.create(
                    job_run_id=job_run_id(today, number),
                    day=today,
                    number=number,
                    host=host_and_namespace(),
                    process=os.getpid(),
                    **fields,
                )
        except IntegrityError:
            continue  # somebody else started in this instant: look again
    raise AlreadyRunning("Another expiry run starts at this moment. Try again shortly.")


def is_dead(run: ExpiryRun, now: datetime) -> bool:
    """Whether a run that is on record as running has ended without saying so.

    It has if its heartbeat is older than ``MENTORCERTS_RUN_STALE_SECONDS``, or its process gone.
    A heartbeat that far in the future is no better: one of the two clocks is wrong.
    """
    stale = timedelta(seconds=settings.MENTORCERTS_RUN_STALE_SECONDS)
    return abs(now - run.heartbeat_at) > stale or _process_is_gone(run)


def _interrupt_if_dead(running: ExpiryRun) -> None:
    now = timezone.now()
    if not is_dead(running, now):
        silent_for = max(now - running.heartbeat_at, timedelta())
        raise AlreadyRunning(
            f"{running.job_run_id} is going on since {clock.format_local(running.started_at)} "
            f"(last sign of life {silent_for.total_seconds():.0f} s ago).",
            job_run_id=running.job_run_id,
        )
    closed = ExpiryRun.objects.filter(pk=running.pk, state=ExpiryRun.State.RUNNING).update(
        state=ExpiryRun.State.INTERRUPTED, completed_at=timezone.now()
    )
    if closed:
        logger.warning("%s died; this run finishes its work", running.job_run_id)


def host_and_namespace() -> str:
    """Return where a process id names the same process as here: ``host boot_id namespace``.

    Two machines or two containers may have the same host name, and count their processes each
    for itself: containers of one machine differ in their namespace, machines in the id that Linux
    draws when it boots. Where there is no ``/proc`` it is only ``host``.
    """
    host = socket.gethostname()
    try:
        boot_id = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = Path("/proc/self/ns/pid").readlink()
    except OSError:
        return host
    return f"{host} {boot_id} {namespace}"


def _process_is_gone(running: ExpiryRun) -> bool:
    """Whether the run's process has ended, if that can be seen from here. Unsure means no.

    Only saves the wait for the heartbeat to grow old; a run that is wrongly taken for dead
    notices in its next batch and stops (``TakenOver``).
    """
    if " " not in running.host or running.host != host_and_namespace() or not running.process:
        return False
    try:
        os.kill(running.process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False  # somebody else's process has this number
    return _is_zombie(running.process)


def _is_zombie(process: int) -> bool:
    """Whether it is dead and nobody has asked how it ended, as happens in containers (Linux)."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "Z"


@contextmanager
def recording_how_it_ends(run: ExpiryRun) -> Iterator[None]:
    """Let no run end without its state on record, however it ends."""
    try:
        yield
    except (Held, TakenOver):
        raise
    except Exception as error:
        _try_to_close(run, ExpiryRun.State.FAILED, error=f"{type(error).__name__}: {error}")
        raise
    except BaseException:  # Ctrl-C, SystemExit: say so, and let it through
        _try_to_close(run, ExpiryRun.State.INTERRUPTED)
        raise


def _try_to_close(run: ExpiryRun, state: str, *, error: str = "") -> None:
    """Best effort, for as long as a database takes to start again; after that the next run
    finds the record and closes it."""
    logger.error("%s ended: %s %s", run.job_run_id, state, error)
    for seconds in RECORDING_PAUSES:
        time.sleep(seconds)
        try:
            if not connection.in_atomic_block:
                connection.close()  # it may be lost, or hang in the middle of a statement
            ExpiryRun.objects.filter(pk=run.pk, state=ExpiryRun.State.RUNNING).update(
                state=state, error=error[:NOTES_LENGTH], completed_at=timezone.now()
            )
            return
        except Exception as lost:  # noqa: BLE001  nothing may hide the error that ended the run
            logger.error("%s: its state could not be recorded: %s", run.job_run_id, lost)


def finish_run(run: ExpiryRun, state: str) -> None:
    """Close its record with all it counts. Raises ``TakenOver``."""
    run.state, run.completed_at = state, timezone.now()
    run.heartbeat_at = run.completed_at
    with transaction.atomic():
        record_heartbeat(run)
        run.save()
        _record_event(run)


def _record_event(run: ExpiryRun) -> None:
    """A run that has ended by itself is told; a dry one has done nothing."""
    kinds: dict[str, Event.Type] = {
        ExpiryRun.State.DONE: Event.Type.RUN_COMPLETED,
        ExpiryRun.State.HELD: Event.Type.RUN_HELD,
    }
    if run.dry_run or run.state not in kinds:
        return
    counts = ("mentors_scanned", "expired_found", "auto_paused", "skipped_exempt")
    record_run_event(
        kinds[run.state],
        run,
        by=run.requested_by,
        **{name: getattr(run, name) for name in counts},
        failures=len(run.failures),
    )


def record_heartbeat(run: ExpiryRun, **counts: object) -> None:
    """Record a heartbeat and these counts, inside the caller's transaction.

    Raises ``TakenOver``, which rolls it back.
    """
    alive = ExpiryRun.objects.filter(pk=run.pk, state=ExpiryRun.State.RUNNING).update(
        heartbeat_at=timezone.now(), **counts
    )
    if not alive:
        raise TakenOver(f"{run.job_run_id} was taken for dead; another run goes on in its place.")
