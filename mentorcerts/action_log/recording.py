"""Record an action in its own transaction: who, when, what, on whom, and how to take it back.

``look_before`` before the action, ``record_action`` after it, both with the mentors locked. A few
statements for each chunk of mentors, whatever the action.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from certifications.models import Event
from mentorcerts.action_log.models import ActedMentor, ExecutedAction
from mentorcerts.action_log.reversals import REVERSALS
from mentorcerts.action_log.reversals.base import Kept, Newest, newest_of
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.lengths import REASON_LENGTH, USERNAME_LENGTH


@dataclass(frozen=True, kw_only=True)
class BeforeAction:
    """How things were before an action that is about to be carried out."""

    name: str
    newest: Newest
    kept: Mapping[str, Kept]


def look_before(name: str, mentor_ids: Sequence[str]) -> BeforeAction:
    """Remember what this action may replace or end. The mentors are locked."""
    reversal, newest = REVERSALS.get(name), Newest.now()
    kept: dict[str, Kept] = {}
    for some in in_chunks(mentor_ids) if reversal else ():
        kept |= reversal.look(some) if reversal else {}
    return BeforeAction(name=name, newest=newest, kept=kept)


def record_action(
    before: BeforeAction,
    *,
    title: str,
    done: Sequence[str],
    left_as_before: int = 0,
    details: str = "",
    now: datetime,
    by: str,
) -> ExecutedAction | None:
    """Record the action that followed ``before``; ``done``: the mentors to whom it was done.

    ``title`` is what it is called, ``details`` what was entered, in words, without reasons and
    notes: those are with each mentor's records. ``None`` where it was done to nobody.
    """
    if not done:
        return None
    action = ExecutedAction.objects.create(
        name=before.name,
        title=title,
        by=by[:USERNAME_LENGTH],
        at=now,
        done=len(done),
        left_as_before=left_as_before,
        details=details[:REASON_LENGTH],
        position=newest_event(),
    )
    for some in in_chunks(done):
        add_people(action, _people(action, before, some))
    return action


def newest_event() -> int:
    """The key of the newest line of the change log: what comes later has a higher one."""
    return newest_of(Event)


def add_people(action: ExecutedAction, people: Sequence[ActedMentor]) -> None:
    """Write the rows of an action's mentors."""
    ActedMentor.objects.bulk_create(people, batch_size=ROWS_PER_BATCH)


def _people(
    action: ExecutedAction, before: BeforeAction, mentor_ids: Sequence[str]
) -> list[ActedMentor]:
    kept = {mentor_id: before.kept.get(mentor_id, Kept()) for mentor_id in mentor_ids}
    reversal = REVERSALS.get(action.name)
    if reversal is not None:
        reversal.complete(kept, before.newest)
    people = [
        ActedMentor(
            action=action,
            mentor_id=mentor_id,
            before=each.data,
            previous_reason=each.reason[:REASON_LENGTH],
        )
        for mentor_id, each in kept.items()
    ]
    facts = reversal.facts(people) if reversal is not None else {}
    for person in people:
        if person.mentor_id in facts:
            person.left = digest_of_facts(facts[person.mentor_id])
    return people


def digest_of_facts(facts: Any) -> str:
    """Identifies values that an action has left."""
    return hashlib.sha256(json.dumps(facts, cls=DjangoJSONEncoder).encode()).hexdigest()
