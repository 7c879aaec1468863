"""Pause, resume and exempt mentors, record that they left or are back: one of them or thousands.

Each mentor is judged by themselves: who is refused is left as before, with the sentence in
``Judged.refused``, and the others are changed. What is wrong whoever it is about, such as a day
that has passed, is raised. A call takes a number of statements that does not depend on how many
mentors there are; callers cut sets of more than a thousand (``lib.chunks``), all locked before.
``services.mentors`` has the same for one mentor. Raises ``Missing`` for an unknown one.
"""

import copy
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from certifications.models import Event, Mentor
from certifications.services.events import (
    Act,
    iso_date,
    mentor_act,
    record_acts,
    tell_untold_pauses,
)
from certifications.services.governing import recompute_governing
from certifications.services.judged import Judged, judge
from certifications.services.locks import lock_mentors
from certifications.services.reasons import required_reason
from mentorcerts.lib import history, moments
from mentorcerts.lib.lengths import NOTES_LENGTH
from mentorcerts.lib.refusals import Conflict

Values = Mapping[str, Any]
"""Columns of a mentor, and what they become."""
NO_EXEMPTION = {"exempt_until": None, "exempt_reason": ""}


@transaction.atomic
def pause_mentors(*, mentor_ids: Collection[str], reason: str, by: str) -> Judged[Mentor]:
    """A coordinator's own pause. Nothing lifts it but ``resume_mentors``."""
    judged, _ = _change(
        mentor_ids, lambda mentor: _pause(mentor, reason=reason, by=by), reason=reason
    )
    cause = Event.Cause.BY_HAND
    record_acts(
        (
            mentor_act(Event.Type.PAUSED, mentor, reason=mentor.pause_reason, cause=cause)
            for mentor in judged.done.values()
        ),
        by=by,
    )
    return judged


def refuse_pause(mentor: Mentor, *, reason: str, by: str) -> None:
    """Raise what ``pause_mentors`` would refuse this mentor with."""
    _changed(copy.copy(mentor), lambda each: _pause(each, reason=reason, by=by))


def _pause(mentor: Mentor, *, reason: str, by: str) -> Values:
    if mentor.paused_at is not None:
        raise Conflict(f"{mentor.pk} is already paused by {mentor.paused_by}.")
    return {"paused_at": timezone.now(), "paused_by": by, "pause_reason": required_reason(reason)}


@transaction.atomic
def resume_mentors(
    *, mentor_ids: Collection[str], reason: str = "", by: str = ""
) -> Judged[Mentor]:
    """End the coordinator's pause. The job's own pause, if any, stays."""
    judged, _ = _change(mentor_ids, _resume, reason=reason)
    cause = Event.Cause.BY_HAND
    record_acts(
        (
            mentor_act(Event.Type.RESUMED, mentor, reason=reason, cause=cause)
            for mentor in judged.done.values()
        ),
        by=by,
    )
    return judged


def _resume(mentor: Mentor) -> Values:
    if mentor.paused_at is None:
        raise Conflict(f"{mentor.pk} is not paused by hand.")
    return {"paused_at": None, "paused_by": "", "pause_reason": ""}


@transaction.atomic
def exempt_mentors(
    *, mentor_ids: Collection[str], until: date, reason: str, today: date, by: str
) -> Judged[Mentor]:
    """Keep the job away through ``until``, and lift its pause now."""
    if until < today:
        raise ValidationError(
            {"exempt_until": f"It must not lie before today, {moments.in_words(today)}."}
        )

    def exempt(mentor: Mentor) -> Values:
        if mentor.has_left:
            raise Conflict(f"{mentor.pk} has left; that they are back has to be recorded first.")
        return {"exempt_until": until, "exempt_reason": required_reason(reason)}

    judged, before = _change(mentor_ids, exempt, reason=reason.strip())
    because = f"Exempt until {until}: {reason.strip()}"
    recompute_governing(list(judged.done), today=today, by=by, reason=because)
    told = {"exempt_until": iso_date(until)}
    record_acts(
        (
            mentor_act(
                Event.Type.EXEMPTED,
                mentor,
                reason=mentor.exempt_reason,
                **told,
                **_previous_exemption(before[mentor.pk]),
            )
            for mentor in judged.done.values()
        ),
        by=by,
    )
    return judged


@transaction.atomic
def end_exemptions(
    *, mentor_ids: Collection[str], reason: str = "", by: str = ""
) -> Judged[Mentor]:
    """From now on the job treats them like everybody else; it is not run for them here."""

    def end(mentor: Mentor) -> Values:
        if mentor.exempt_until is None:
            raise Conflict(f"{mentor.pk} has no exemption.")
        return NO_EXEMPTION

    judged, before = _change(mentor_ids, end, reason=reason)
    record_acts(_ends_of_exemptions(judged, before, reason), by=by)
    return judged


@transaction.atomic
def record_departures(
    *, mentor_ids: Collection[str], reason: str, today: date, by: str
) -> Judged[Mentor]:
    """They have left: paused, and out of all that is about active mentors, until they return.

    An exemption ends with it. Pauses stay as they are.
    """

    def leave(mentor: Mentor) -> Values:
        if mentor.has_left:
            raise Conflict(f"{mentor.pk} has left already: {mentor.left_reason}")
        left = {"left_at": timezone.now(), "left_by": by, "left_reason": required_reason(reason)}
        return {**left, **NO_EXEMPTION}

    judged, before = _change(mentor_ids, leave, reason=reason)
    recompute_governing(list(judged.done), today=today, by=by, reason=f"Left: {reason}")
    record_acts(
        (
            mentor_act(
                Event.Type.LEFT,
                mentor,
                reason=mentor.left_reason,
                **_previous_exemption(before[mentor.pk]),
            )
            for mentor in judged.done.values()
        ),
        by=by,
    )
    return judged


@transaction.atomic
def record_returns(
    *, mentor_ids: Collection[str], reason: str = "", today: date, by: str
) -> Judged[Mentor]:
    """They are back, and judged by the dates."""

    def back(mentor: Mentor) -> Values:
        if not mentor.has_left:
            raise Conflict(f"{mentor.pk} has not left.")
        return {"left_at": None, "left_by": "", "left_reason": ""}

    judged, _ = _change(mentor_ids, back, reason=reason)
    recompute_governing(list(judged.done), today=today, by=by, reason=reason or "Is back")
    record_acts(
        (mentor_act(Event.Type.RETURNED, mentor, reason=reason) for mentor in judged.done.values()),
        by=by,
    )
    return judged


@transaction.atomic
def add_notes(*, mentor_ids: Collection[str], text: str, by: str) -> dict[str, Mentor]:
    """Keep the same note on each in their timelines. It is never told outside.

    ``ValidationError`` if it is empty or longer than 2,000 characters.
    """
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Write something."})
    if len(text) > NOTES_LENGTH:
        raise ValidationError({"text": f"Use {NOTES_LENGTH:,} characters at most."})
    mentors = lock_mentors(mentor_ids)
    tell_untold_pauses(mentor_ids)
    record_acts(
        (mentor_act(Event.Type.NOTED, mentor, reason=text) for mentor in mentors.values()), by=by
    )
    return mentors


def drop_exemptions(mentor_ids: Collection[str], reason: str, *, by: str = "") -> None:
    """End the exemptions of those of these mentors, who stand nowhere any more, who have one.

    They would be invisible. The caller holds the locks.
    """
    mentors = Mentor.objects.filter(pk__in=mentor_ids, exempt_until__isnull=False).order_by("pk")
    judged, before = _change_all(list(mentors), lambda mentor: NO_EXEMPTION, reason=reason)
    for error in judged.refused.values():
        raise error
    record_acts(_ends_of_exemptions(judged, before, reason), by=by)


def _ends_of_exemptions(
    judged: Judged[Mentor], before: Mapping[str, Mentor], reason: str
) -> list[Act]:
    return [
        mentor_act(
            Event.Type.EXEMPTION_ENDED,
            mentor,
            reason=reason,
            **_previous_exemption(before[mentor.pk]),
        )
        for mentor in judged.done.values()
    ]


def _previous_exemption(mentor: Mentor) -> dict[str, str]:
    """What a line tells of the exemption that an act replaces or ends; empty if there is none."""
    until = mentor.exempt_until
    return {} if until is None else {"previous_exempt_until": iso_date(until)}


def _change(
    mentor_ids: Collection[str], new_values: Callable[[Mentor], Values], *, reason: str
) -> tuple[Judged[Mentor], dict[str, Mentor]]:
    """Lock these mentors, and give each the values that are new.

    ``new_values`` raises to refuse, and says the same of all whom it does not refuse. Returns the
    mentors as they are now, and as they were before.
    """
    mentors = lock_mentors(mentor_ids)
    return _change_all([mentors[mentor_id] for mentor_id in mentor_ids], new_values, reason=reason)


def _change_all(
    mentors: Sequence[Mentor], new_values: Callable[[Mentor], Values], *, reason: str
) -> tuple[Judged[Mentor], dict[str, Mentor]]:
    before = {mentor.pk: copy.copy(mentor) for mentor in mentors}
    names: Values = {}

    def change(mentor: Mentor) -> Mentor:
        nonlocal names
        names = _changed(mentor, new_values)
        return mentor

    judged = judge(mentors, lambda mentor: mentor.pk, change)
    if judged.done:
        tell_untold_pauses(judged.done)
        now = timezone.now()
        values = {**names, "updated_at": now}
        # One moment for all, which is what the database gets.
        for mentor in judged.done.values():
            _set(mentor, values)
        Mentor.objects.filter(pk__in=list(judged.done)).update(**values)
        history.copy_to_history(list(judged.done.values()), history.CHANGED, reason)
    return judged, before


def _changed(mentor: Mentor, new_values: Callable[[Mentor], Values]) -> Values:
    """Set the new values, and check what they make of the mentor."""
    values = new_values(mentor)
    _set(mentor, values)
    mentor.clean_fields(exclude=["mentor_id"])  # that of an old record may be . or ..
    return values


def _set(mentor: Mentor, values: Values) -> None:
    for name, value in values.items():
        setattr(mentor, name, value)
