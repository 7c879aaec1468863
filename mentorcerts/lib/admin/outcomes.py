"""What is shown before it is done: an outcome, record by record, and doing exactly that."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mentorcerts.lib.refusals import Refused, sentences

NOT_AS_SHOWN = "Nothing was done: it is not what was shown any more. Look again."


@dataclass
class ActionOutcome:
    """What was done, or would be done: each record with a sentence."""

    done: list[tuple[Any, str]] = field(default_factory=list)
    refused: list[tuple[Any, str]] = field(default_factory=list)
    """Records that are left as they are, with the service's reason."""
    summary: str = ""
    """Of all of it, in a sentence."""

    @property
    def is_of_many(self) -> bool:
        """Whether there is a table to download."""
        return len(self.done) + len(self.refused) > 1

    @property
    def digest(self) -> str:
        """Identifies this outcome, record by record: what was shown is what is confirmed."""
        outcome = [
            [(record.pk, sentence) for record, sentence in part]
            for part in (self.done, self.refused)
        ]
        return hashlib.sha256(repr(outcome).encode()).hexdigest()


@transaction.atomic
def apply_to_each(
    records: Sequence[Any],
    apply: Callable[[Any], str],
    *,
    confirmed: str | None,
    summary: Callable[[ActionOutcome], str] = lambda outcome: "",
) -> tuple[ActionOutcome, bool]:
    """Apply a service to all records in one transaction; return what it did, and if it is written.

    ``apply`` calls the service for one record, and returns what it did in words. ``confirmed`` is
    the digest of the outcome that the person has seen. Only if this one is the same it is written:
    a double click, a second tab or a colleague's change in between writes nothing. Otherwise all is
    rolled back. ``summary`` is called before that.
    """
    outcome = ActionOutcome()
    for record in records:
        try:
            with transaction.atomic():
                outcome.done.append((record, apply(record)))
        except (ValidationError, Refused) as error:
            outcome.refused.append((record, sentences(error)))
    outcome.summary = summary(outcome)
    written = confirmed == outcome.digest
    if not written:
        transaction.set_rollback(True)
    return outcome, written
