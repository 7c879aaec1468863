"""Carry out an action on many mentors, or roll it back as a preview."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from certifications.models import Mentor
from certifications.services.locks import lock_mentors
from mentorcerts.lib.admin.outcomes import ActionOutcome, apply_to_each
from mentorcerts.pages.actions.definitions import Action
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
    lock_mentors([mentor.pk for mentor in mentors])
    return apply_to_each(
        mentors,
        lambda mentor: action.apply(mentor.pk, **fields, today=today, by=by),
        confirmed=confirmed,
        summary=summary_of(mentors, action.done),
    )
