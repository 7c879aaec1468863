"""Plan reminders: a message for everybody whose certification has reached a rung.

Set-based: one statement a rung, whatever the size of the programme. Safe to repeat, to run twice at
once, and to kill: the key of a message is unique, and a round is one transaction.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F

from certifications.job.batches import Progress
from certifications.ladder import format_ladder
from mentorcerts.lib.insert_select import insert_select
from mentorcerts.lib.random_ids import retry_on_collision
from mentorcerts.reminders.hours import next_opening
from mentorcerts.reminders.installation import locked_state
from mentorcerts.reminders.ladders import ladders_in_force
from mentorcerts.reminders.models import AcceptedLadder, Message, Round
from mentorcerts.reminders.reached import Reached, reached
from mentorcerts.reminders.rounds import (
    close_round,
    judged_values,
    last_message,
    open_round,
    revive,
    waiting_messages,
)
from mentorcerts.reminders.sleeping import put_to_sleep, wake
from mentorcerts.reminders.suppress import QUIET

QUIET_SENTENCE = "Started quietly: it was due before reminders were switched on or changed."


@dataclass
class Plan:
    """What a round did, or in a dry run would do: numbers of messages, and of mentors."""

    day: date
    dry_run: bool = False
    planned: int = 0
    suppressed: int = 0
    """Due, but there is no address, it was refused, or mails are off."""
    started_quietly: int = 0
    """Passed over: their type's ladder is another one than before."""
    mentors: int = 0
    """Whom the planned messages are for."""
    of_mentors: int = 0
    """How many are active."""
    held: bool = False
    """Above the safety limit: nothing of this goes out before a person has released it."""
    round_id: int | None = None
    """``None`` where there was nothing to plan, and of a dry run."""
    by_rung: dict[int, int] = field(default_factory=dict)
    """Rung → planned messages."""

    def as_json(self) -> dict[str, Any]:
        """For machines: dates as text, a list of rungs."""
        rungs = [{"rung": rung, "messages": n} for rung, n in self.by_rung.items()]
        return asdict(self) | {"day": self.day.isoformat(), "by_rung": rungs}


def plan_reminders(
    *,
    today: date,
    now: datetime,
    by: str = "",
    force: bool = False,
    dry_run: bool = False,
    write_to_changed: bool = False,
    on_progress: Progress | None = None,
) -> Plan:
    """Plan all reminders that are due on ``today``; those planned before are left alone.

    ``now`` decides from when on they go out. ``force`` overrides the safety limit; a dry run
    plans, looks, and takes it back. Where a type's ladder is not the one by which it was last
    planned, the rungs reached already are passed over (*start quietly*) unless
    ``write_to_changed``.
    """

    def write() -> Plan:
        plan = Plan(day=today, dry_run=dry_run)
        state = locked_state()
        plan.started_quietly = _accept_changed_ladders(
            today=today, now=now, by=by, quietly=not write_to_changed
        )
        _plan_round(plan, now=now, by=by, force=force, on_progress=on_progress)
        state.planned_on = today
        state.save(update_fields=["planned_on"])
        if dry_run:
            plan.round_id = None
            transaction.set_rollback(True)
        return plan

    # Once more where a mentor was erased in between, whose id is another one by now.
    return retry_on_collision(write, tries=3)


def _plan_round(
    plan: Plan, *, now: datetime, by: str, force: bool, on_progress: Progress | None
) -> None:
    round_ = open_round(Round.Kind.REMINDERS, day=plan.day, now=now, by=by, forced=force)
    last = last_message()
    revive(round_, now=now)
    wake(round_, today=plan.day, now=now)
    for each in reached(today=plan.day):
        number = _insert_reached(each, round_, judged_values(now=now))
        if on_progress is not None:
            on_progress(number)
    put_to_sleep(round_, today=plan.day, now=now)
    by_rung = (
        waiting_messages(round_).filter(rung__isnull=False).values("rung").annotate(n=Count("pk"))
    )
    rows = by_rung.order_by("-rung").values_list("rung", "n")
    plan.by_rung = {rung: number for rung, number in rows if rung is not None}
    close_round(round_, after=last)
    plan.planned, plan.suppressed = round_.messages_planned, round_.suppressed
    plan.mentors, plan.of_mentors = round_.mentors, round_.of_mentors
    plan.held, plan.round_id = round_.state == Round.State.HELD, round_.pk


def _accept_changed_ladders(*, today: date, now: datetime, by: str, quietly: bool) -> int:
    """Take note of the ladders that apply; return how many messages were passed over.

    A type that was never planned before has no ladder to differ from.
    """
    in_force = {code: format_ladder(rungs) for code, rungs in ladders_in_force().items()}
    accepted = dict(AcceptedLadder.objects.values_list("pk", "reminder_days"))
    changed = {code for code, days in in_force.items() if accepted.get(code, days) != days}
    passed_over = pass_over(changed, today=today, now=now, by=by) if changed and quietly else 0
    accept_ladders(code for code, days in in_force.items() if accepted.get(code) != days)
    return passed_over


def accept_ladders(codes: Collection[str] | Any) -> None:
    """From now on the ladders in force of these types are the ones that were decided on."""
    in_force = ladders_in_force()
    for code in codes:
        AcceptedLadder.objects.update_or_create(
            pk=code, defaults={"reminder_days": format_ladder(in_force[code])}
        )


def pass_over(codes: set[str], *, today: date, now: datetime, by: str) -> int:
    """Mark the rungs that are reached of these types as done, without a mail; return how many.

    The caller holds the lock on ``SenderState``.
    """
    round_ = open_round(Round.Kind.REMINDERS, day=today, now=now, by=by, forced=False)
    done = {
        "state": Message.State.SUPPRESSED,
        "cause": QUIET,
        "reason": QUIET_SENTENCE,
        "finished_at": now,
        "planned_at": now,
        "not_before": next_opening(now),
    }
    number = sum(_insert_reached(each, round_, done) for each in reached(today=today, codes=codes))
    if number:
        round_.state, round_.suppressed = Round.State.QUIET, number
        round_.save()
    else:
        round_.delete()
    return number


def _insert_reached(each: Reached, round_: Round, values: dict[str, Any]) -> int:
    """What was planned before has its key, and is passed over by the database."""
    about = {
        "key": F("key"),
        "kind": Message.Kind.REMINDER,
        "mentor_id": F("mentor_id"),
        "certification_id": F("pk"),
        "expires_on": F("expires_on"),
        "rung": each.rung,
        "round_id": round_.pk,
    }
    return insert_select(Message, about | values, each.certifications)
