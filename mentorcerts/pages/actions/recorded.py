"""What is kept of an action once it was carried out, so that it can be found and undone."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from mentorcerts.action_log.recording import BeforeAction, record_action
from mentorcerts.lib import moments
from mentorcerts.lib.admin.outcomes import ActionOutcome
from mentorcerts.pages.actions.definitions import Action


def record_outcome(
    action: Action,
    before: BeforeAction,
    outcome: ActionOutcome,
    fields: Mapping[str, Any],
    *,
    now: datetime,
    by: str,
) -> None:
    """Record it, in its transaction; ``outcome.recorded_as`` says where. ``fields``: the form's."""
    recorded = record_action(
        before,
        title=action.title,
        done=[mentor.pk for mentor, _ in outcome.done],
        left_as_before=len(outcome.refused),
        details="; ".join(_in_words(action, fields)),
        now=now,
        by=by,
    )
    outcome.recorded_as = recorded.pk if recorded is not None else None


def _in_words(action: Action, fields: Mapping[str, Any]) -> Iterator[str]:
    """The dates and switches of the form. What people typed is with each mentor, and there only."""
    for name, field in action.form.base_fields.items():
        value = fields.get(name)
        if isinstance(value, date):
            yield f"{field.label}: {moments.in_words(value)}"
        elif value is True:
            yield str(field.label)
    if own := fields.get("dates"):
        yield f"{len(own):,} with a date of their own"
