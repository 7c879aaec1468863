"""Put back what an action on many has changed: set-based, for whoever takes the action back.

The callers have the mentors locked, have told their pauses, and have judged that nothing has
changed since. Each function writes history and the change log, and lets what governs follow. A
pause by the job that the action has lifted comes back, if it would still be due.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils import timezone

from certifications.models import AutoPause, Certification, Event, Mentor
from certifications.services.events import (
    Act,
    certification_act,
    iso_date,
    mentor_act,
    record_acts,
)
from certifications.services.governing import put_pauses_back, recompute_governing
from mentorcerts.lib import history
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.lengths import REASON_LENGTH

MENTOR_FIELDS = (
    *("paused_at", "paused_by", "pause_reason"),
    *("exempt_until", "exempt_reason"),
    *("left_at", "left_by", "left_reason"),
)
"""What an action changes of a mentor's own record."""


@dataclass(frozen=True, kw_only=True)
class MentorBefore:
    """What a mentor's record said before an action; fields that are not named stay as they are."""

    mentor_id: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Of ``MENTOR_FIELDS``."""
    pause: AutoPause | None = None
    """The job's pause that the action has lifted."""


def put_back_mentors(
    before: Sequence[MentorBefore], *, reason: str, today: date, by: str
) -> set[str]:
    """Write what these mentors' records said; return whose pause by the job is back.

    ``reason`` says which action is taken back.
    """
    back: set[str] = set()
    for some in in_chunks(before, ROWS_PER_BATCH):
        mentors = Mentor.objects.in_bulk([each.mentor_id for each in some])
        acts: list[Act] = []
        for each in some:
            mentor = mentors[each.mentor_id]
            was = {name: getattr(mentor, name) for name in MENTOR_FIELDS}
            for name, value in each.fields.items():
                setattr(mentor, name, value)
            mentor.updated_at = timezone.now()
            acts += _acts(mentor, was, reason)
        history.update_many(list(mentors.values()), [*MENTOR_FIELDS, "updated_at"], reason)
        recompute_governing(list(mentors), today=today, by=by, reason=reason)
        again = put_pauses_back([each.pause for each in some if each.pause], today=today)
        record_acts(with_pauses(acts, again), by=by)
        back |= again.keys()
    return back


def reinstate_certifications(
    certification_ids: Sequence[int],
    *,
    lifted: Collection[AutoPause],
    reason: str,
    today: date,
    by: str,
) -> set[str]:
    """Lift the revocation of these (keys, one of a mentor's each); return whose pause is back."""
    fields = {"revoked_at": None, "revocation_reason": "", "updated_reason": reason}
    return _change(
        certification_ids, fields, Event.Type.REINSTATED, lifted, reason, today=today, by=by
    )


def restore_certifications(
    certification_ids: Sequence[int],
    *,
    lifted: Collection[AutoPause],
    reason: str,
    today: date,
    by: str,
) -> set[str]:
    """Bring these removed ones back (keys); return whose pause by the job is back."""
    return _change(
        certification_ids,
        {"deleted_at": None},
        Event.Type.RESTORED,
        lifted,
        reason,
        today=today,
        by=by,
    )


def take_notes_back(notes: Mapping[str, str], *, reason: str, by: str) -> None:
    """Write below each of these notes (mentor → text) that it was taken back.

    The notes stay: somebody may have read them, and what happened stays told.
    """
    acts = (
        Act(type=Event.Type.NOTED, mentor_id=mentor_id, reason=f"Taken back ({reason}): {text}")
        for mentor_id, text in notes.items()
    )
    record_acts(acts, by=by)


def with_pauses(acts: Sequence[Act], again: Mapping[str, AutoPause]) -> Iterator[Act]:
    """The acts, the last one of each mentor with the pause that came back by it."""
    last = {act.mentor_id: number for number, act in enumerate(acts)}
    for number, act in enumerate(acts):
        pause = again.get(act.mentor_id)
        if pause is None or last[act.mentor_id] != number:
            yield act
        else:
            yield replace(act, pause_id=pause.pk, data={**act.data, "log_id": pause.log_id})


def _change(
    certification_ids: Sequence[int],
    fields: Mapping[str, Any],
    kind: Event.Type,
    lifted: Collection[AutoPause],
    reason: str,
    *,
    today: date,
    by: str,
) -> set[str]:
    back: set[str] = set()
    old = {pause.mentor_id: pause for pause in lifted}
    for pks in in_chunks(certification_ids):
        rows = Certification.objects.filter(pk__in=pks)
        rows.update(**fields, updated_at=timezone.now())
        found = list(rows.order_by("mentor_id", "pk"))
        history.copy_to_history(found, history.CHANGED, reason)
        mentor_ids = {each.mentor_id for each in found}
        recompute_governing(mentor_ids, today=today, by=by, reason=reason)
        again = put_pauses_back(
            [old[mentor_id] for mentor_id in mentor_ids if mentor_id in old], today=today
        )
        acts = [certification_act(kind, each, reason=reason) for each in found]
        record_acts(with_pauses(acts, again), by=by)
        back |= again.keys()
    return back


def _acts(mentor: Mentor, was: Mapping[str, Any], reason: str) -> Iterator[Act]:
    """What it means that a mentor's record says something else than it ``was``."""
    if mentor.left_at != was["left_at"]:
        kind = Event.Type.LEFT if mentor.has_left else Event.Type.RETURNED
        yield mentor_act(kind, mentor, reason=_because(reason, mentor.left_reason))
    if mentor.paused_at != was["paused_at"]:
        kind = Event.Type.PAUSED if mentor.paused_at else Event.Type.RESUMED
        because = _because(reason, mentor.pause_reason)
        yield mentor_act(kind, mentor, reason=because, cause=Event.Cause.BY_HAND)
    exemption = (mentor.exempt_until, mentor.exempt_reason)
    if exemption != (was["exempt_until"], was["exempt_reason"]):
        until, previous = mentor.exempt_until, was["exempt_until"]
        told = {"previous_exempt_until": iso_date(previous)} if previous else {}
        kind = Event.Type.EXEMPTED if until else Event.Type.EXEMPTION_ENDED
        told |= {"exempt_until": iso_date(until)} if until else {}
        yield mentor_act(kind, mentor, reason=_because(reason, mentor.exempt_reason), **told)


def _because(reason: str, old: str) -> str:
    """Why it is so again, with the reason that it had."""
    return (f"{reason}: {old}" if old else reason)[:REASON_LENGTH]
