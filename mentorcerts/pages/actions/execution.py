"""An action on many mentors, in one transaction that can be rolled back as a preview."""

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
class Outcome:
    """What happened, or would: mentors with a sentence each."""

    done: list[tuple[Mentor, str]] = field(default_factory=list)
    refused: list[tuple[Mentor, str]] = field(default_factory=list)


@transaction.atomic
def carry_out(
    action: Action,
    mentors: Sequence[Mentor],
    sent: dict[str, Any],
    *,
    today: date,
    by: str,
    rehearse: bool,
) -> Outcome:
    """Do it to all, in one transaction; with ``rehearse`` roll everything back at the end."""
    outcome = Outcome()
    for mentor in mentors:
        try:
            with transaction.atomic():
                outcome.done.append((mentor, action.act(mentor.pk, **sent, today=today, by=by)))
        except (ValidationError, Refused) as error:
            outcome.refused.append((mentor, sentences(error)))
    if rehearse:
        transaction.set_rollback(True)
    return outcome
