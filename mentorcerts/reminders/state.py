"""How sending is doing: for the home page, alerts and metrics, which all ask here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min

from mentorcerts.lib import clock
from mentorcerts.reminders.installation import REFUSAL_LASTS, is_confirmed
from mentorcerts.reminders.models import Message, MessageState, Round, SenderState

LATE_AFTER = timedelta(hours=26)
"""Since it could have gone out: a night and a day without a mail server."""


@dataclass(frozen=True, kw_only=True)
class SendingState:
    """What waits, what is held, and whether the server answers."""

    is_on: bool
    """The setting, and whether this installation is confirmed."""
    switched_on_at: datetime | None
    planned_on: date | None
    """The last day on which reminders were planned."""
    waiting: int
    """Messages that could go out now."""
    oldest_waiting: datetime | None
    """Since when the oldest of them could."""
    held_rounds: list[Round]
    down_since: datetime | None
    down_error: str
    refused_as: str
    """The installation that may not write, and would have lately; else empty."""


def sending_state(*, now: datetime) -> SendingState:
    """Read the current state, in three queries; one more where the setting is on."""
    state = SenderState.objects.filter(pk=1).first() or SenderState()
    due = Message.objects.filter(state=MessageState.PLANNED, not_before__lte=now)
    waiting = due.aggregate(n=Count("pk"), oldest=Min("not_before"))
    refused = state.refused_at is not None and (
        clock.age(state.refused_at, now=now) < REFUSAL_LASTS
    )
    on = bool(settings.MENTORCERTS_REMINDERS)
    return SendingState(
        is_on=on and is_confirmed(),
        switched_on_at=state.switched_on_at,
        planned_on=state.planned_on,
        waiting=waiting["n"],
        oldest_waiting=waiting["oldest"],
        held_rounds=list(Round.objects.filter(state=Round.State.HELD)),
        down_since=state.down_since,
        down_error=state.down_error,
        refused_as=state.refused_as if refused else "",
    )


def is_planned_late(state: SendingState, *, now: datetime) -> bool:
    """Whether no reminders were planned yesterday or today, though mails are on for longer."""
    if not state.is_on or state.switched_on_at is None:
        return False
    last = state.planned_on or clock.local_date(state.switched_on_at)
    return last < clock.local_date(now) - timedelta(days=1)


def is_late(state: SendingState, *, now: datetime) -> bool:
    """Whether a message has waited for more than a day, though the hours were open."""
    oldest = state.oldest_waiting
    return state.is_on and oldest is not None and clock.age(oldest, now=now) > LATE_AFTER
