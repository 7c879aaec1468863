"""Revoke or remove what mentors hold: of one of them or of thousands.

As in ``mentor_sets``: who is refused is left as before, callers cut sets of more than a thousand.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from certifications import expiry
from certifications.models import Certification, Event
from certifications.services.claims import apply_claimed_status
from certifications.services.conflicts import refuse_revoked
from certifications.services.events import (
    certification_act,
    change_act,
    facts,
    record_acts,
    tell_untold_pauses,
)
from certifications.services.governing import (
    live_certifications,
    recompute_governing,
    recompute_governing_for_many,
)
from certifications.services.judged import Judged, judge
from certifications.services.locks import lock_mentors
from certifications.services.mentor_sets import drop_exemptions, pause_mentors, refuse_pause
from certifications.services.reasons import checked_reason
from mentorcerts.lib import history
from mentorcerts.lib.refusals import Missing


@transaction.atomic
def revoke_governing(
    *, mentor_ids: Collection[str], reason: str, and_pause: bool, today: date, by: str
) -> Judged[Certification]:
    """Revoke what each of these mentors stands on; ``and_pause``: pause them by hand as well.

    Another certification may count in its place: then the revocation alone leaves them active. Who
    is paused by hand already stays so.
    """
    reason = checked_reason(reason)
    lock_mentors(mentor_ids)
    governing = Certification.objects.governing().filter(mentor_id__in=mentor_ids)
    found: dict[str, Certification] = {
        each.mentor_id: each for each in governing.select_related("certification_type", "mentor")
    }
    before = {mentor_id: facts(each) for mentor_id, each in found.items()}

    def revoke(mentor_id: str) -> Certification:
        if (certification := found.get(mentor_id)) is None:
            raise ValidationError(f"{mentor_id} has no certification that counts.")
        refuse_revoked(certification)
        apply_claimed_status(certification, expiry.REVOKED, reason, today)
        certification.clean()
        if and_pause and certification.mentor.paused_at is None:
            refuse_pause(certification.mentor, reason=reason, by=by)
        return certification

    judged = judge(mentor_ids, lambda mentor_id: mentor_id, revoke)
    revoked = list(judged.done.values())
    if not revoked:
        return judged
    tell_untold_pauses(judged.done)
    _save_revoked(revoked, reason)
    reasons = {each.mentor_id: reason_of_change(each, reason) for each in revoked}
    recompute_governing_for_many(reasons, today=today, by=by)
    record_acts(
        (change_act(each, before[each.mentor_id], reason=reason) for each in revoked), by=by
    )
    if and_pause:
        active = [each.mentor_id for each in revoked if each.mentor.paused_at is None]
        pause_mentors(mentor_ids=active, reason=reason, by=by)
    return judged


def _save_revoked(revoked: Sequence[Certification], reason: str) -> None:
    now = timezone.now()
    for each in revoked:
        each.revoked_at = each.updated_at = now
        each.updated_reason = reason
    Certification.objects.filter(pk__in=[each.pk for each in revoked]).update(
        revoked_at=now, revocation_reason=reason, updated_reason=reason, updated_at=now
    )
    history.copy_to_history(revoked, history.CHANGED, reason)


def reason_of_change(certification: Certification, reason: str) -> str:
    """Why a change of a certification lifts a pause: what the person said, or what it did."""
    ends = expiry.in_words(certification.expires_at)
    now = "never expires now" if ends == "never" else f"now expires on {ends}"
    return reason or f"{certification.certification_id} {now}"


@transaction.atomic
def remove_certifications_of(
    *,
    mentor_ids: Collection[str],
    check: Callable[[Certification], None] | None = None,
    today: date,
    by: str = "",
) -> Judged[list[Certification]]:
    """Remove all live certifications of each of these mentors. ``Missing`` who has none.

    ``check`` is called with the one that governs under the lock, and may refuse.
    """
    lock_mentors(mentor_ids)
    held: dict[str, list[Certification]] = {mentor_id: [] for mentor_id in mentor_ids}
    for certification in live_certifications(mentor_ids):
        held[certification.mentor_id].append(certification)

    def remove(mentor_id: str) -> list[Certification]:
        governing = expiry.governing(held[mentor_id])
        if governing is None:
            raise Missing(f"{mentor_id} has no certification.")
        if check is not None:
            check(governing)
        return held[mentor_id]

    judged = judge(mentor_ids, lambda mentor_id: mentor_id, remove)
    tell_untold_pauses(judged.done)
    remove_records([each for theirs in judged.done.values() for each in theirs], today=today, by=by)
    return judged


def remove_records(certifications: Sequence[Certification], *, today: date, by: str) -> None:
    """Hide these records, whose mentors are locked. An exemption without any of them ends."""
    if not certifications:
        return
    gone = {
        "deleted_at": (now := timezone.now()),
        "updated_at": now,
        "is_current": False,
        "mentor_left": False,
        "auto_pause_applied": False,
        "auto_pause_applied_at": None,
    }
    for certification in certifications:
        for name, value in gone.items():
            setattr(certification, name, value)
    Certification.objects.filter(pk__in=[each.pk for each in certifications]).update(**gone)
    history.copy_to_history(certifications, history.CHANGED, "removed")
    mentor_ids = list(dict.fromkeys(each.mentor_id for each in certifications))
    recompute_governing(mentor_ids, today=today, by=by, reason="The certification was removed")
    record_acts((certification_act(Event.Type.REMOVED, each) for each in certifications), by=by)
    standing = Certification.objects.governing().filter(mentor_id__in=mentor_ids)
    stand = set(standing.values_list("mentor_id", flat=True))
    nowhere = [mentor_id for mentor_id in mentor_ids if mentor_id not in stand]
    if nowhere:
        drop_exemptions(nowhere, "its certifications were removed", by=by)
