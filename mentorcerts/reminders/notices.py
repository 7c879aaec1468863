"""Plan the notices of a pause by the nightly run, and of being active again.

They are read from the change log, by a position of its own, and go out at the next opening of the
sending hours, of a pause not within the hour: a bad run of one o'clock can be undone before anybody
has read of it. A pause that is
over by then is never told, and who was not told of the pause is not told of its end.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from certifications.change_log.publish import last_number
from certifications.models import Event
from mentorcerts.lib.insert_select import insert_select
from mentorcerts.lib.random_ids import retry_on_collision
from mentorcerts.reminders.hours import next_opening
from mentorcerts.reminders.installation import locked_state
from mentorcerts.reminders.models import Message, MessageState, Round, SenderState
from mentorcerts.reminders.rounds import (
    TOLD_WITHIN,
    close_round,
    judged_values,
    last_message,
    open_round,
)

PAUSES_WAIT = timedelta(hours=1)
"""At least so long a pause is not told, also in the middle of the day: a run can be undone."""


def plan_notices(*, today: date, now: datetime, by: str = "", force: bool = False) -> Round | None:
    """Plan the notices of what the change log has told since the last call.

    Return the round, which the safety limit may have held; ``None`` where there was nothing to
    tell. Looks first: an idle call takes no lock.
    """
    position = SenderState.objects.filter(pk=1).values_list("position", flat=True).first()
    if position is not None and position >= last_number():
        return None
    return retry_on_collision(lambda: _plan(today=today, now=now, by=by, force=force), tries=3)


def _plan(*, today: date, now: datetime, by: str, force: bool) -> Round | None:
    state = locked_state()
    through = last_number()
    since = max(now - TOLD_WITHIN, state.switched_on_at or now)
    news = Event.objects.filter(
        sequence__gt=state.position, sequence__lte=through, occurred_at__gte=since
    )
    round_ = open_round(Round.Kind.NOTICES, day=today, now=now, by=by, forced=force)
    last = last_message()
    values = judged_values(now=now) | {"round_id": round_.pk}
    later = {"not_before": next_opening(now + PAUSES_WAIT)}
    insert_select(Message, _paused() | values | later, _pauses(news))
    insert_select(Message, _resumed() | values, _ended(news, since=since))
    state.position = through
    state.save(update_fields=["position"])
    close_round(round_, after=last)
    return round_ if round_.pk is not None else None


def _key(kind: Message.Kind, log_id: str) -> Concat:
    return Concat(Value(f"{kind.value}:"), F(log_id), output_field=CharField())


def _pauses(news: "QuerySet[Event]") -> "QuerySet[Event]":
    """Pauses by the job, one put back among them. (A pause by hand is a coordinator's to tell.)"""
    kinds = (Event.Type.PAUSED, Event.Type.RENEWAL_REMOVED)
    return news.filter(
        type__in=kinds, paused=True, pause__isnull=False, mentor__isnull=False
    ).annotate(key=_key(Message.Kind.PAUSED, "pause__log_id"))


def _paused() -> dict[str, Any]:
    return {
        "key": F("key"),
        "kind": Message.Kind.PAUSED,
        "mentor_id": F("mentor_id"),
        "certification_id": F("certification_id"),
        "pause_id": F("pause_id"),
    }


def _ended(news: "QuerySet[Event]", *, since: datetime) -> "QuerySet[Message]":
    """The pauses that were told, or will be, of whose mentors the log says: active.

    Whatever made them active: one act is one line, and a renewal's line is its own.
    """
    active = news.filter(mentor=OuterRef("mentor"), paused=False)
    told = Message.objects.filter(
        kind=Message.Kind.PAUSED,
        state__in=(MessageState.PLANNED, MessageState.SENDING, MessageState.SENT),
    )
    over = Q(pause__lifted_at__gte=since) | Q(Exists(active.filter(type=Event.Type.RESUMED)))
    return (
        told.filter(Exists(active), pause__lifted_at__isnull=False)
        .filter(over)
        .annotate(new_key=_key(Message.Kind.RESUMED, "pause__log_id"))
    )


def _resumed() -> dict[str, Any]:
    return _paused() | {"key": F("new_key"), "kind": Message.Kind.RESUMED}
