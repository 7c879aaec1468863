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
from certifications.models import AutoPause, Certification, CertificationType, Mentor
from mentorcerts.lib.chunks import ROWS_PER_STATEMENT
from mentorcerts.lib.lengths import REASON_LENGTH, USERNAME_LENGTH
from mentorcerts.lib.random_ids import redraw_taken, retry_on_collision

D = TypeVar("D", bound=expiry.Dated)


def governing_one(theirs: Iterable[D]) -> D | None:
    """The one that governs, of a mentor's live certifications; ``None`` if there is none.

    Whoever needs to know before it is written asks here: what is written is decided here.
    """
    return max(theirs, key=expiry.precedence, default=None)


def live_certifications(mentor_ids: Collection[str]) -> list[Certification]:
    """What these mentors hold."""
    return list(Certification.objects.live().filter(mentor_id__in=mentor_ids))


def recompute_governing(mentor_ids: Collection[str], *, today: date, by: str, reason: str) -> None:
    """Let ``is_current`` and the job's pauses follow the facts of these mentors."""
    governing = choose_governing(live_certifications(mentor_ids))
    settle_pauses(mentor_ids, governing, today=today, by=by, reason=reason)


def choose_governing(live: Sequence[Certification]) -> dict[str, Certification]:
    """Mark the ones that govern; returns mentor → certification. ``settle_pauses`` comes next.

    ``live`` are all live certifications of some mentors, as they are or are about to be saved;
    their ``is_current`` is kept up to date, and a new one's is left to be saved with it.
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
    if saved := [each.pk for each in up if each.pk is not None]:
        Certification.objects.filter(pk__in=saved).update(is_current=True)
    for each in down:
        each.is_current = each.auto_pause_applied = False
        each.auto_pause_applied_at = None
    for each in up:
        each.is_current = True
    return governing


def has_pause(live: Iterable[Certification]) -> bool:
    """Whether the job has paused the mentor of these live certifications.

    Asked before ``choose_governing``: a pause always rests on one that bears its mark. Most writes
    need not look for pauses.
    """
    return any(each.auto_pause_applied for each in live)


def settle_pauses(
    mentor_ids: Collection[str],
    governing: Mapping[str, Certification],
    *,
    today: date,
    by: str,
    reason: str,
) -> list[AutoPause]:
    """Let the job's pauses of these mentors follow what governs them; return those lifted.

    A pause stands while the governing certification is overdue and the mentor not exempt. It
    moves along when another one comes to govern; otherwise it is lifted, with ``by`` (who) and
    ``reason`` on record. It is never applied here: only the job pauses. The marks of the pause
    in ``governing`` are kept up to date.
    """
    pauses = list(AutoPause.objects.open().filter(mentor_id__in=mentor_ids))
    if not pauses:
        return []
    stay_due = _with_pause_still_due(pauses, governing, today)
    _move_pauses([(pause, stay_due[pause.pk]) for pause in pauses if pause.pk in stay_due])
    over = [pause for pause in pauses if pause.pk not in stay_due]
    lift_pauses(over, by=by, reason=reason, certifications=governing.values())
    return over


def put_pause_back(pause: AutoPause, *, today: date) -> AutoPause | None:
    """Pause the mentor of a lifted pause again, if what governs them is due; return the new pause.

    It has the run and the reason of the old one, and is applied now: undoing the run covers it. For
    services that take back what has lifted a pause.
    """
    certification = Certification.objects.due(today).filter(mentor_id=pause.mentor_id).first()
    if certification is None:
        return None
    now = timezone.now()
    Certification.objects.filter(pk=certification.pk).update(
        auto_pause_applied=True, auto_pause_applied_at=now, updated_at=now
    )
    again = AutoPause(
        certification=certification,
        mentor_id=pause.mentor_id,
        run_id=pause.run_id,
        reason=pause.reason,
        applied_at=now,
    )
    retry_on_collision(again.save, lambda: redraw_taken([again], "log_id"))
    return again


def _with_pause_still_due(
    pauses: Sequence[AutoPause], governing: Mapping[str, Certification], today: date
) -> dict[int, Certification]:
    """Key of a pause → the certification that it rests on from now on.

    A pause stays while what governs is overdue and the mentor not exempt; revoked or not, since a
    revocation ends no pause.
    """
    expired = {
        pause.pk: certification
        for pause in pauses
        if (certification := governing.get(pause.mentor_id)) is not None
        and expiry.is_expired(certification.expires_at, today=today)
    }
    if not expired:
        return {}
    types = CertificationType.objects.filter(
        pk__in={certification.certification_type_id for certification in expired.values()}
    )
    grace_days = dict(types.values_list("pk", "grace_days"))
    mentors = Mentor.objects.filter(pk__in=[each.mentor_id for each in expired.values()])
    exempt_until = dict(mentors.values_list("pk", "exempt_until"))
    return {
        key: certification
        for key, certification in expired.items()
        if expiry.is_due(
            certification.expires_at,
            today=today,
            grace_days=grace_days[certification.certification_type_id],
            exempt_until=exempt_until[certification.mentor_id],
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
    pauses: Collection[AutoPause],
    *,
    by: str,
    reason: str,
    certifications: Iterable[Certification] = (),
) -> None:
    """Close these open pauses, and take the job's mark off the certifications they rest on.

    Those of ``certifications`` are kept up to date.
    """
    if not pauses:
        return
    now = timezone.now()
    marked = {pause.certification_id for pause in pauses}
    Certification.objects.filter(pk__in=marked, auto_pause_applied=True).update(
        auto_pause_applied=False, auto_pause_applied_at=None, updated_at=now
    )
    AutoPause.objects.open().filter(pk__in=[pause.pk for pause in pauses]).update(
        lifted_at=now, lifted_by=by[:USERNAME_LENGTH], lift_reason=reason[:REASON_LENGTH]
    )
    for certification in certifications:
        if certification.auto_pause_applied and certification.pk in marked:
            certification.auto_pause_applied, certification.auto_pause_applied_at = False, None
            certification.updated_at = now
