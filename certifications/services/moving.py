"""Move a certification that was recorded for the wrong person to the mentor whose it is.

One line of the change log for each of the two: removed from the one, recorded for the other. What
the log, history and pauses have of the time before stays with the first: it happened to them.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from certifications.models import Certification, CertificationType, Event, Mentor
from certifications.registry import registry
from certifications.services.conflicts import refuse_moved, refuse_twin
from certifications.services.events import certification_act, record_acts, tell_untold_pauses
from certifications.services.governing import live_certifications, recompute_governing
from certifications.services.locks import lock_mentors
from certifications.services.mentor_sets import drop_exemptions
from certifications.services.reasons import required_reason
from mentorcerts.lib import history
from mentorcerts.lib.lengths import REASON_LENGTH
from mentorcerts.lib.refusals import Conflict, Missing


@dataclass(frozen=True, kw_only=True)
class Move:
    """What ``move_certification`` did."""

    certification: Certification
    from_id: str
    """Whose it was."""
    told: list[str] = field(default_factory=list)
    """What it did to what hangs on the certification (promises, mails), in sentences."""


@transaction.atomic
def move_certification(
    *, certification: Certification, to_mentor_id: str, reason: str, today: date, by: str
) -> Move:
    """Let another mentor hold this certification, with its renewals, dates and revocation.

    What governs either of them follows, with the job's pauses; an exemption of the first ends
    where nothing governs them any more. ``Missing`` for an unknown mentor or a removed record,
    ``Conflict`` where it is theirs already or they have the same one, ``ValidationError`` without
    a reason.
    """
    from_id, reason = certification.mentor_id, required_reason(reason)
    if from_id == to_mentor_id:
        raise Conflict(f"{certification.certification_id} is {to_mentor_id}'s already.")
    moved, to = _locked(certification, to_mentor_id)
    refuse_twin(_as_of(moved, to), live_certifications([to.pk]))
    tell_untold_pauses([from_id, to.pk])
    moved.mentor, moved.updated_at = to, timezone.now()
    moved.updated_reason = reason
    moved.is_current = moved.mentor_left = moved.auto_pause_applied = False
    moved.auto_pause_applied_at = None
    history.save(moved, f"Moved from {from_id} to {to.pk}: {reason}"[:REASON_LENGTH])
    because = f"{moved.certification_id} was moved from {from_id} to {to.pk}"
    recompute_governing([from_id, to.pk], today=today, by=by, reason=because)
    _tell(moved, from_id, reason, by=by)
    if not Certification.objects.governing().filter(mentor_id=from_id).exists():
        drop_exemptions([from_id], "its certification was moved", by=by)
    told = [
        sentence
        for follow in registry.followers_of_moves
        for sentence in follow(moved, from_id=from_id, by=by, now=moved.updated_at)
    ]
    return Move(certification=moved, from_id=from_id, told=told)


def _locked(certification: Certification, to_mentor_id: str) -> tuple[Certification, Mentor]:
    """The record and its new mentor as they are now; both mentors' rows are locked.

    So is its type: a batch of the expiry run, which shares all types, has either ended or not
    begun. It has locked the mentors that it found, and would pause one that it has not.
    """
    kinds = CertificationType.objects.select_for_update(no_key=True)
    kinds.get(pk=certification.certification_type_id)
    mentors = lock_mentors([certification.mentor_id, to_mentor_id])
    records = Certification.objects.select_related("certification_type", "mentor")
    fresh: Certification = records.get(pk=certification.pk)
    refuse_moved(fresh, read_of=certification.mentor_id)
    if fresh.certification_type_id != certification.certification_type_id:
        raise Conflict(f"{fresh.certification_id} has just been changed. Look again.")
    if fresh.deleted_at is not None:
        raise Missing(f"{fresh.certification_id} has been removed.")
    return fresh, mentors[to_mentor_id]


def _as_of(certification: Certification, mentor: Mentor) -> Certification:
    """What is compared with the mentor's own: it would be recorded for them."""
    return Certification(
        certification_id=certification.certification_id,
        mentor=mentor,
        certification_type=certification.certification_type,
        issued_at=certification.issued_at,
    )


def _tell(moved: Certification, from_id: str, reason: str, *, by: str) -> None:
    left = f"Moved to {moved.mentor_id}: {reason}"
    came = f"Moved from {from_id}: {reason}"
    gone = certification_act(Event.Type.REMOVED, moved, reason=left)
    here = certification_act(Event.Type.RECORDED, moved, reason=came)
    record_acts([replace(gone, mentor_id=from_id), here], by=by)
