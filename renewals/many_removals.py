"""``services.remove_renewal`` for thousands of renewals: an action on many is taken back."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from certifications.models import Certification, Event
from certifications.services.events import iso_date, record_acts, tell_untold_pauses
from certifications.services.governing import put_pauses_back, recompute_governing
from certifications.services.locks import lock_mentors_in_chunks
from certifications.services.putting_back import with_pauses
from mentorcerts.lib import history
from mentorcerts.lib.chunks import in_chunks
from mentorcerts.lib.refusals import Conflict
from renewals.events import renewal_act
from renewals.models import Renewal


@transaction.atomic
def remove_renewals(
    *, renewal_ids: Sequence[int], reason: str, today: date, by: str = ""
) -> set[str]:
    """``remove_renewal`` for each of these (keys, one of a certification's each).

    Return whose pause by the job is back. ``Conflict`` where one of them does not carry the expiry
    date of its certification any more; then nothing is written. ``reason`` is kept in the history.
    """
    mentor_ids = {
        mentor_id
        for pks in in_chunks(renewal_ids)
        for mentor_id in Certification.objects.filter(renewals__in=pks).values_list(
            "mentor_id", flat=True
        )
    }
    lock_mentors_in_chunks(mentor_ids)
    tell_untold_pauses(mentor_ids)
    back: set[str] = set()
    for pks in in_chunks(renewal_ids):
        back |= _remove(_locked_renewals(pks), reason, today=today, by=by)
    return back


def _locked_renewals(pks: Sequence[int]) -> list[Renewal]:
    """These renewals, each the newest of its certification. Raises ``Conflict``."""
    rows = Renewal.objects.live().filter(pk__in=pks).select_related("certification", "lifted_pause")
    found = list(rows.order_by("pk"))
    live = Renewal.objects.live().filter(
        certification__in={each.certification_id for each in found}
    )
    newest = dict(live.order_by().values_list("certification").annotate(Max("pk")))
    for each in found:
        certification = each.certification
        if (
            certification.deleted_at is not None
            or certification.expires_at != each.new_expiry_date
            or certification.issued_at >= each.previous_expiry_date
            or newest[certification.pk] != each.pk
        ):
            raise Conflict(f"{certification} was changed after {each.renewal_id}.")
    if len(found) < len(pks):
        raise Conflict("One of the renewals has been removed.")
    return found


def _remove(renewals: Sequence[Renewal], reason: str, *, today: date, by: str) -> set[str]:
    now = timezone.now()
    pks = [each.pk for each in renewals]
    rows = Renewal.objects.filter(pk__in=pks)
    rows.update(deleted_at=now, updated_at=now)
    history.copy_to_history(renewals, history.CHANGED, reason)
    certifications = [each.certification for each in renewals]
    previous = rows.filter(certification=OuterRef("pk")).values("previous_expiry_date")
    Certification.objects.filter(pk__in=[each.pk for each in certifications]).update(
        expires_at=Subquery(previous[:1]), updated_at=now
    )
    history.copy_to_history(certifications, history.CHANGED, reason)
    mentor_ids = {each.mentor_id for each in certifications}
    recompute_governing(mentor_ids, today=today, by=by, reason=reason)
    # That of a mentor whose certification was moved to another one stays over.
    lifted = [
        each.lifted_pause
        for each in renewals
        if each.lifted_pause and each.lifted_pause.mentor_id == each.certification.mentor_id
    ]
    again = put_pauses_back(lifted, today=today)
    acts = []
    for each in renewals:
        each.certification.expires_at = each.previous_expiry_date
        replaced = iso_date(each.new_expiry_date)
        acts.append(
            renewal_act(
                Event.Type.RENEWAL_REMOVED, each, reason=reason, previous_expiry_date=replaced
            )
        )
    record_acts(with_pauses(acts, again), by=by)
    return set(again)
