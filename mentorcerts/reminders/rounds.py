"""A round: what one planning has written, counted, and held where it is above the safety limit.

The caller holds the lock on ``SenderState``: nobody else writes messages meanwhile, so that what is
newer than the last message before the round is the round's.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Max, Q, QuerySet, Sum, Value, When

from certifications.job.statistics import refresh_statistics
from certifications.models import Certification
from mentorcerts.lib.lengths import USERNAME_LENGTH
from mentorcerts.reminders.hours import next_opening
from mentorcerts.reminders.limit import exceeds_mail_limit
from mentorcerts.reminders.models import Message, MessageState, Round
from mentorcerts.reminders.suppress import (
    UNREACHABLE,
    Suppression,
    condition_of,
    unreachable,
)

TOLD_WITHIN = timedelta(days=7)
"""What happened longer ago, while mails could not go out, is no news any more."""


def open_round(kind: Round.Kind, *, day: date, now: datetime, by: str, forced: bool) -> Round:
    """Begin a round; ``close_round`` counts it."""
    active = Certification.objects.active().count()
    refresh_statistics(mentors=active)  # a round joins whole tables, also right after an import
    return Round.objects.create(
        kind=kind,
        state=Round.State.PLANNED,
        day=day,
        started_at=now,
        by=by[:USERNAME_LENGTH],
        forced=forced,
        of_mentors=active,
    )


def last_message() -> int:
    """The key of the newest message; 0 before the first."""
    return Message.objects.aggregate(last=Max("pk"))["last"] or 0


def judged_values(*, now: datetime) -> dict[str, Any]:
    """State, cause and reason of a message as it is planned, for ``insert_select``.

    Of rows that refer to a mentor: suppressed where that mentor can't be written to.
    """

    def first(value: Callable[[Suppression], str], otherwise: str) -> Case:
        whens = [When(condition_of(each), then=Value(value(each))) for each in UNREACHABLE]
        return Case(*whens, default=Value(otherwise))

    return {
        "state": first(lambda reason: MessageState.SUPPRESSED.value, MessageState.PLANNED.value),
        "cause": first(lambda reason: reason.cause, ""),
        "reason": first(lambda reason: reason.sentence, ""),
        "finished_at": Case(When(unreachable(), then=Value(now)), default=None),
        "planned_at": now,
        "not_before": next_opening(now),
    }


def revive(round_: Round, *, now: datetime) -> int:
    """Plan again what was not sent only because the mentor couldn't be written to, and now can.

    That is what was suppressed for it, and what the mail server has refused of another address.
    Sending judges it once more: by then a nearer reminder may be due. Return how many.
    """
    causes = [reason.cause for reason in UNREACHABLE]
    not_sent = Message.objects.filter(
        state__in=(MessageState.SUPPRESSED, MessageState.FAILED), cause__in=causes
    )
    news = Q(kind=Message.Kind.REMINDER) | Q(planned_at__gt=now - TOLD_WITHIN)
    pks = not_sent.filter(news).exclude(unreachable()).values("pk")
    return Message.objects.filter(pk__in=pks).update(
        state=MessageState.PLANNED,
        cause="",
        reason="",
        attempts=0,
        finished_at=None,
        round=round_,
        not_before=next_opening(now),
    )


def waiting_messages(round_: Round) -> "QuerySet[Message]":
    """Those that it has written or revived, and that nobody has sent or suppressed."""
    waiting = Q(state=MessageState.PLANNED) | Q(state=MessageState.HELD)
    return Message.objects.filter(waiting, round=round_)


def close_round(round_: Round, *, after: int) -> None:
    """Count the round, and hold it where it is above the safety limit; without rows it goes.

    The limit counts the mentors of one day together: what trickles in is no smaller.
    """
    written = Message.objects.filter(pk__gt=after, round=round_)
    round_.suppressed = written.filter(state=MessageState.SUPPRESSED).count()
    to_be_sent = waiting_messages(round_)
    round_.messages_planned = to_be_sent.count()
    # COUNT(DISTINCT …) would sort them all by name.
    round_.mentors = to_be_sent.order_by().values("mentor").distinct().count()
    if not (round_.messages_planned or round_.suppressed):
        round_.delete()
        return
    if not round_.forced and round_.mentors and exceeds_mail_limit(_mentors_of_day(round_)):
        round_.state = Round.State.HELD
        to_be_sent.update(state=MessageState.HELD)
    round_.save()


def _mentors_of_day(round_: Round) -> int:
    others = Round.objects.filter(day=round_.day, kind=round_.kind, forced=False).exclude(
        pk=round_.pk
    )
    not_looked_at = others.filter(state__in=(Round.State.PLANNED, Round.State.HELD))
    return round_.mentors + (not_looked_at.aggregate(n=Sum("mentors"))["n"] or 0)
