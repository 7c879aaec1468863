"""Pause all who are due, in batches: alone, or with other processes that take a share."""

import logging
from collections.abc import Callable, Collection, Iterator
from datetime import date
from itertools import pairwise

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max, Min
from django_q.tasks import async_task

from certifications.job.claim import pause_certifications, pause_certifications_in_sql
from certifications.job.record import record_heartbeat
from certifications.job.refusals import TakenOver
from certifications.models import Certification, ExpiryRun
from mentorcerts.lib.chunks import in_chunks
from mentorcerts.lib.lengths import REASON_LENGTH
from mentorcerts.lib.outage import connection_was_lost
from mentorcerts.lib.random_ids import retry_on_collision
from mentorcerts.lib.task_cluster.brokers import PRIORITY_QUEUE

logger = logging.getLogger(__name__)

READ_AHEAD = 10
"""Batches whose keys are read at once,"""
MOST_KEYS = 60_000
"""unless these are more keys."""
Progress = Callable[[int], object]
"""Called after each batch with the number of certifications it dealt with."""


def pause_all_due(
    run: ExpiryRun, on_progress: Progress | None, only: Collection[int] | None = None
) -> None:
    """Pause all who are due, and count them in the run's record.

    ``only``: keys of certifications; the others are left to another run.
    Rows that fail are tried alone, and recorded as the run's failures. Raises ``TakenOver``, and
    the database's error when it is away.
    """
    if only is None:
        _enqueue_helpers(run)
        # Helpers or not, this process comes to all that is due: what they have done isn't any more.
        batches = _batches(run.as_of, expected=run.expired_found)
    else:
        batches = _chosen_batches(run.as_of, only)
    for batch in batches:
        try:
            _pause_batch(run, batch)
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


def _enqueue_helpers(run: ExpiryRun) -> None:
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
            async_task(
                "certifications.tasks.help_with_run",
                run.job_run_id,
                after,
                through,
                cluster=PRIORITY_QUEUE,
            )
        except Exception as away:  # noqa: BLE001  the queue may be elsewhere, and away
            logger.warning("%s: nobody could be asked to help: %s", run.job_run_id, away)
            return


def pause_share(run: ExpiryRun, *, after: int, through: int) -> int:
    """Work on another process' run, through a share of its keys, for as long as it goes on.

    Returns how many were paused. What fails here is left to that process, which tries it again
    and records it.
    """
    paused = 0
    for batch in _batches(run.as_of, after=after, through=through):
        try:
            paused += _pause_batch(run, batch)
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


def _chosen_batches(as_of: date, only: Collection[int]) -> Iterator[list[int]]:
    due = Certification.objects.due(as_of)
    for some in in_chunks(sorted(only), settings.MENTORCERTS_BATCH_SIZE):
        yield list(due.filter(pk__in=some).order_by("pk").values_list("pk", flat=True))


def _next_due(as_of: date, *, after: int, through: int | None, limit: int | None) -> list[int]:
    due = Certification.objects.due(as_of).filter(pk__gt=after)
    if through is not None:
        due = due.filter(pk__lte=through)
    keys = due.values_list("pk", flat=True)
    # Told to sort and to stop early, PostgreSQL may read every record in the order of its key.
    return list(keys.order_by("pk")[:limit]) if limit else sorted(keys.order_by())


def _pause_batch(run: ExpiryRun, batch: list[int]) -> int:
    """Pause a batch in SQL. The database draws the random log ids, all of them again if need be.

    With three million pauses on record, one in twenty batches of 20,000 draws an id that is taken.
    """
    return retry_on_collision(lambda: _pause_and_count(run, batch, pause_certifications_in_sql))


@transaction.atomic
def _pause_and_count(
    run: ExpiryRun, batch: list[int], how: Callable[[ExpiryRun, list[int]], int]
) -> int:
    """One batch: its pauses, their logs and its share of the count, or nothing at all."""
    paused = how(run, batch)
    record_heartbeat(run, auto_paused=F("auto_paused") + paused)
    return paused


def _pause_alone(run: ExpiryRun, pk: int, *, again: bool = True) -> None:
    """Pause one; a row that can't be is recorded as a failure. A lost connection is none of its
    own: it is tried once more, and then it is the run that has failed."""
    try:
        _pause_and_count(run, [pk], pause_certifications)
    except TakenOver:
        raise
    except Exception as error:
        lost = connection_was_lost(error)
        if lost and again:
            return _pause_alone(run, pk, again=False)
        if lost or not connection.is_usable():
            raise
        row = Certification.objects.values("certification_id", "mentor_id").get(pk=pk)
        text = f"{type(error).__name__}: {error}".strip()[:REASON_LENGTH]
        run.failures.append({**row, "error": text})
        with transaction.atomic():
            record_heartbeat(run, failures=run.failures)
