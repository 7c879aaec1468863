"""Carry out an action on many mentors, or roll it back as a preview."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from certifications.models import Mentor
from mentorcerts.lib.refusals import Refused, sentences
from mentorcerts.pages.actions.definitions import Action


@dataclass
class ActionResult:
    """What an action did, or would do: each mentor with a sentence."""

    done: list[tuple[Mentor, str]] = field(default_factory=list)
    refused: list[tuple[Mentor, str]] = field(default_factory=list)
    """Mentors that are left as they are, with the service's reason."""


@transaction.atomic
def execute_action(
    action: Action,
    mentors: Sequence[Mentor],
    fields: dict[str, Any],
    *,
    today: date,
    by: str,
    preview: bool,
) -> ActionResult:
    """Apply the action to all mentors in one transaction.

    ``fields`` is the action's form's ``cleaned_data``. A ``preview`` does the same and rolls
    everything back at the end.
    """
    result = ActionResult()
    for mentor in mentors:
        try:
            with transaction.atomic():
                result.done.append((mentor, action.apply(mentor.pk, **fields, today=today, by=by)))
        except (ValidationError, Refused) as error:
            result.refused.append((mentor, sentences(error)))
    if preview:
        transaction.set_rollback(True)
    return result
