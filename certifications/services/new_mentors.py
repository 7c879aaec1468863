"""Make a mentor with their first certification; propose an id as the programme's others are."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from certifications.models import Event, Mentor
from certifications.services.certifications import record_certification
from certifications.services.locks import lock_or_make_mentor
from certifications.services.mentors import save_mentor
from mentorcerts.lib.identifiers import is_identifier, random_id

T = TypeVar("T")

FIRST_ID = "mentor-0001"
"""Where there is no mentor yet, or their ids have no pattern."""
LOOKED_AT = 200
"""So many of the newest mentors tell the pattern."""
AT_A_TIME = 50
"""Numbers that are looked for in one query."""
TRIES = 20
_NUMBERED = re.compile(r"(.*?)(\d{1,9})", re.ASCII)
_RANDOM = re.compile(r"(.*[_.:-])([0-9A-Z]{4,16})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class FirstCertification:
    """The arguments of ``record_certification``."""

    certification_type: str
    issued_at: datetime
    expires_at: datetime | None = None


@transaction.atomic
def make_mentor(
    *,
    mentor_id: str,
    or_next: bool = False,
    name: str = "",
    email: str = "",
    certification: FirstCertification | None = None,
    today: date,
    by: str,
) -> Mentor:
    """Make a mentor who is not there yet, and record what they hold.

    Where the id is taken: with ``or_next``, which is for one that was only proposed, the next free
    one is taken instead; else ``ValidationError``.
    """
    mentor_id = _claim(mentor_id, or_next=or_next)
    mentor = save_mentor(mentor_id=mentor_id, name=name, email=email)
    if certification is not None:
        record_certification(
            mentor_id=mentor_id,
            certification_type=certification.certification_type,
            issued_at=certification.issued_at,
            expires_at=certification.expires_at,
            today=today,
            by=by,
        )
    return mentor


def _claim(mentor_id: str, *, or_next: bool) -> str:
    """Make the row of this id; the database decides between two who want the same one."""
    if lock_or_make_mentor(mentor_id)[1]:
        return mentor_id
    if not or_next:
        raise ValidationError({"mentor_id": f"There is already a mentor {mentor_id}."})
    for _ in range(TRIES):
        proposed = propose_mentor_id()
        if lock_or_make_mentor(proposed)[1]:
            return proposed
    raise ValidationError({"mentor_id": f"Choose another id: {mentor_id} is taken."})


def propose_mentor_id() -> str:
    """An id that is free, in the pattern of most of the newest mentors' ids.

    Numbered ids go on counting, random ones are drawn. An erased mentor's id is not given again as
    long as the change log knows it.
    """
    ids = _newest_ids()
    numbered = [found.groups() for each in ids if (found := _NUMBERED.fullmatch(each))]
    drawn = [found.groups() for each in ids if (found := _RANDOM.fullmatch(each))]
    prefix, count = _commonest([before for before, _ in numbered])
    shape, shape_count = _commonest([(before, len(text)) for before, text in drawn])
    if shape is not None and shape_count > max(count, len(ids) // 2):
        return _first_free(lambda _: random_id(shape[0], shape[1]), 0) or FIRST_ID
    if prefix is None or count <= len(ids) // 2:
        prefix, digits = _NUMBERED.fullmatch(FIRST_ID).groups()  # type: ignore[union-attr]
        return _next_number(prefix, last=int(digits) - 1, width=len(digits))
    own = [digits for before, digits in numbered if before == prefix]
    width = len(own[0]) if len({len(digits) for digits in own}) == 1 else 0
    return _next_number(prefix, last=max(map(int, own)), width=width)


def _newest_ids() -> list[str]:
    """Who came last, as history tells it; and who comes last by id."""
    made = Mentor.history.order_by("-history_id").values_list("mentor_id", flat=True)
    last = Mentor.objects.order_by("-pk").values_list("pk", flat=True)
    ids = {*made[:LOOKED_AT], *last[:LOOKED_AT]}
    return sorted(each for each in ids if not each.startswith("erased_"))


def _commonest(values: Sequence[T]) -> tuple[T | None, int]:
    return next(iter(Counter(values).most_common(1)), (None, 0))


def _next_number(prefix: str, *, last: int, width: int) -> str:
    """The first free number after ``last``; it looks further and further ahead."""
    ahead = 1
    while True:
        start = last + ahead
        found = _first_free(lambda number: f"{prefix}{number:0{width}}", start)
        if found is not None:
            return found
        ahead = ahead * 2 + AT_A_TIME


def _first_free(make: Callable[[int], str], start: int) -> str | None:
    candidates = [make(number) for number in range(start, start + AT_A_TIME)]
    possible = [each for each in candidates if is_identifier(each)]
    taken = set(Mentor.objects.filter(pk__in=possible).values_list("pk", flat=True))
    taken |= _ids_of_erased(possible)
    return next((each for each in possible if each not in taken), None)


def _ids_of_erased(candidates: Sequence[str]) -> set[str]:
    """Those that the log still knows; published or not, each has its own partial index."""
    erased = Event.objects.filter(
        type=Event.Type.ERASED, data__former_mentor_id__in=list(candidates)
    )
    told = erased.filter(sequence__isnull=False)
    untold = erased.filter(sequence=None, backfilled=False)
    return {event.data["former_mentor_id"] for some in (told, untold) for event in some}
