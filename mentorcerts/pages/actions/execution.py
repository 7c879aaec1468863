"""Carry out an action on many mentors, or roll it back as a preview."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from certifications.models import Mentor
from certifications.services.locks import lock_mentors_in_chunks
from mentorcerts.action_log.recording import look_before
from mentorcerts.lib.admin.outcomes import ActionOutcome, Did, Refusal, apply_to_sets
from mentorcerts.lib.admin.progress_pages import Progress
from mentorcerts.lib.chunks import ROWS_PER_BATCH
from mentorcerts.pages.actions.definitions import Action
from mentorcerts.pages.actions.recorded import record_outcome
from mentorcerts.pages.actions.summary import summary_of

MENTORS_AT_A_TIME = ROWS_PER_BATCH
"""The services take this many in one set of statements."""


@transaction.atomic
def execute_action(
    action: Action,
    mentors: Sequence[Mentor],
    fields: dict[str, Any],
    *,
    today: date,
    by: str,
    confirmed: str | None = None,
    progress: Progress = lambda done: None,
) -> tuple[ActionOutcome, bool]:
    """``apply_to_sets`` under the mentors' locks. ``fields``: the form's ``cleaned_data``."""
    ids = [mentor.pk for mentor in mentors]
    lock_mentors_in_chunks(ids)
    before = look_before(action.name, ids) if confirmed is not None else None

    def apply(some: Sequence[Mentor]) -> tuple[Mapping[str, Did], Mapping[str, Refusal]]:
        judged = action.apply(some, **fields, today=today, by=by)
        return judged.done, judged.refused

    outcome, written = apply_to_sets(
        mentors,
        apply,
        at_a_time=MENTORS_AT_A_TIME,
        confirmed=confirmed,
        summary=summary_of(mentors, action.done),
        progress=progress,
    )
    if written and before is not None:
        record_outcome(action, before, outcome, fields, now=timezone.now(), by=by)
    return outcome, written
