"""Who governs, and where the job's pause rests: recomputed after every write that can matter.

Callers hold the lock on the mentors' rows (``lock_mentors``) and are in a transaction. All is
set-based: a few statements for one mentor or for twenty thousand.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from certifications import expiry
from certifications.errors import Missing
from certifications.ids import IDENTIFIER
from certifications.models import AutoPause, Certification, CertificationType, Mentor
from certifications.statements import Said, Statement, in_turn

T = TypeVar("T")

CHUNK = 5000
"""Rows that one set of statements takes: SQLite allows 32,766 values in a statement."""


def lock_mentors(mentor_ids: Collection[str]) -> dict[str, Mentor]:
    """Lock the rows of these mentors until the transaction ends, always in the same order.

    Everybody who writes a mentor's records takes this lock first; the order rules out
    deadlocks. (On SQLite the transaction itself is the lock.) Raises ``Missing``.
    """
    found = Mentor.objects.filter(pk__in=mentor_ids).order_by("pk").select_for_update(no_key=True)
    mentors = {mentor.pk: mentor for mentor in found}
    if absent := [name for name in mentor_ids if name not in mentors]:
        raise Missing(f"There is no mentor {absent[0]}.")
    return mentors


def in_chunks(rows: Sequence[T], most: int | None = None) -> Iterator[Sequence[T]]:
    """``CHUNK`` at a time, or ``most`` if that is less."""
    size = min(most or CHUNK, CHUNK)
    return (rows[start : start + size] for start in range(0, len(rows), size))


def lock_all(mentor_ids: Collection[str]) -> None:
    """``lock_mentors`` for any number of them, in its order. Raises ``Missing``."""
    if len(mentor_ids) <= CHUNK:
        lock_mentors(mentor_ids)
        return
    # The order is the database's: its collation may sort otherwise than Python does.
    everybody = Mentor.objects.order_by("pk").values_list("pk", flat=True)
    wanted = set(mentor_ids)
    for chunk in in_chunks([pk for pk in everybody.iterator() if pk in wanted]):
        lock_mentors(chunk)


class Standing(NamedTuple):
    """A live certification, as far as it matters for who governs."""

    pk: int
    certification_id: str
    certification_type_id: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    is_current: bool
    paused: bool
    """Has the mentor an open pause of the job?"""


def lock_mentor(mentor_id: str, certification_type: str) -> tuple[bool, bool, list[Standing]]:
    """``lock_mentors`` for one, and what they hold then.

    Returns whether there is such a mentor and, if so, such a type, and their ``standings``.
    """
    if not (IDENTIFIER.fullmatch(mentor_id) and IDENTIFIER.fullmatch(certification_type)):
        return False, False, []
    locked, theirs = in_turn(
        [
            _LOCK.said({"mentor_id": mentor_id, "code": certification_type}),
            _THEIRS.said({"mentor_id": mentor_id}),
        ]
    )
    if not locked:
        return False, False, []
    return True, bool(locked[0][0]), [Standing(*row) for row in _THEIRS.understood(theirs)]


def standings(mentor_id: str) -> list[Standing]:
    """The live certifications of a mentor."""
    return [Standing(*row) for row in _THEIRS.rows({"mentor_id": mentor_id})]


def give_way(certification: Certification, theirs: Collection[Standing]) -> bool:
    """A new certification is about to join these: let it govern where it outlasts them.

    Returns whether nothing is left to ``settle`` once it is recorded.
    """
    newest = max((each.pk for each in theirs), default=0) + 1
    joining = Standing(
        newest,
        certification.certification_id,
        certification.certification_type_id,
        certification.issued_at,
        certification.expires_at,
        certification.revoked_at,
        is_current=False,
        paused=False,
    )
    certification.is_current = max([*theirs, joining], key=expiry.precedence) is joining
    return not any(each.paused for each in theirs)


def stand_down(certification: Certification, theirs: Collection[Standing]) -> list[Said]:
    """What the database must be told before one joins that has been let govern."""
    if certification.is_current and any(each.is_current for each in theirs):
        return [(_STAND_DOWN, [False, False, certification.mentor_id])]
    return []


def _the_right_one_governs(theirs: Collection[Standing]) -> bool:
    governing = max(theirs, key=expiry.precedence, default=None)
    return bool(theirs) and all(each.is_current == (each is governing) for each in theirs)


# As ``_choose_governing`` has it, for one mentor; spelled, because nearly every write asks it.
_STAND_DOWN = """
    UPDATE certifications_certification
    SET is_current = %s, auto_pause_applied = %s, auto_pause_applied_at = NULL
    WHERE is_current AND mentor_id = %s"""


_LOCK = Statement(
    lambda mentor_id, code: (
        Mentor.objects.filter(pk=mentor_id)
        .order_by()
        .annotate(typed=Exists(CertificationType.objects.filter(pk=code).order_by()))
        .values_list("typed")
    ),
    "mentor_id",
    "code",
    locks=True,
)
_THEIRS = Statement(
    lambda mentor_id: (
        Certification.objects.live()
        .filter(mentor_id=mentor_id)
        .annotate(paused=Exists(AutoPause.objects.open().filter(mentor_id=mentor_id).order_by()))
        .values_list(*Standing._fields)
    ),
    "mentor_id",
)


def settle(mentor_ids: Collection[str], *, today: date, by: str, reason: str) -> None:
    """Let ``is_current`` and the job's pauses follow the facts of these mentors.

    The job's pause stands while the governing certification is overdue and the mentor not
    exempt. It moves along when another one comes to govern; otherwise it is lifted, with
    ``by`` (who) and ``reason`` on record. It is never applied here: only the job pauses.
    """
    theirs = standings(*mentor_ids) if len(mentor_ids) == 1 else []
    if not _the_right_one_governs(theirs):
        _choose_governing(mentor_ids)
    elif not theirs[0].paused:
        return  # as nearly always: one look saves three statements
    pauses = AutoPause.objects.open().filter(mentor_id__in=mentor_ids).select_related("mentor")
    if not (open_pauses := {pause.mentor_id: pause for pause in pauses}):
        return
    governing = {
        certification.mentor_id: certification
        for certification in Certification.objects.governing()
        .filter(mentor_id__in=open_pauses)
        .select_related("certification_type")
    }
    over, moved = [], []
    for mentor_id, pause in open_pauses.items():
        certification = governing.get(mentor_id)
        if certification is not None and _stands(certification, pause.mentor, today):
            if not certification.auto_pause_applied or pause.certification_id != certification.pk:
                moved.append((pause, certification))
        else:
            over.append(pause.pk)
    _move(moved)
    lift(over, by=by, reason=reason)


def lift(pause_ids: Collection[int], *, by: str, reason: str) -> None:
    """Close these open pauses, and take the job's mark off the certifications they rest on."""
    if not pause_ids:
        return
    now = timezone.now()
    pauses = AutoPause.objects.open().filter(pk__in=pause_ids)
    # As a list: after a large run PostgreSQL may take minutes to join what it thinks are few rows.
    paused = list(pauses.values_list("certification_id", flat=True))
    Certification.objects.filter(pk__in=paused, auto_pause_applied=True).update(
        auto_pause_applied=False, auto_pause_applied_at=None, updated_at=now
    )
    pauses.update(lifted_at=now, lifted_by=by[:150], lift_reason=reason[:500])


def _choose_governing(mentor_ids: Collection[str]) -> None:
    best = (
        Certification.objects.live()
        .filter(mentor_id=OuterRef("mentor_id"))
        .by_precedence()
        .values("pk")[:1]
    )
    theirs = Certification.objects.filter(mentor_id__in=mentor_ids)
    # Down first, then up: the partial unique index allows one per mentor at every moment.
    theirs.governing().exclude(pk=Subquery(best)).update(
        is_current=False, auto_pause_applied=False, auto_pause_applied_at=None
    )
    theirs.live().filter(is_current=False, pk=Subquery(best)).update(is_current=True)


def _stands(certification: Certification, mentor: Mentor, today: date) -> bool:
    overdue = expiry.is_overdue(
        certification.expires_at,
        today=today,
        grace_days=certification.certification_type.grace_days,
    )
    return overdue and not mentor.is_exempt(today)


def _move(moved: Sequence[tuple[AutoPause, Certification]]) -> None:
    """Let each of these pauses rest on the certification that governs now."""
    now = timezone.now()
    for pause, certification in moved:
        pause.certification = certification
        certification.auto_pause_applied = True
        certification.auto_pause_applied_at = pause.applied_at
        certification.updated_at = now
    AutoPause.objects.bulk_update([pause for pause, _ in moved], ["certification"], CHUNK)
    Certification.objects.bulk_update(
        [certification for _, certification in moved],
        ["auto_pause_applied", "auto_pause_applied_at", "updated_at"],
        CHUNK,
    )
