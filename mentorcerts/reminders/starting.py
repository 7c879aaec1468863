"""Begin to write to mentors, and change the ladder of a type: *write to them*, or *start quietly*.

Whoever is within 90 days of an expiry date has reached a rung the moment reminders are switched on.
*Start quietly*, the default, counts those rungs as done; *write to them* lets the next round plan
them, within the safety limit. Each has an impact: the action itself, rolled back.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from certifications.change_log.publish import last_number
from certifications.models import CertificationType
from certifications.registry import LadderImpact
from certifications.services import save_certification_type
from mentorcerts.lib.lengths import USERNAME_LENGTH
from mentorcerts.lib.refusals import Conflict, Missing
from mentorcerts.lib.wording import number_of
from mentorcerts.reminders.installation import identity, locked_state
from mentorcerts.reminders.ladders import ladders_in_force
from mentorcerts.reminders.models import Installation, Message, MessageState, SenderState
from mentorcerts.reminders.plan import (
    QUIET_SENTENCE,
    Plan,
    accept_ladders,
    pass_over,
    plan_reminders,
)
from mentorcerts.reminders.suppress import QUIET

T = TypeVar("T")


class Start(Enum):
    """What becomes of rungs that are reached already."""

    QUIETLY = "quietly"
    WRITE = "write"


@dataclass(frozen=True)
class Impact:
    """What starting does: numbers of messages."""

    passed_over: int
    """Counted as done: nobody is written to."""
    withdrawn: int
    """Planned before, and not sent any more."""
    plan: Plan
    """What the next round would plan."""

    def in_words(self) -> str:
        """As a sentence."""
        parts = []
        if self.passed_over:
            parts.append(
                f"{number_of(self.passed_over, 'reminder')} due by now would count as done"
            )
        if self.withdrawn:
            parts.append(f"{number_of(self.withdrawn, 'planned mail')} withdrawn")
        held = ", which the safety limit would hold" if self.plan.held else ""
        parts.append(
            f"the next round would write {number_of(self.plan.planned, 'mail')} to "
            f"{number_of(self.plan.mentors, 'mentor')}{held}"
        )
        if self.plan.suppressed:
            parts.append(f"{number_of(self.plan.suppressed, 'mail')} could not go out")
        return "; ".join(parts) + "."


def switch_on(*, start: Start, today: date, now: datetime, by: str) -> Impact:
    """Confirm this installation as the one that writes to mentors, for the first time or again.

    Quietly: what is due by now counts as done, also what was planned and is not sent yet; pauses
    so far are not told. To go on where a server has moved, ``WRITE``. Raises ``Conflict`` while
    ``MENTORCERTS_REMINDERS`` is off.
    """
    return _switch_on(start, today=today, now=now, by=by)


def impact_of_switching_on(*, start: Start, today: date, now: datetime) -> Impact:
    """What ``switch_on`` would do; ``plan`` is what the next round would find."""
    return _rolled_back(lambda: _switch_on(start, today=today, now=now, by=""))


@transaction.atomic
def _switch_on(start: Start, *, today: date, now: datetime, by: str) -> Impact:
    if not settings.MENTORCERTS_REMINDERS:
        raise Conflict("Set MENTORCERTS_REMINDERS=true first: it is off.")
    state = locked_state()
    by = by[:USERNAME_LENGTH]
    Installation.objects.get_or_create(
        identity=identity(), defaults={"confirmed_at": now, "confirmed_by": by}
    )
    state.refused_as, state.refused_at = "", None
    passed_over = withdrawn = 0
    if start == Start.QUIETLY:
        withdrawn = _withdraw(now)
        passed_over = pass_over(set(ladders_in_force()), today=today, now=now, by=by)
    if start == Start.QUIETLY or state.switched_on_at is None:
        state.switched_on_at, state.switched_on_by = now, by
        state.position = last_number()
    state.save()
    accept_ladders(ladders_in_force())
    return Impact(passed_over, withdrawn, _next_round(today, now))


def _withdraw(now: datetime) -> int:
    waiting = Message.objects.filter(state__in=(MessageState.PLANNED, MessageState.HELD))
    return waiting.update(
        state=MessageState.SUPPRESSED, cause=QUIET, reason=QUIET_SENTENCE, finished_at=now
    )


def change_ladder(
    *, code: str, reminder_days: str, start: Start, today: date, now: datetime, by: str
) -> Impact:
    """Give a type another ladder (``ladder.parse_ladder``; empty: the programme's).

    Raises ``Missing``, and ``ValidationError`` for what is no ladder.
    """
    return _change_ladder(code, reminder_days, start, today=today, now=now, by=by)


def impact_of_ladder(
    *, code: str, reminder_days: str, start: Start, today: date, now: datetime
) -> Impact:
    """What ``change_ladder`` would do."""
    return _rolled_back(
        lambda: _change_ladder(code, reminder_days, start, today=today, now=now, by="")
    )


@transaction.atomic
def _change_ladder(
    code: str, reminder_days: str, start: Start, *, today: date, now: datetime, by: str
) -> Impact:
    locked_state()
    kind = CertificationType.objects.filter(pk=code).first()
    if kind is None:
        raise Missing(f"There is no type {code}.")
    kind = save_certification_type(
        code=code,
        name=kind.name,
        validity_months=kind.validity_months,
        grace_days=kind.grace_days,
        reminder_days=reminder_days,
        today=today,
        by=by,
    )
    quietly = start == Start.QUIETLY
    passed_over = pass_over({code}, today=today, now=now, by=by) if quietly else 0
    accept_ladders({code})
    return Impact(passed_over, 0, _next_round(today, now))


class SavedWithRules:
    """``change_ladder`` for the form of a type: ``certifications.registry.LadderChanges``."""

    def preview(
        self, *, code: str, reminder_days: str, save_rules: Callable[[], object], today: date
    ) -> LadderImpact | None:
        """``None`` while mails have never been switched on: then nobody has reached anything."""
        if not _was_switched_on():
            return None

        def look() -> LadderImpact:
            locked_state()
            save_rules()
            return _ladder_impact(code, reminder_days, today)

        return _rolled_back(look)

    @transaction.atomic
    def save(
        self,
        *,
        code: str,
        reminder_days: str,
        choice: str,
        confirmed: str,
        save_rules: Callable[[], object],
        today: date,
        by: str,
    ) -> None:
        """Save the rules, then the ladder, as it was shown."""
        locked_state()
        save_rules()
        start = Start.WRITE
        if _was_switched_on():
            impact = _ladder_impact(code, reminder_days, today)
            if impact.digest != confirmed or choice not in dict(impact.choices):
                raise Conflict("Nothing was saved: it would do something else now. Look again.")
            start = Start(choice)
        change_ladder(
            code=code,
            reminder_days=reminder_days,
            start=start,
            today=today,
            now=timezone.now(),
            by=by,
        )


def _was_switched_on() -> bool:
    switched_on = SenderState.objects.filter(switched_on_at__isnull=False).exists()
    return bool(settings.MENTORCERTS_REMINDERS) and switched_on


def _ladder_impact(code: str, reminder_days: str, today: date) -> LadderImpact:
    quietly, write = (
        impact_of_ladder(
            code=code, reminder_days=reminder_days, start=start, today=today, now=timezone.now()
        )
        for start in (Start.QUIETLY, Start.WRITE)
    )
    return LadderImpact(
        sentences=[
            f"Start quietly: {quietly.in_words()}",
            f"Write to them: {write.in_words()}",
        ],
        choices=[
            (Start.QUIETLY.value, "Save, and start quietly"),
            (Start.WRITE.value, "Save, and write to them"),
        ],
        digest=hashlib.sha256(repr((quietly, write)).encode()).hexdigest(),
    )


def _next_round(today: date, now: datetime) -> Plan:
    return plan_reminders(today=today, now=now, dry_run=True)


def _rolled_back(act: Callable[[], T]) -> T:
    with transaction.atomic():
        done = act()
        transaction.set_rollback(True)
    return done
