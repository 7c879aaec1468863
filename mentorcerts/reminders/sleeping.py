"""Reminders sleep while a promise is in force, and wake up where it was broken or withdrawn.

The caller holds the lock on ``SenderState``.
"""

from datetime import date, datetime

from django.db.models import Exists, F, OuterRef

from certifications.querysets import UtcDay
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.hours import next_opening
from mentorcerts.reminders.models import Message, MessageState, Round
from mentorcerts.reminders.suppress import PROMISED, promised


def put_to_sleep(round_: Round, *, today: date, now: datetime) -> int:
    """Suppress what the round has planned about certifications with a promise; return how many.

    One statement for each day that was promised: there are 121 at most.
    """
    planned = Message.objects.filter(
        round=round_, kind=Message.Kind.REMINDER, state=MessageState.PLANNED
    )
    in_force = Promise.objects.in_force(today)
    number = 0
    for day in in_force.order_by("day").values_list("day", flat=True).distinct():
        reason = promised(day)
        certifications = in_force.filter(day=day).values("certification")
        number += planned.filter(certification__in=certifications).update(
            state=MessageState.SUPPRESSED,
            cause=reason.cause,
            reason=reason.sentence,
            finished_at=now,
        )
    return number


def wake(round_: Round, *, today: date, now: datetime) -> int:
    """Plan again what has slept, where no promise is in force any more; return how many.

    Not where the certification was renewed, removed or revoked since. Sending judges it once more:
    by then a nearer reminder may be due.
    """
    in_force = Promise.objects.in_force(today).filter(certification=OuterRef("certification"))
    slept = Message.objects.filter(
        ~Exists(in_force),
        state=MessageState.SUPPRESSED,
        cause=PROMISED,
        certification__deleted_at=None,
        certification__revoked_at=None,
    )
    same_date = slept.alias(ends_on=UtcDay("certification__expires_at")).filter(
        ends_on=F("expires_on")
    )
    return Message.objects.filter(pk__in=same_date.values("pk")).update(
        state=MessageState.PLANNED,
        cause="",
        reason="",
        attempts=0,
        finished_at=None,
        round=round_,
        not_before=next_opening(now),
    )
