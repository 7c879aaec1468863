"""``services.change_renewal`` for thousands of rows (see ``many``)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from certifications.models import AutoPause, Certification, Event
from certifications.services.events import iso_date, record_acts
from certifications.services.governing import recompute_governing_for_many
from mentorcerts.lib import history
from mentorcerts.lib.chunks import ROWS_PER_BATCH, ROWS_PER_STATEMENT, in_chunks, update_rows
from mentorcerts.lib.sheets.problems import Problems
from mentorcerts.lib.sheets.row_kinds import differs
from renewals.events import renewal_act
from renewals.matching import RenewalFileRow
from renewals.models import Renewal
from renewals.rules import DATES, reason_of_move, set_changes

FIELDS = ("renewal_date", "new_expiry_date", "processed_by", "notes", "updated_at")


@dataclass
class Changed:
    """What ``change_rows`` did, until it is told."""

    before: dict[int, datetime] = field(default_factory=dict)
    """Renewal → the expiry date that it had set."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Mentor whose expiry has moved → why their pause ends, if it does."""
    renewals: dict[str, int] = field(default_factory=dict)
    """The same mentor → the renewal that moved it."""


def change_rows(
    rows: Sequence[tuple[RenewalFileRow, int]], problems: Problems, *, today: date
) -> Changed:
    """``change_renewal`` for each row with the number of its renewal; none may be there twice.

    Checks all of them, and writes them as long as there are no problems. The mentors are locked.
    """
    changed = Changed()
    for chunk in in_chunks(rows, ROWS_PER_BATCH):
        renewals = Renewal.objects.select_related("certification").in_bulk([pk for _, pk in chunk])
        newest = _newest_of({each.certification_id for each in renewals.values()})
        written, moved = [], []
        for row, pk in chunk:
            renewal = renewals[pk]
            was = renewal.new_expiry_date
            with problems.of(row.row):
                dates = set_changes(
                    renewal,
                    _given(row, renewal),
                    newest=newest.get(renewal.certification_id),
                    today=today,
                )
                if "new_expiry_date" in dates:
                    renewal.certification.expires_at = renewal.new_expiry_date
                    renewal.certification.clean()
                    moved.append(renewal)
                changed.before[pk] = was
                written.append(renewal)
        if not problems:
            history.update_many(written, FIELDS)
            _move(moved, changed)
    return changed


def settle(changed: Changed, *, today: date, by: str) -> list[str]:
    """Judge where the mentors stand, and tell; returns whose pause was lifted."""
    lifted = recompute_governing_for_many(changed.reasons, today=today, by=by)
    for mentor_ids in in_chunks(lifted):
        pauses = AutoPause.objects.filter(mentor_id__in=mentor_ids).order_by("lifted_at", "pk")
        last = {pause.mentor_id: pause for pause in pauses}
        renewals = Renewal.objects.in_bulk([changed.renewals[each] for each in mentor_ids])
        for mentor_id in mentor_ids:
            renewals[changed.renewals[mentor_id]].lifted_pause = last[mentor_id]
        Renewal.objects.bulk_update(renewals.values(), ["lifted_pause"], ROWS_PER_STATEMENT)
    for pks in in_chunks(list(changed.before), ROWS_PER_BATCH):
        found = Renewal.objects.select_related("certification").in_bulk(pks)
        record_acts(
            (
                renewal_act(
                    Event.Type.RENEWAL_CHANGED, found[pk], **_told(found[pk], changed.before[pk])
                )
                for pk in pks
            ),
            by=by,
        )
    return lifted


def _told(renewal: Renewal, was: datetime) -> Mapping[str, str]:
    return {} if was == renewal.new_expiry_date else {"previous_expiry_date": iso_date(was)}


def _given(row: RenewalFileRow, renewal: Renewal) -> dict[str, Any]:
    """What the row says otherwise than the record."""
    given = {name: getattr(row, name) for name in (*DATES, "processed_by", "notes")}
    return {
        name: value
        for name, value in given.items()
        if value is not None and (name not in DATES or differs(value, getattr(renewal, name)))
    }


def _newest_of(certification_ids: set[int]) -> dict[int, int]:
    """Certification → the number of its newest live renewal."""
    live = Renewal.objects.live().filter(certification__in=certification_ids)
    newest = live.order_by().values_list("certification").annotate(newest=Max("pk"))
    return dict(newest)


def _move(renewals: Sequence[Renewal], changed: Changed) -> None:
    """Move the expiry dates of their certifications, and keep the history."""
    now, steps = timezone.now(), []
    certifications: list[Certification] = []
    for renewal in renewals:
        certification = renewal.certification
        certification.updated_at = now
        certifications.append(certification)
        reason = reason_of_move(renewal, renewal.new_expiry_date)
        steps.append((certification, reason))
        changed.reasons[certification.mentor_id] = reason
        changed.renewals[certification.mentor_id] = renewal.pk
    update_rows(certifications, ["expires_at", "updated_at"])
    history.record_steps(steps)
