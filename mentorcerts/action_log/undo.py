"""Undo an action: each mentor is put back to whom nothing has happened since.

The others are conflicts, listed and left. The preview is the undo itself, rolled back; it is
confirmed by the digest of its outcome, which is judged again under the locks.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from certifications.job.next_run import next_run_day
from certifications.models import Certification
from certifications.services.events import tell_untold_pauses
from certifications.services.locks import lock_mentors_in_chunks
from mentorcerts.action_log.conflicts import conflicts_of
from mentorcerts.action_log.models import ActedMentor, ExecutedAction
from mentorcerts.action_log.recording import add_people, newest_event
from mentorcerts.action_log.reversals import REVERSALS
from mentorcerts.action_log.reversals.base import Reversal, Undoing
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.outcomes import ActionOutcome
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.lengths import USERNAME_LENGTH
from mentorcerts.lib.refusals import Conflict, Missing

MENTORS_AT_A_TIME = ROWS_PER_BATCH
"""They are put back in one set of statements."""


def reversal_of(action: ExecutedAction) -> Reversal | None:
    """How it is undone; ``None`` where there is nothing to undo, and for an undo itself."""
    return None if action.undoes_id is not None else REVERSALS.get(action.name)


@transaction.atomic
def undo_action(
    *,
    action_id: int,
    confirmed: str | None = None,
    today: date,
    now: datetime,
    by: str,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[ActionOutcome, bool]:
    """Put back all mentors of an action that can be; return what that does, and if it is written.

    It is written where ``confirmed`` is the digest of this outcome, and somebody is put back; else
    all is rolled back. ``progress`` is called with how many have been judged. Raises ``Missing``,
    and ``Conflict`` where there is nothing to undo or it was undone before.
    """
    mentor_ids = set(
        ActedMentor.objects.filter(action=action_id).values_list("mentor_id", flat=True)
    )
    lock_mentors_in_chunks(mentor_ids)
    action, reversal = _undoable(action_id)
    tell_untold_pauses(mentor_ids)
    day = moments.in_words(clock.local_date(action.at))
    undoing = Undoing(reason=f"Undo of {action.title}, {day}", today=today, now=now, by=by)
    outcome = ActionOutcome()
    people = action.people.select_related("mentor").order_by("mentor")
    for some in in_chunks(list(people), MENTORS_AT_A_TIME):
        _put_back(action, reversal, some, undoing, outcome)
        progress(len(outcome.done) + len(outcome.refused))
    outcome.summary = _summary(outcome, reversal)
    written = bool(outcome.done) and confirmed == outcome.digest
    if written:
        _record(action, outcome, now=now, by=by)
    else:
        transaction.set_rollback(True)
    return outcome, written


def _undoable(action_id: int) -> tuple[ExecutedAction, Reversal]:
    action = ExecutedAction.objects.select_for_update().filter(pk=action_id).first()
    if action is None:
        raise Missing("This action is not kept any more.")
    reversal = reversal_of(action)
    if reversal is None:
        raise Conflict(f"{action} leaves nothing to undo.")
    if action.undone_at is not None:
        raise Conflict(
            f"{action} was undone by {action.undone_by} on {clock.format_local(action.undone_at)}."
        )
    return action, reversal


def _put_back(
    action: ExecutedAction,
    reversal: Reversal,
    people: Sequence[ActedMentor],
    undoing: Undoing,
    outcome: ActionOutcome,
) -> None:
    conflicts = conflicts_of(action, reversal, people)
    free = [person for person in people if person.mentor_id not in conflicts]
    told = reversal.put_back(free, undoing) if free else {}
    run = next_run_day(today=undoing.today)
    due = _due(free, run) if reversal.moves_stands else set()
    for person in people:
        if why := conflicts.get(person.mentor_id):
            outcome.refused.append((person.mentor, why))
        else:
            paused = f"; the run of {moments.in_words(run)} pauses the mentor"
            sentence = told[person.mentor_id] + paused * (person.mentor_id in due)
            outcome.done.append((person.mentor, sentence))


def _due(people: Sequence[ActedMentor], run: date) -> set[str]:
    """Whom the next run pauses."""
    due = Certification.objects.due(run).filter(mentor_id__in=[each.mentor_id for each in people])
    return set(due.values_list("mentor_id", flat=True))


def _summary(outcome: ActionOutcome, reversal: Reversal) -> str:
    told = [f"{len(outcome.done):,} put back"]
    if outcome.refused:
        told.append(f"{len(outcome.refused):,} left as they are now")
    if not outcome.done or not reversal.moves_stands:
        return f"{', '.join(told)}."
    ids = [mentor.pk for mentor, _ in outcome.done]
    active = Certification.objects.filter(mentor_id__in=ids).not_paused().count()
    return f"{', '.join(told)}. Active: {active:,}, paused: {len(ids) - active:,}."


def _record(action: ExecutedAction, outcome: ActionOutcome, *, now: datetime, by: str) -> None:
    """The action says that it was undone, and the undo is an action itself."""
    done = [mentor.pk for mentor, _ in outcome.done]
    for some in in_chunks(done):
        action.people.filter(mentor__in=some).update(is_put_back=True)
    action.undone_at, action.undone_by = now, by[:USERNAME_LENGTH]
    action.put_back = len(done)
    action.save()
    undo = ExecutedAction.objects.create(
        name=action.name,
        title=f"Undo of {action.title}",
        by=by[:USERNAME_LENGTH],
        at=now,
        done=len(done),
        left_as_before=len(outcome.refused),
        position=newest_event(),
        undoes=action,
    )
    add_people(undo, [ActedMentor(action=undo, mentor_id=mentor_id) for mentor_id in done])
