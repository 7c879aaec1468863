"""What is shown before it is done: an outcome, record by record, and doing exactly that."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mentorcerts.lib.chunks import in_chunks
from mentorcerts.lib.refusals import Refused, sentences

Refusal = ValidationError | Refused

SHOWN = 200
"""Of what is done to many, so many are listed; the digest covers all."""
NOT_AS_SHOWN = "Nothing was done: it is not what was shown any more. Look again."


@dataclass(frozen=True, slots=True)
class Did:
    """What was done to a record, in words."""

    sentence: str
    in_question: bool = False
    """Whether the person should make sure of it: it is shown however many there are."""


@dataclass
class ActionOutcome:
    """What was done, or would be done: each record with a sentence."""

    done: list[tuple[Any, str]] = field(default_factory=list)
    refused: list[tuple[Any, str]] = field(default_factory=list)
    """Records that are left as they are, with the service's reason."""
    in_question: list[tuple[Any, str]] = field(default_factory=list)
    """Those of ``done`` that the person should make sure of."""
    summary: str = ""
    """Of all of it, in a sentence."""
    recorded_as: int | None = None
    """Once it is written: its key among the actions that were carried out."""

    @property
    def shown(self) -> list[tuple[Any, str]]:
        """What a page lists of ``done``: the first ones, and all that are in question."""
        if len(self.done) <= SHOWN:
            return self.done
        first = self.done[:SHOWN]
        listed = {record.pk for record, _ in first}
        return first + [each for each in self.in_question if each[0].pk not in listed]

    @property
    def not_shown(self) -> int:
        """How many of ``done`` a page does not list."""
        return len(self.done) - len(self.shown)

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
    return outcome, _keep_if_confirmed(outcome, confirmed, summary)


Applied = Callable[[Sequence[Any]], tuple[Mapping[Any, Did], Mapping[Any, Refusal]]]
"""Called with some records; returns what it did to each, and why it left others as they are: by
primary key."""


@transaction.atomic
def apply_to_sets(
    records: Sequence[Any],
    apply: Applied,
    *,
    at_a_time: int,
    confirmed: str | None,
    summary: Callable[[ActionOutcome], str] = lambda outcome: "",
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[ActionOutcome, bool]:
    """``apply_to_each``, with a service that takes many records at once: ``at_a_time``.

    What it raises concerns all that it was called with: they are left as they are. ``progress`` is
    told how many were dealt with, each time.
    """
    outcome = ActionOutcome()
    for some in in_chunks(records, at_a_time):
        try:
            with transaction.atomic():
                done, refused = apply(some)
        except (ValidationError, Refused) as error:
            done, refused = {}, {record.pk: error for record in some}
        for record in some:
            if (did := done.get(record.pk)) is not None:
                outcome.done.append((record, did.sentence))
                outcome.in_question += [(record, did.sentence)] if did.in_question else []
            else:
                outcome.refused.append((record, sentences(refused[record.pk])))
        progress(len(outcome.done) + len(outcome.refused))
    return outcome, _keep_if_confirmed(outcome, confirmed, summary)


def _keep_if_confirmed(
    outcome: ActionOutcome, confirmed: str | None, summary: Callable[[ActionOutcome], str]
) -> bool:
    """Sum the outcome up, and roll all back unless it is what was confirmed; return if it stays."""
    outcome.summary = summary(outcome)
    written = confirmed == outcome.digest
    if not written:
        transaction.set_rollback(True)
    return written
