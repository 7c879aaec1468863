"""Which certification governs, and where the job's pause rests: recomputed after every write.

Callers hold the lock on the mentors' rows (``locks``) and are in a transaction. All is set-based:
a few statements for one mentor or for twenty thousand.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.utils import timezone

from certifications import expiry
from certifications.models import AutoPause, Certification, CertificationType
from mentorcerts.lib.chunks import ROWS_PER_STATEMENT
from mentorcerts.lib.lengths import REASON_LENGTH, USERNAME_LENGTH

D = TypeVar("D", bound=expiry.Dated)


def governing_one(theirs: Iterable[D]) -> D | None:
    """The one that governs, of a mentor's live certifications; ``None`` if there is none.

    Whoever needs to know before it is written asks here: what is written is decided here.
    """
    return max(theirs, key=expiry.precedence, default=None)


def live_certifications(mentor_ids: Collection[str]) -> list[Certification]:
    """What these mentors hold."""
    return list(Certification.objects.live().filter(mentor_id__in=mentor_ids))


def recompute_governing(
    mentor_ids: Collection[str],
    *,
    today: date,
    by: str,
    reason: str,
    live: Sequence[Certification] | None = None,
) -> None:
    """Let ``is_current`` and the job's pauses follow the facts of these mentors.

    The job's pause stands while the governing certification is overdue and the mentor not
    exempt. It moves along when another one comes to govern; otherwise it is lifted, with
    ``by`` (who) and ``reason`` on record. It is never applied here: only the job pauses.

    ``live`` are all their live certifications, where the caller has just read or saved them
    (else they are read here); their ``is_current`` and marks of the pause are kept up to date.
    """
    if live is None:
        live = live_certifications(mentor_ids)
    governing = _choose_governing(live)
    pauses = list(
        AutoPause.objects.open().filter(mentor_id__in=mentor_ids).select_related("mentor")
    )
    if not pauses:
        return
    stay_due = _with_pause_still_due(pauses, governing, today)
    over = [pause.pk for pause in pauses if pause.pk not in stay_due]
    _move_pauses([(pause, stay_due[pause.pk]) for pause in pauses if pause.pk in stay_due])
    lift_pauses(over, by=by, reason=reason, certifications=governing.values())


def _choose_governing(live: Sequence[Certification]) -> dict[str, Certification]:
    """Mark the ones that govern, in the database and in ``live``; returns mentor → certification.

    An open pause is moved or lifted afterwards.
    """
    by_mentor: dict[str, list[Certification]] = defaultdict(list)
    for certification in live:
        by_mentor[certification.mentor_id].append(certification)
    governing = {
        mentor_id: best
        for mentor_id, theirs in by_mentor.items()
        if (best := governing_one(theirs)) is not None
    }
    down = [each for each in live if each.is_current and each is not governing[each.mentor_id]]
    up = [each for each in governing.values() if not each.is_current]
    # Down first, then up: the partial unique index allows one per mentor at every moment.
    if down:
        Certification.objects.filter(pk__in=[each.pk for each in down]).update(
            is_current=False, auto_pause_applied=False, auto_pause_applied_at=None
        )
    if up:
        Certification.objects.filter(pk__in=[each.pk for each in up]).update(is_current=True)
    for each in down:
        each.is_current = each.auto_pause_applied = False
        each.auto_pause_applied_at = None
    for each in up:
        each.is_current = True
    return governing


def _with_pause_still_due(
    pauses: Sequence[AutoPause], governing: Mapping[str, Certification], today: date
) -> dict[int, Certification]:
    """Key of a pause → the certification that it rests on from now on.

    A pause stays while what governs is overdue and the mentor not exempt; revoked or not, since a
    revocation ends no pause.
    """
    theirs = {
        pause.pk: governing[pause.mentor_id] for pause in pauses if pause.mentor_id in governing
    }
    types = {certification.certification_type_id for certification in theirs.values()}
    grace_days = dict(
        CertificationType.objects.filter(pk__in=types).values_list("pk", "grace_days")
    )
    exempt_until = {pause.pk: pause.mentor.exempt_until for pause in pauses}
    return {
        key: certification
        for key, certification in theirs.items()
        if expiry.is_due(
            certification.expires_at,
            today=today,
            grace_days=grace_days[certification.certification_type_id],
            exempt_until=exempt_until[key],
        )
    }


def _move_pauses(moved: Sequence[tuple[AutoPause, Certification]]) -> None:
    """Let each of these pauses rest on the certification that governs now."""
    moved = [
        (pause, certification)
        for pause, certification in moved
        if not certification.auto_pause_applied or pause.certification_id != certification.pk
    ]
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


def lift_pauses(
    pause_ids: Collection[int],
    *,
    by: str,
    reason: str,
    certifications: Iterable[Certification] = (),
) -> None:
    """Close these open pauses, and take the job's mark off the certifications they rest on.

    Those of ``certifications`` are kept up to date.
    """
    if not pause_ids:
        return
    now = timezone.now()
    pauses = AutoPause.objects.open().filter(pk__in=pause_ids)
    # As a list: after a large run PostgreSQL may take minutes to join what it thinks are few rows.
    paused = list(pauses.values_list("certification_id", flat=True))
    Certification.objects.filter(pk__in=paused, auto_pause_applied=True).update(
        auto_pause_applied=False, auto_pause_applied_at=None, updated_at=now
    )
    pauses.update(lifted_at=now, lifted_by=by[:USERNAME_LENGTH], lift_reason=reason[:REASON_LENGTH])
    unmarked = set(paused)
    for certification in certifications:
        if certification.auto_pause_applied and certification.pk in unmarked:
            certification.auto_pause_applied, certification.auto_pause_applied_at = False, None
            certification.updated_at = now
