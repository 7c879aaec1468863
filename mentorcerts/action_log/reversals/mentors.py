"""Exemptions, pauses by hand, departures: what actions write on the mentor's own record."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from certifications.models import AutoPause, Event, Mentor
from certifications.services.putting_back import MentorBefore, put_back_mentors
from mentorcerts.action_log.reversals.base import (
    PAUSE_IS_BACK,
    Kept,
    Newest,
    Person,
    Reversal,
    Type,
    Undoing,
    keep_lifted,
    lifted_by_action,
    open_pauses,
)
from mentorcerts.lib import clock, moments

BY_JOB = Event.Cause.EXPIRED


class OwnRecord(Reversal):
    """One that puts fields of the mentor's own record back, and a pause that was lifted."""

    dates: tuple[str, ...]
    """What is put back, and what must not have changed; those who did it are kept beside."""
    reasons: Mapping[str, str]
    """Date → the field of its reason."""

    def look(self, mentor_ids: Sequence[str]) -> dict[str, Kept]:
        kept = {}
        for mentor in Mentor.objects.filter(pk__in=mentor_ids):
            set_ones = [name for name in self.dates if getattr(mentor, name) is not None]
            data = {name: getattr(mentor, name).isoformat() for name in set_ones}
            data |= {who: getattr(mentor, who) for who in map(_who, set_ones) if who}
            reason = " ".join(getattr(mentor, self.reasons[name]) for name in set_ones)
            kept[mentor.pk] = Kept(data, reason)
        return kept

    def facts(self, people: Sequence[Person]) -> dict[str, Any]:
        ids = [person.mentor_id for person in people]
        rows = Mentor.objects.filter(pk__in=ids).values_list("pk", *self.dates)
        return {pk: values for pk, *values in rows}

    def put_back(self, people: Sequence[Person], undoing: Undoing) -> dict[str, str]:
        pauses = {pause.mentor_id: pause for pause in lifted_by_action(people)}
        back = put_back_mentors(
            [self.before(person, pauses.get(person.mentor_id)) for person in people],
            **undoing.as_arguments(),
        )
        return {
            person.mentor_id: self.in_words(person) + PAUSE_IS_BACK * (person.mentor_id in back)
            for person in people
        }

    def before(self, person: Person, pause: AutoPause | None = None) -> MentorBefore:
        """What the mentor's record said before the action."""
        fields: dict[str, Any] = {}
        for name in self.dates:
            value, reason = person.before.get(name), self.reasons[name]
            read = date if name == "exempt_until" else datetime
            fields[name] = read.fromisoformat(value) if value else None
            fields[reason] = person.previous_reason if value else ""
            if who := _who(name):
                fields[who] = person.before.get(who, "")
        return MentorBefore(mentor_id=person.mentor_id, fields=fields, pause=pause)

    def in_words(self, person: Person) -> str:
        """What is put back."""
        raise NotImplementedError


def _who(name: str) -> str:
    return {"paused_at": "paused_by", "left_at": "left_by"}.get(name, "")


def exemption_in_words(person: Person) -> str:
    """Until when the mentor was exempt before, and why; empty where they were not."""
    if not (until := person.before.get("exempt_until")):
        return ""
    return f"exempt until {moments.in_words(date.fromisoformat(until))} ({person.previous_reason})"


class Exemption(OwnRecord):
    """``exempt`` and ``end-exemption``."""

    dates = ("exempt_until",)
    reasons = {"exempt_until": "exempt_reason"}
    touching = frozenset({Type.EXEMPTED, Type.EXEMPTION_ENDED, Type.LEFT, Type.PAUSED})
    was_changed = "the exemption has been changed since"

    def look(self, mentor_ids: Sequence[str]) -> dict[str, Kept]:
        kept = super().look(mentor_ids)
        for mentor_id, pause in open_pauses(mentor_ids).items():
            kept[mentor_id].data["pause"] = pause
        return kept

    def complete(self, kept: Mapping[str, Kept], newest: Newest) -> None:
        keep_lifted(kept)

    def is_touched_by(self, person: Person, event: Event) -> bool:
        """A pause by hand has nothing to do with it; one by the job came by its end."""
        return event.type != Type.PAUSED or event.data.get("cause") == BY_JOB

    def facts(self, people: Sequence[Person]) -> dict[str, Any]:
        """The job may have paused them since: its pause may not have been told yet."""
        paused = open_pauses([person.mentor_id for person in people])
        found = super().facts(people)
        return {pk: [*values, paused.get(pk)] for pk, values in found.items()}

    def in_words(self, person: Person) -> str:
        before = exemption_in_words(person)
        return f"As before: {before}" if before else "The exemption ends"


class Pause(OwnRecord):
    """``pause`` and ``resume``: by hand."""

    dates = ("paused_at",)
    reasons = {"paused_at": "pause_reason"}
    touching = frozenset({Type.PAUSED, Type.RESUMED})
    was_changed = "the pause by hand has been changed since"

    def is_touched_by(self, person: Person, event: Event) -> bool:
        return bool(event.data.get("cause") == Event.Cause.BY_HAND)

    def in_words(self, person: Person) -> str:
        if (since := person.before.get("paused_at")) is None:
            return "The pause by hand ends"
        day = moments.in_words(clock.local_date(datetime.fromisoformat(since)))
        return f"Paused by hand again, since {day} ({person.previous_reason})"


class Departure(OwnRecord):
    """``leave`` and ``return``; leaving has ended an exemption."""

    dates = ("left_at", "exempt_until")
    reasons = {"left_at": "left_reason", "exempt_until": "exempt_reason"}
    touching = frozenset({Type.LEFT, Type.RETURNED, Type.EXEMPTED, Type.EXEMPTION_ENDED})
    was_changed = "that they left, or their exemption, has been changed since"

    def in_words(self, person: Person) -> str:
        if since := person.before.get("left_at"):
            day = moments.in_words(clock.local_date(datetime.fromisoformat(since)))
            return f"Has left again, on {day} ({person.previous_reason})"
        before = exemption_in_words(person)
        return f"Is back{f', {before}' if before else ''}"
