"""What a reversal tells: what to remember of an action, what must not have changed, the undo."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Max

from certifications.models import AutoPause, Certification, Event
from mentorcerts.promises.models import Promise
from renewals.models import Renewal

Type = Event.Type


class Person(Protocol):
    """A mentor of an action, as ``ActedMentor`` keeps them."""

    mentor_id: str
    before: dict[str, Any]
    previous_reason: str


@dataclass
class Kept:
    """What is kept of one mentor: plain values, and one text that people typed."""

    data: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Newest:
    """The newest rows before an action (keys): what it made has a higher one.

    Others may be making rows at the same time, but not of these mentors, who are locked.
    """

    event: int
    renewal: int
    promise: int

    @classmethod
    def now(cls) -> "Newest":
        return cls(event=newest_of(Event), renewal=newest_of(Renewal), promise=newest_of(Promise))


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """Who takes an action back, when, and what is written as the reason."""

    reason: str
    today: date
    now: datetime
    by: str

    def as_arguments(self) -> dict[str, Any]:
        """As the services for what mentors hold and are take it."""
        return {"reason": self.reason, "today": self.today, "by": self.by}


class Reversal:
    """How one kind of action is taken back. All methods take any number of mentors of a chunk.

    The mentors are locked in all of them.
    """

    permission: str
    """Django's, the same as the action's."""
    touching: frozenset[Event.Type] = frozenset()
    """Lines of the change log that tell of a later act on the same thing."""
    moves_stands = True
    """Whether who is active and who is paused may be otherwise after it."""
    same_actions: frozenset[str] = frozenset()
    """Actions on the same thing, where the change log does not tell of it."""
    was_changed = "what the action did has been changed since"
    """What is said where the values differ, and no line tells who did it."""

    def __init__(self, permission: str) -> None:
        self.permission = permission

    def look(self, mentor_ids: Sequence[str]) -> dict[str, Kept]:
        """Before the action: what it may replace or end."""
        return {mentor_id: Kept() for mentor_id in mentor_ids}

    def complete(self, kept: Mapping[str, Kept], newest: Newest) -> None:
        """After the action: add what it has made."""

    def facts(self, people: Sequence[Person]) -> dict[str, Any]:
        """Mentor → the values that the action has governed, as they are now."""
        raise NotImplementedError

    def certifications(self, person: Person) -> Collection[int] | None:
        """Only lines about these count as touching; ``None``: all lines of the mentor."""
        return None

    def is_touched_by(self, person: Person, event: Event) -> bool:
        """Whether a later line of ``touching`` is about the same thing."""
        ours = self.certifications(person)
        return ours is None or event.certification_id in ours

    def put_back(self, people: Sequence[Person], undoing: Undoing) -> dict[str, str]:
        """Call the services; return what was put back of each, in words."""
        raise NotImplementedError


PAUSE_IS_BACK = "; the pause by the nightly run is back"


def open_pauses(mentor_ids: Iterable[str]) -> dict[str, int]:
    """Mentor → key of the job's pause in force."""
    pauses = AutoPause.objects.open().filter(mentor_id__in=mentor_ids)
    return dict(pauses.values_list("mentor_id", "pk"))


def keep_lifted(kept: Mapping[str, Kept]) -> None:
    """After the action: of the pauses that were in force, remember those that it has lifted."""
    still_open = open_pauses(list(kept))
    for mentor_id, each in kept.items():
        if each.data.get("pause") == still_open.get(mentor_id):
            each.data.pop("pause", None)


def lifted_by_action(people: Sequence[Person]) -> list[AutoPause]:
    """The pauses by the job that the action has lifted."""
    pks = [person.before["pause"] for person in people if person.before.get("pause")]
    return list(AutoPause.objects.lifted().filter(pk__in=pks)) if pks else []


def certification_facts(pks: Collection[int]) -> dict[int, tuple[Any, ...]]:
    """Key → whose it is, its dates, whether it is revoked, removed or paused."""
    rows = Certification.objects.filter(pk__in=pks).values_list(
        "pk",
        "mentor_id",
        "certification_type_id",
        "issued_at",
        "expires_at",
        "revoked_at",
        "deleted_at",
        "auto_pause_applied_at",
    )
    return {pk: tuple(values) for pk, *values in rows}


def newest_of(model: Any) -> int:
    """The highest key; 0 without any row."""
    return int(model.objects.aggregate(newest=Max("pk"))["newest"] or 0)
