"""Carry out an action on many mentors, or roll it back as a preview."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from certifications.models import Mentor
from certifications.services.locks import lock_mentors
from mentorcerts.action_log.recording import look_before
from mentorcerts.lib.admin.outcomes import ActionOutcome, apply_to_each
from mentorcerts.pages.actions.definitions import Action
from mentorcerts.pages.actions.recorded import record_outcome
from mentorcerts.pages.actions.summary import summary_of


@transaction.atomic
def execute_action(
    action: Action,
    mentors: Sequence[Mentor],
    fields: dict[str, Any],
    *,
    today: date,
    by: str,
    confirmed: str | None = None,
) -> tuple[ActionOutcome, bool]:
    """``apply_to_each`` under the mentors' locks. ``fields``: the form's ``cleaned_data``."""
    ids = [mentor.pk for mentor in mentors]
    lock_mentors(ids)
    before = look_before(action.name, ids) if confirmed is not None else None
    outcome, written = apply_to_each(
        mentors,
        lambda mentor: action.apply(mentor.pk, **fields, today=today, by=by),
        confirmed=confirmed,
        summary=summary_of(mentors, action.done),
    )
    if written and before is not None:
        record_outcome(action, before, outcome, fields, now=timezone.now(), by=by)
    return outcome, written
