"""Which certification governs, and where the job's pause rests: recomputed after every write.

Callers hold the lock on the mentors' rows (``locks``) and are in a transaction. All is set-based:
a few statements for one mentor or for a thousand.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from certifications import expiry
from certifications.models import AutoPause, Certification, Mentor
from mentorcerts.lib.chunks import ROWS_PER_BATCH, ROWS_PER_STATEMENT, in_chunks, update_rows
from mentorcerts.lib.lengths import REASON_LENGTH, USERNAME_LENGTH
from mentorcerts.lib.random_ids import redraw_taken, retry_on_collision


@dataclass(frozen=True)
class Standing:
    """What decides where a mentor stands."""

    governing: Certification
    counting: Sequence[Certification]
    """What counts in each requirement, the governing one among them."""

    def would_be_due(self, *, today: date, exempt_until: date | None) -> bool:
        """Whether something that counts is overdue and the mentor not exempt, revoked or not."""
        return any(
            expiry.is_due(
                each.expires_at,
                today=today,
                grace_days=each.grace_days,
                exempt_until=exempt_until,
            )
            for each in self.counting
        )


def live_certifications(mentor_ids: Collection[str]) -> list[Certification]:
    """What these mentors hold, each with its type and its mentor."""
    live = Certification.objects.live().filter(mentor_id__in=mentor_ids)
    return list(live.select_related("certification_type", "mentor"))


def live_certifications_of(mentor: Mentor) -> list[Certification]:
    """What this mentor holds, each with its type; the mentor, who is locked, is not read again."""
    live = Certification.objects.live().filter(mentor=mentor).select_related("certification_type")
    theirs = list(live)
    for certification in theirs:
        certification.mentor = mentor
    return theirs


def recompute_governing(mentor_ids: Collection[str], *, today: date, by: str, reason: str) -> None:
    """Let ``is_current``, ``mentor_left`` and the job's pauses follow the facts."""
    standings = choose_governing(live_certifications(mentor_ids))
    settle_pauses(mentor_ids, standings, today=today, by=by, reason=reason)


def recompute_governing_for_many(reasons: Mapping[str, str], *, today: date, by: str) -> list[str]:
    """``recompute_governing`` for any number of mentors (mentor → why).

    Returns whose pause was lifted.
    """
    lifted = []
    for chunk in in_chunks(list(reasons), ROWS_PER_BATCH):
        pauses = AutoPause.objects.open().filter(mentor_id__in=chunk)
        before = list(pauses.values_list("pk", flat=True))
        recompute_governing(chunk, today=today, by=by, reason="Imported")
        if not before:
            continue
        over = list(AutoPause.objects.filter(pk__in=before, lifted_at__isnull=False))
        for pause in over:
            pause.lift_reason = reasons[pause.mentor_id][:REASON_LENGTH]
        update_rows(over, ["lift_reason"])
        lifted += [pause.mentor_id for pause in over]
    return lifted


def choose_governing(live: Sequence[Certification]) -> dict[str, Standing]:
    """Mark the ones that govern; returns where each mentor stands. ``settle_pauses`` comes next.

    ``live`` are all live certifications of some mentors, as they are or are about to be saved;
    their ``is_current`` is kept up to date, and a new one's is left to be saved with it.
    """
    by_mentor: dict[str, list[Certification]] = defaultdict(list)
    for certification in live:
        by_mentor[certification.mentor_id].append(certification)
    standings = {
        mentor_id: Standing(weakest, expiry.counting(theirs))
        for mentor_id, theirs in by_mentor.items()
        if (weakest := expiry.governing(theirs)) is not None
    }
    governing = [standing.governing for standing in standings.values()]
    chosen = {id(each) for each in governing}
    down = [each for each in live if each.is_current and id(each) not in chosen]
    up = [each for each in governing if not each.is_current]
    # Down first, then up: the partial unique index allows one per mentor at every moment.
    if down:
        Certification.objects.filter(pk__in=[each.pk for each in down]).update(
            is_current=False,
            mentor_left=False,
            auto_pause_applied=False,
            auto_pause_applied_at=None,
        )
    if saved := [each.pk for each in up if each.pk is not None]:
        Certification.objects.filter(pk__in=saved).update(is_current=True)
    for each in down:
        each.is_current = each.mentor_left = each.auto_pause_applied = False
        each.auto_pause_applied_at = None
    for each in up:
        each.is_current = True
    _mark_who_left(governing)
    return standings


def _mark_who_left(governing: Iterable[Certification]) -> None:
    """Let ``mentor_left`` follow their mentors; a new one's is left to be saved with it."""
    wrong = [each for each in governing if each.mentor_left != each.mentor.has_left]
    for left in {each.mentor.has_left for each in wrong}:
        pks = [each.pk for each in wrong if each.mentor.has_left == left and each.pk is not None]
        Certification.objects.filter(pk__in=pks).update(mentor_left=left)
    for each in wrong:
        each.mentor_left = each.mentor.has_left


def has_pause(live: Iterable[Certification]) -> bool:
    """Whether the job has paused the mentor of these live certifications.

    Asked before ``choose_governing``: a pause always rests on one that bears its mark. Most writes
    need not look for pauses.
    """
    return any(each.auto_pause_applied for each in live)


def settle_pauses(
    mentor_ids: Collection[str],
    standings: Mapping[str, Standing],
    *,
    today: date,
    by: str,
    reason: str,
) -> list[AutoPause]:
    """Let the job's pauses of these mentors follow what governs them; return those lifted.

    A pause stands while something that counts for the mentor is overdue and the mentor not exempt.
    It rests on what governs, and moves along when another one comes to govern; otherwise it is
    lifted, with ``by`` (who) and ``reason`` on record. It is never applied here: only the job
    pauses. The marks of the pause in ``standings`` are kept up to date.
    """
    pauses = list(AutoPause.objects.open().filter(mentor_id__in=mentor_ids))
    if not pauses:
        return []
    stay_due = _with_pause_still_due(pauses, standings, today)
    _move_pauses([(pause, stay_due[pause.pk]) for pause in pauses if pause.pk in stay_due])
    over = [pause for pause in pauses if pause.pk not in stay_due]
    governing = [standing.governing for standing in standings.values()]
    lift_pauses(over, by=by, reason=reason, certifications=governing)
    return over


def put_pause_back(pause: AutoPause, *, today: date) -> AutoPause | None:
    """``put_pauses_back`` for one; the new pause, if there is one."""
    return put_pauses_back([pause], today=today).get(pause.mentor_id)


def put_pauses_back(pauses: Collection[AutoPause], *, today: date) -> dict[str, AutoPause]:
    """Pause the mentors of lifted pauses again where what governs them is due; mentor → new pause.

    Each has the run and the reason of the old one, and is applied now: undoing the run covers it.
    For services that take back what has lifted a pause.
    """
    old = {pause.mentor_id: pause for pause in pauses}
    due = list(Certification.objects.due(today).filter(mentor_id__in=old)) if old else []
    if not due:
        return {}
    now = timezone.now()
    Certification.objects.filter(pk__in=[each.pk for each in due]).update(
        auto_pause_applied=True, auto_pause_applied_at=now, updated_at=now
    )
    again = [
        AutoPause(
            certification=certification,
            mentor_id=certification.mentor_id,
            run_id=old[certification.mentor_id].run_id,
            reason=old[certification.mentor_id].reason,
            applied_at=now,
        )
        for certification in due
    ]
    retry_on_collision(
        lambda: AutoPause.objects.bulk_create(again), lambda: redraw_taken(again, "log_id")
    )
    return {pause.mentor_id: pause for pause in again}


def _with_pause_still_due(
    pauses: Sequence[AutoPause], standings: Mapping[str, Standing], today: date
) -> dict[int, Certification]:
    """Key of a pause → the certification that it rests on from now on."""
    overdue = {
        pause.mentor_id: standing
        for pause in pauses
        if (standing := standings.get(pause.mentor_id)) is not None
        and standing.would_be_due(today=today, exempt_until=None)
    }
    if not overdue:
        return {}
    mentors = Mentor.objects.filter(pk__in=overdue)
    exempt_until = dict(mentors.values_list("pk", "exempt_until"))
    return {
        pause.pk: standing.governing
        for pause in pauses
        if (standing := overdue.get(pause.mentor_id)) is not None
        and standing.would_be_due(today=today, exempt_until=exempt_until[pause.mentor_id])
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
