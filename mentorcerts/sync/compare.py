"""Compare a reader's set of mentors with ours, without false alarms while people go on writing.

The tables are always a little newer than what is published of the log, and the reader is where it
last read. So a mentor counts as a difference only if the log has nothing more to tell about them:
nothing that is written and not published, and nothing published that the reader has not seen.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Collate

from certifications.change_log.publish import last_number, unpublished
from certifications.models import Certification, Event
from certifications.services.events import stands_of, untold_pauses
from mentorcerts.lib.snapshot import one_snapshot
from mentorcerts.models import PersonalDataEvent
from mentorcerts.sync.feed import check_position
from mentorcerts.sync.models import Comparison, Reader
from mentorcerts.sync.readers import Who

MAX_IDS = 50_000
"""That one comparison takes, and that it lists of each kind of difference."""
AT_A_TIME = 10_000


@dataclass(frozen=True, kw_only=True)
class Differences:
    """What a reader's set has too few and too many; ids of mentors, sorted."""

    last: int
    missing: list[str]
    """``MAX_IDS`` of them at most; ``missing_count`` is how many there are."""
    missing_count: int
    superfluous: list[str]
    unknown: list[str]


@dataclass(frozen=True)
class Digest:
    """How many ids a set has, and what they are, in 64 characters."""

    count: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Digests:
    """Of both sets; they are newer than ``last`` if ``unpublished`` mentors have changed since."""

    last: int
    paused: Digest
    active: Digest
    unpublished: int


# --- set against set --------------------------------------------------------------------------
def compare_set(
    *, which: str, ids: Collection[str], after: int | None, who: Who, now: datetime
) -> Differences:
    """Compare a reader's set of paused or active mentors with ours, and keep that it was done.

    ``after`` is the number through which the reader has the log, if it says so. Raises ``Gone`` as
    ``read_feed`` does.
    """
    found = _differences(which=which, theirs=set(ids), after=after, now=now)
    _keep(found, which=which, sent=len(set(ids)), who=who, now=now)
    return found


def _differences(*, which: str, theirs: set[str], after: int | None, now: datetime) -> Differences:
    is_paused = which == Comparison.Which.PAUSED
    with one_snapshot():
        last = last_number() if after is None else check_position(after, now=now)
        open_questions = _unpublished() | _newer_than(after) | _erased()
        stands = _stands(theirs | open_questions)
        known = sum(paused == is_paused for paused in stands.values())
        missing_count = _count_ours(is_paused) - known
        missing = _some_others(_ours(is_paused), stands, most=min(missing_count, MAX_IDS))
    judged = theirs - open_questions
    return Differences(
        last=last,
        missing=missing,
        missing_count=missing_count,
        superfluous=sorted(each for each in judged if stands.get(each, is_paused) != is_paused),
        unknown=sorted(judged.difference(stands)),
    )


def _ours(is_paused: bool) -> "QuerySet[Certification]":
    """All in our set, found without reading all mentors."""
    certifications = Certification.objects
    return certifications.paused_for_a_page() if is_paused else certifications.not_paused()


def _count_ours(is_paused: bool) -> int:
    if is_paused:
        return Certification.objects.count_paused()
    return _ours(is_paused).count()


def _stands(mentor_ids: set[str]) -> dict[str, bool]:
    """``stands_of`` tens of thousands, as one parameter: in a sixth of the time that many take."""
    wanted = sorted(mentor_ids)
    ids: Any
    if connection.vendor == "postgresql":  # which knows how many there are in an array, and plans
        ids = RawSQL("SELECT unnest(%s::text[])", [wanted])
    else:
        ids = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(wanted)])
    return stands_of(ids)


def _some_others(
    ours: "QuerySet[Certification]", known: Collection[str], *, most: int
) -> list[str]:
    """So many of ours who are not known, sorted."""
    others: list[str] = []
    ids = ours.order_by().values_list("mentor_id", flat=True).iterator(AT_A_TIME) if most else ()
    for mentor_id in ids:
        if mentor_id not in known:
            others.append(mentor_id)
            if len(others) == most:
                break
    return sorted(others)


def _unpublished() -> set[str]:
    """Mentors about whom something is written that the feed does not tell yet."""
    found = _told_of(unpublished())
    return found.union(untold_pauses().values_list("mentor_id", flat=True))


def _newer_than(after: int | None) -> set[str]:
    """Mentors about whom the feed tells something after this number."""
    if after is None:
        return set()
    return _told_of(Event.objects.filter(sequence__gt=after))


def _told_of(events: "QuerySet[Event]") -> set[str]:
    """Whom these lines are about; an erasure is about the former id."""
    former = events.filter(type=Event.Type.ERASED).values_list("data__former_mentor_id", flat=True)
    ids = events.filter(mentor__isnull=False).values_list("mentor_id", flat=True)
    return {*ids.order_by(), *former.order_by()} - {None}


def _erased() -> set[str]:
    """Pseudonyms of erased mentors: what is kept under them is about nobody."""
    erased = PersonalDataEvent.objects.filter(what=PersonalDataEvent.What.ERASED)
    return set(erased.order_by().values_list("mentor_id", flat=True))


@transaction.atomic
def _keep(found: Differences, *, which: str, sent: int, who: Who, now: datetime) -> None:
    counts = {
        "missing": found.missing_count,
        "superfluous": len(found.superfluous),
        "unknown": len(found.unknown),
    }
    reader, _ = Reader.objects.update_or_create(
        name=who.name,
        source=who.source,
        defaults={"compared_at": now, f"{which}_differences": sum(counts.values())},
    )
    Comparison.objects.create(
        reader=reader, at=now, which=which, last=found.last, sent=sent, **counts
    )


# --- digests ----------------------------------------------------------------------------------
def digests() -> Digests:
    """Count and digest of both sets, and how far they are ahead of what is published."""
    with one_snapshot():
        return _digests()


def _digests() -> Digests:
    erased, sets = _erased(), {True: _RunningDigest(), False: _RunningDigest()}
    for mentor_id, paused in _all_stands():
        if mentor_id not in erased:
            sets[paused].add(mentor_id)
    return Digests(
        last=last_number(),
        paused=sets[True].digest(),
        active=sets[False].digest(),
        unpublished=len(_unpublished()),
    )


def _all_stands() -> Iterator[tuple[str, bool]]:
    """Every mentor who stands somewhere, by the bytes of the id."""
    binary = "C" if connection.vendor == "postgresql" else "BINARY"
    rows = Certification.objects.order_by(Collate("mentor_id", binary))
    found: Any = rows.stands().iterator(AT_A_TIME)
    return iter(found)


class _RunningDigest:
    """SHA-256 of ids joined by line feeds."""

    def __init__(self) -> None:
        self._count, self._hash = 0, sha256()

    def add(self, mentor_id: str) -> None:
        self._hash.update(f"\n{mentor_id}".encode() if self._count else mentor_id.encode())
        self._count += 1

    def digest(self) -> Digest:
        return Digest(self._count, self._hash.hexdigest())
