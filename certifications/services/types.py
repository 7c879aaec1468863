"""Make and change types of certification."""

from collections.abc import Callable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from certifications import ladder
from certifications.models import AutoPause, Certification, CertificationType, Event
from certifications.services.events import (
    Act,
    certification_act,
    lifted_pauses,
    record_acts,
    stands_of,
    tell_untold_pauses,
)
from certifications.services.first_use import get_or_make_type
from certifications.services.governing import recompute_governing
from certifications.services.locks import lock_mentors_in_chunks
from mentorcerts.lib import history
from mentorcerts.lib.chunks import in_chunks
from mentorcerts.lib.refusals import Conflict


@transaction.atomic
def save_certification_type(
    *,
    code: str,
    name: str = "",
    validity_months: int | None = None,
    grace_days: int = 0,
    requirement: str | None = None,
    retired: bool | None = None,
    reminder_days: str | None = None,
    check: Callable[[CertificationType], None] | None = None,
    today: date,
    by: str = "",
) -> CertificationType:
    """Make or change a type; what is ``None`` of the last three is left as it is.

    A retired type is not offered any more; what is recorded of it goes on counting.
    ``reminder_days`` is a ladder (``ladder.parse_ladder``); what a new one means for those who have
    reached a rung already is decided in ``mentorcerts.reminders``: by default, nothing.
    Where mentors stand follows: a longer grace lifts the job's pauses that it covers, and with
    another grace or requirement another certification may come to govern a mentor.

    ``check`` is called with the type under its lock, before anything is changed, and may refuse.
    """
    kind = get_or_make_type(code, "code")
    # The job locks the types before it judges by their grace: either it sees the new grace,
    # or we see its pauses.
    kind = CertificationType.objects.select_for_update(no_key=True).get(pk=kind.pk)
    if check is not None:
        check(kind)
    before = (kind.name, kind.validity_months, kind.grace_days, kind.requirement)
    requirement = kind.requirement if requirement is None else requirement
    retired = kind.is_retired if retired is None else retired
    reminders = kind.reminder_days if reminder_days is None else _tidy_ladder(reminder_days)
    same = (retired, reminders) == (kind.is_retired, kind.reminder_days)
    if before == (name, validity_months, grace_days, requirement) and same:
        return kind
    if retired != kind.is_retired:
        kind.retired_at = timezone.now() if retired else None
    kind.name, kind.validity_months = name, validity_months
    kind.grace_days, kind.requirement, kind.reminder_days = grace_days, requirement, reminders
    kind.full_clean(validate_unique=False, validate_constraints=False)
    history.save(kind)
    mentor_ids, reason = _affected(kind, graced=before[2], met=before[3])
    lock_mentors_in_chunks(mentor_ids)
    for part in in_chunks(mentor_ids):
        _recompute(part, kind, today=today, by=by, reason=reason)
    return kind


def _tidy_ladder(text: str) -> str:
    """As it is kept, the widest rung first. Raises ``ValidationError``."""
    try:
        return ladder.format_ladder(ladder.parse_ladder(text))
    except ValueError as error:
        raise ValidationError({"reminder_days": str(error)}) from None


def _recompute(
    mentor_ids: Sequence[str], kind: CertificationType, *, today: date, by: str, reason: str
) -> None:
    """Let where these mentors stand follow the new rules; the log tells who stands otherwise."""
    tell_untold_pauses(mentor_ids)
    before = stands_of(mentor_ids)
    open_pauses = AutoPause.objects.open().filter(mentor_id__in=mentor_ids)
    pauses = list(open_pauses.values_list("pk", flat=True))
    recompute_governing(mentor_ids, today=today, by=by, reason=reason)
    lifted = AutoPause.objects.filter(pk__in=pauses, lifted_at__isnull=False)
    acts = lifted_pauses(lifted.select_related("certification").order_by("pk"))
    told = {act.mentor_id for act in acts}
    after = stands_of(mentor_ids)
    moved = [
        mentor_id
        for mentor_id in mentor_ids
        if mentor_id not in told and before.get(mentor_id) != after.get(mentor_id)
    ]
    record_acts([*acts, *_moved_by_rules(moved, kind, reason)], by=by)


def _moved_by_rules(mentor_ids: Sequence[str], kind: CertificationType, reason: str) -> list[Act]:
    """What is told of mentors whose stand has moved though no pause was lifted: one line each."""
    theirs = Certification.objects.live().filter(mentor_id__in=mentor_ids, certification_type=kind)
    newest = {each.mentor_id: each for each in theirs.order_by("pk")}
    return [
        certification_act(
            Event.Type.CHANGED,
            each,
            reason=reason,
            cause=Event.Cause.RULES,
            requirement=kind.requirement,
        )
        for each in newest.values()
    ]


def _affected(kind: CertificationType, *, graced: int, met: str) -> tuple[list[str], str]:
    """Who may stand otherwise now, and why. ``graced`` and ``met``: the rules before."""
    if kind.requirement != met:
        if not kind.requirement:
            return list(_holders(kind)), f"{kind.code} counts no more"
        affected = _holders_of_others(kind) if met else _holders(kind)
        return list(affected), f"{kind.code} now counts for {kind.requirement}"
    if kind.grace_days != graced:
        reason = f"The grace of {kind.code} is now {kind.grace_days} days"
        return list(_paused_holders(kind).union(_holders_of_others(kind))), reason
    return [], ""


@transaction.atomic
def remove_certification_type(*, code: str) -> None:
    """Remove a type that nothing uses. ``Conflict`` where a certification (removed or not) does."""
    kind = CertificationType.objects.select_for_update(no_key=True).get(pk=code)
    if (number := kind.certifications.count()) > 0:
        raise Conflict(
            f"{code} is the type of {number:,} certification{'' if number == 1 else 's'}, removed "
            "ones among them. Retire it instead: then it is not offered any more."
        )
    kind.delete()


MentorIds = QuerySet[Certification, str]


def _holders(kind: CertificationType) -> MentorIds:
    live = Certification.objects.live().filter(certification_type=kind)
    return live.values_list("mentor_id", flat=True).order_by().distinct()


def _paused_holders(kind: CertificationType) -> MentorIds:
    return _holders(kind).filter(mentor__pauses__lifted_at=None, mentor__pauses__isnull=False)


def _holders_of_others(kind: CertificationType) -> MentorIds:
    """Who holds one of this type and one of another: of them another one may come to govern."""
    others = Certification.objects.live().exclude(certification_type=kind)
    return _holders(kind).filter(Exists(others.filter(mentor_id=OuterRef("mentor_id"))))
