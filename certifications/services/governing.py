"""Which certification governs, and where the job's pause rests: recomputed after every write.

Callers hold the lock on the mentors' rows (``lock_mentors``) and are in a transaction. All is
set-based: a few statements for one mentor or for twenty thousand.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from certifications import expiry
from certifications.models import AutoPause, Certification, CertificationType, Mentor
from mentorcerts.lib.chunks import ROWS_PER_STATEMENT
from mentorcerts.lib.compiled_query import CompiledQuery, Query, execute_all
from mentorcerts.lib.identifiers import IDENTIFIER


class LiveCertification(NamedTuple):
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


def lock_mentor(
    mentor_id: str, certification_type: str
) -> tuple[bool, bool, list[LiveCertification]]:
    """``lock_mentors`` for one, and what they hold then.

    Returns whether there is such a mentor and, if so, such a type, and what
    they hold.
    """
    if not (IDENTIFIER.fullmatch(mentor_id) and IDENTIFIER.fullmatch(certification_type)):
        return False, False, []
    locked, theirs = execute_all(
        [
            _LOCK.sql_with_params({"mentor_id": mentor_id, "code": certification_type}),
            _THEIRS.sql_with_params({"mentor_id": mentor_id}),
        ]
    )
    if not locked:
        return False, False, []
    return True, bool(locked[0][0]), [LiveCertification(*row) for row in _THEIRS.decode(theirs)]


def live_certifications(mentor_id: str) -> list[LiveCertification]:
    """The live certifications of a mentor."""
    return [LiveCertification(*row) for row in _THEIRS.rows({"mentor_id": mentor_id})]


def give_way(certification: Certification, theirs: Collection[LiveCertification]) -> bool:
    """A new certification is about to join these: let it govern where it outlasts them.

    Returns whether nothing is left to ``recompute_governing`` once it is recorded.
    """
    newest = max((each.pk for each in theirs), default=0) + 1
    joining = LiveCertification(
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


def stand_down(certification: Certification, theirs: Collection[LiveCertification]) -> list[Query]:
    """What the database must be told before one joins that has been let govern."""
    if certification.is_current and any(each.is_current for each in theirs):
        return [(_STAND_DOWN, [False, False, certification.mentor_id])]
    return []


def _the_right_one_governs(theirs: Collection[LiveCertification]) -> bool:
    governing = max(theirs, key=expiry.precedence, default=None)
    return bool(theirs) and all(each.is_current == (each is governing) for each in theirs)


# As ``_choose_governing`` has it, for one mentor; spelled, because nearly every write asks it.
_STAND_DOWN = """
    UPDATE certifications_certification
    SET is_current = %s, auto_pause_applied = %s, auto_pause_applied_at = NULL
    WHERE is_current AND mentor_id = %s"""


_LOCK = CompiledQuery(
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


_THEIRS = CompiledQuery(
    lambda mentor_id: (
        Certification.objects.live()
        .filter(mentor_id=mentor_id)
        .annotate(paused=Exists(AutoPause.objects.open().filter(mentor_id=mentor_id).order_by()))
        .values_list(*LiveCertification._fields)
    ),
    "mentor_id",
)


def recompute_governing(mentor_ids: Collection[str], *, today: date, by: str, reason: str) -> None:
    """Let ``is_current`` and the job's pauses follow the facts of these mentors.

    The job's pause stands while the governing certification is overdue and the mentor not
    exempt. It moves along when another one comes to govern; otherwise it is lifted, with
    ``by`` (who) and ``reason`` on record. It is never applied here: only the job pauses.
    """
    theirs = live_certifications(*mentor_ids) if len(mentor_ids) == 1 else []
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
    AutoPause.objects.bulk_update(
        [pause for pause, _ in moved], ["certification"], ROWS_PER_STATEMENT
    )
    Certification.objects.bulk_update(
        [certification for _, certification in moved],
        ["auto_pause_applied", "auto_pause_applied_at", "updated_at"],
        ROWS_PER_STATEMENT,
    )
