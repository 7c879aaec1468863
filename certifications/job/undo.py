"""Undo what a run did: one pause, or all of them.

A pause is undone only where nothing has changed since: it is still in force, and the
certification it rests on is as the run left it. The rest are conflicts, listed and left. Undoing
grants an exemption, so that the pause does not come back the next night.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from certifications.models import AutoPause, Event, ExpiryRun, Mentor
from certifications.services.events import (
    iso_date,
    lifted_pauses,
    record_acts,
    record_run_event,
    tell_untold_pauses,
)
from certifications.services.governing import lift_pauses
from certifications.services.locks import lock_mentors_in_chunks
from certifications.services.reasons import required_reason
from mentorcerts.lib import history, moments
from mentorcerts.lib.chunks import in_chunks
from mentorcerts.lib.refusals import Conflict

NAMED = 5
"""Mentors that a message names."""


@dataclass
class UndoResult:
    """What an undo did, or would do."""

    pauses: list[AutoPause] = field(default_factory=list)
    conflicts: list[tuple[AutoPause, str]] = field(default_factory=list)


@transaction.atomic
def undo_pause(
    *, pause: AutoPause, exempt_until: date, reason: str, today: date, by: str
) -> AutoPause:
    """Undo one. ``Conflict`` if something has changed since."""
    reason = required_reason(reason)
    done = _undo([pause.pk], exempt_until=exempt_until, reason=reason, today=today, by=by)
    if done.conflicts:
        raise Conflict(f"{pause.log_id} can't be undone: {done.conflicts[0][1]}")
    pause.refresh_from_db()
    return pause


@transaction.atomic
def undo_run(
    *,
    run: ExpiryRun,
    exempt_until: date,
    reason: str,
    shown: Collection[int] | None = None,
    today: date,
    by: str,
) -> UndoResult:
    """Undo all pauses of a run that can be; the run's record says so.

    ``shown`` are the keys of the pauses that the person has seen. Raises ``Conflict`` if another
    one would be undone too, while the run is still going on, and when nothing is left to undo.
    """
    if run.state == ExpiryRun.State.RUNNING:
        raise Conflict(f"{run.job_run_id} is still going on. Wait until it has ended.")
    reason = required_reason(reason)
    pauses = run.pauses.values_list("pk", flat=True)
    done = _undo(list(pauses), exempt_until=exempt_until, reason=reason, today=today, by=by)
    if shown is not None and (new := [each for each in done.pauses if each.pk not in shown]):
        named = ", ".join(str(each.mentor) for each in new[:NAMED])
        raise Conflict(
            f"Nothing was undone: {len(new)} more would be undone now than were shown ({named}"
            f"{', …' if len(new) > NAMED else ''}). Look again."
        )
    if not done.pauses:
        raise Conflict(f"{run.job_run_id} has no pause that can be undone.")
    ExpiryRun.objects.filter(pk=run.pk).update(
        undone_at=timezone.now(), undone_by=by, undo_reason=reason
    )
    run.refresh_from_db()
    record_run_event(Event.Type.RUN_UNDONE, run, by=by, reason=reason, undone=len(done.pauses))
    return done


def preview_undo(run: ExpiryRun) -> UndoResult:
    """What ``undo_run`` would do now. Writes nothing."""
    return _split_by_conflict(list(run.pauses.values_list("pk", flat=True)))


def _undo(
    pause_ids: Sequence[int], *, exempt_until: date, reason: str, today: date, by: str
) -> UndoResult:
    if exempt_until < today:
        raise ValidationError(
            {"exempt_until": f"It must not lie before today, {moments.in_words(today)}."}
        )
    mentor_ids = _mentor_ids(pause_ids)
    lock_mentors_in_chunks(mentor_ids)
    tell_untold_pauses(mentor_ids)
    done = UndoResult()
    for some in in_chunks(pause_ids):
        part = _undo_some(some, exempt_until, reason, by)
        done.pauses += part.pauses
        done.conflicts += part.conflicts
    return done


def _undo_some(pause_ids: Sequence[int], exempt_until: date, reason: str, by: str) -> UndoResult:
    mentors = Mentor.objects.in_bulk(_mentor_ids(pause_ids))
    done = _split_by_conflict(pause_ids)
    exempt = [mentors[pause.mentor_id] for pause in done.pauses]
    for mentor in exempt:
        mentor.exempt_until, mentor.exempt_reason = exempt_until, reason
        mentor.updated_at = timezone.now()
    fields = ["exempt_until", "exempt_reason", "updated_at"]
    history.update_many(exempt, fields, f"Pause undone: {reason}")
    lift_pauses(
        done.pauses,
        by=by,
        reason=f"Undone, exempt until {exempt_until}: {reason}",
    )
    told = AutoPause.objects.filter(pk__in=[pause.pk for pause in done.pauses])
    acts = lifted_pauses(
        told.select_related("certification").order_by("pk"), exempt_until=iso_date(exempt_until)
    )
    record_acts(acts, by=by)
    return done


def _mentor_ids(pause_ids: Sequence[int]) -> set[str]:
    return {
        mentor_id
        for some in in_chunks(pause_ids)
        for mentor_id in AutoPause.objects.filter(pk__in=some).values_list("mentor_id", flat=True)
    }


def _split_by_conflict(pause_ids: Sequence[int]) -> UndoResult:
    """The pauses that can be undone, and the others with what stands in the way."""
    found = UndoResult()
    pauses = AutoPause.objects.filter(pk__in=pause_ids).order_by("pk")
    for pause in pauses.select_related("mentor", "certification"):
        if pause.lifted_at is not None:
            found.conflicts.append((pause, f"already lifted: {pause.lift_reason}"))
        elif pause.mentor.has_left:
            found.conflicts.append((pause, "the mentor has left since"))
        elif _changed_since(pause):
            found.conflicts.append((pause, "its certification has been changed since"))
        else:
            found.pauses.append(pause)
    return found


def _changed_since(pause: AutoPause) -> bool:
    """Whether the pause's certification has been changed since the run, which marked it.

    After a run with a clock that was ahead, changes are dated before it.
    """
    changed_at = pause.certification.updated_at
    dated_ahead = pause.applied_at > timezone.now()
    return changed_at > pause.applied_at or (dated_ahead and changed_at < pause.applied_at)
