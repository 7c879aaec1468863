"""The expiry run: pauses every mentor whose governing certification is overdue.

One service behind four entry points (command, schedule, API, admin). ``record`` keeps its record,
``batches`` does its work, each batch a transaction of its own: it can be killed at any moment and
started again. What is committed is whole, what is not is still due.

The order of locks is the one of every writer: types, then mentors by id, then their records.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError

from certifications import totals
from certifications.job import record, statistics
from certifications.job.batches import Progress, pause_all_due
from certifications.job.refusals import Held
from certifications.job.safety_limit import counted_to_exceed_limit
from certifications.models import Certification, ExpiryRun
from certifications.registry import registry
from mentorcerts.lib import moments
from mentorcerts.lib.lengths import USERNAME_LENGTH

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class RunPreview:
    """What a run would find on a date: numbers of mentors."""

    mentors_scanned: int
    expired_found: int
    skipped_exempt: int

    @cached_property
    def exceeds_safety_limit(self) -> bool:
        """Whether the limit would hold the run, by counting mentors one by one as the run does."""
        return counted_to_exceed_limit(self.expired_found)


def preview_run(*, as_of: date, mentors_scanned: int | None = None) -> RunPreview:
    """Count what a run would do, and write nothing. The run uses the same querysets.

    ``mentors_scanned`` is counted unless the caller has done so.
    """
    certifications = Certification.objects.all()
    skipped = certifications.skipped_exempt(as_of).count()
    return RunPreview(
        mentors_scanned=_mentors_scanned() if mentors_scanned is None else mentors_scanned,
        # Those due, without looking at all their mentors: the exempt ones are few.
        expired_found=certifications.pausable(as_of).count() - skipped,
        skipped_exempt=skipped,
    )


def _mentors_scanned() -> int:
    return totals.total(totals.CERTIFICATION, governing=True, left=False)


def expire_certifications(
    *,
    today: date,
    trigger: str,
    requested_by: str = "",
    as_of: date | None = None,
    dry_run: bool = False,
    force: bool = False,
    only: Collection[int] | None = None,
    on_start: Progress | None = None,
    on_progress: Progress | None = None,
) -> ExpiryRun:
    """Run the job and return its record.

    ``today`` and ``as_of`` are calendar dates in the programme's zone; expiry is judged as of
    ``as_of`` (default ``today``), which may lie ahead only in a dry run. A dry run writes
    nothing but its own record. ``force`` overrides the safety limit. ``only``: keys of
    certifications; who else is due is left to the next run.

    Raises ``ValidationError`` for an ``as_of`` ahead, ``AlreadyRunning`` while another run is
    alive, ``Held`` above the safety limit, ``TakenOver`` when another run took it for dead.
    """
    as_of = as_of or today
    _refuse_to_look_ahead(as_of, today, dry_run=dry_run)
    run = record.open_run(
        today=today,
        as_of=as_of,
        trigger=trigger,
        requested_by=requested_by[:USERNAME_LENGTH],
        dry_run=dry_run,
        forced=force,
    )
    with registry.observe(run), record.recording_how_it_ends(run):
        found = _count(run)
        too_many = not force and counted_to_exceed_limit(found.expired_found)
        if too_many and not dry_run:
            raise _hold(run)
        if only is not None:
            run.expired_found = min(run.expired_found, len(only))
        run.save(update_fields=["mentors_scanned", "expired_found", "skipped_exempt"])
        if on_start:
            on_start(run.expired_found)
        if dry_run:  # its counts are those of the real run, safety limit included
            run.auto_paused = 0 if too_many else found.expired_found
        else:
            pause_all_due(run, on_progress, only)
        record.finish_run(run, ExpiryRun.State.DONE)
    counts = (run.auto_paused, run.expired_found, len(run.failures))
    logger.info("%s: %d paused of %d due, %d failed", run.job_run_id, *counts)
    return run


def _refuse_to_look_ahead(as_of: date, today: date, *, dry_run: bool) -> None:
    if as_of > today and not dry_run:
        text = (
            f"{moments.in_words(as_of)} is ahead of today, {moments.in_words(today)}: "
            "only a dry run can look ahead."
        )
        raise ValidationError({"as_of": text})


def _count(run: ExpiryRun) -> RunPreview:
    """Look before anything is done, and note what was found in the run's record (unsaved)."""
    scanned = _mentors_scanned()
    statistics.refresh_statistics(mentors=scanned)
    found = preview_run(as_of=run.as_of, mentors_scanned=scanned)
    run.mentors_scanned = found.mentors_scanned
    run.expired_found = found.expired_found
    run.skipped_exempt = found.skipped_exempt
    return found


def _hold(run: ExpiryRun) -> Held:
    record.finish_run(run, ExpiryRun.State.HELD)
    return Held(
        f"{run.job_run_id} paused nobody: it would pause {run.expired_found} of "
        f"{run.mentors_scanned} mentors, which is above the safety limit of "
        f"{settings.MENTORCERTS_BRAKE_MENTORS} mentors and {settings.MENTORCERTS_BRAKE_PERCENT} %. "
        "Check whether that is right, then run it again with the confirmation.",
        job_run_id=run.job_run_id,
        mentors_scanned=run.mentors_scanned,
        expired_found=run.expired_found,
    )
