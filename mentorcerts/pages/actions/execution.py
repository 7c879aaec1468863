"""Carry out an action on many mentors, or roll it back as a preview."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from certifications.models import Mentor
from certifications.services.locks import lock_mentors
from mentorcerts.lib.refusals import Refused, sentences
from mentorcerts.pages.actions.definitions import Action


@dataclass
class ActionResult:
    """What an action did, or would do: each mentor with a sentence."""

    done: list[tuple[Mentor, str]] = field(default_factory=list)
    refused: list[tuple[Mentor, str]] = field(default_factory=list)
    """Mentors that are left as they are, with the service's reason."""

    @property
    def digest(self) -> str:
        """Identifies this outcome, mentor by mentor: what was shown is what is confirmed."""
        outcome = [
            [(mentor.pk, sentence) for mentor, sentence in part]
            for part in (self.done, self.refused)
        ]
        return hashlib.sha256(repr(outcome).encode()).hexdigest()


@transaction.atomic
def execute_action(
    action: Action,
    mentors: Sequence[Mentor],
    fields: dict[str, Any],
    *,
    today: date,
    by: str,
    confirmed: str | None = None,
) -> tuple[ActionResult, bool]:
    """Apply the action to all mentors in one transaction; return the result, and if it was written.

    ``fields`` is the action's form's ``cleaned_data``. ``confirmed`` is the digest of the outcome
    that the person has seen. Only if this one is the same it is written: a double click, a second
    tab or a colleague's change in between writes nothing. Otherwise all is rolled back.
    """
    lock_mentors([mentor.pk for mentor in mentors])
    result = ActionResult()
    for mentor in mentors:
        try:
            with transaction.atomic():
                result.done.append((mentor, action.apply(mentor.pk, **fields, today=today, by=by)))
        except (ValidationError, Refused) as error:
            result.refused.append((mentor, sentences(error)))
    written = confirmed == result.digest
    if not written:
        transaction.set_rollback(True)
    return result, written
