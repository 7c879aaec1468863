"""Certifications changed by the thousand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from certifications.models import Certification, CertificationType
from certifications.services.certification_sets import reason_of_change
from certifications.services.conflicts import already_recorded
from certifications.services.dates import refuse_beginning_ahead
from certifications.services.events import change_act, facts, record_acts
from certifications.services.many.recording import recorded_keys
from certifications.services.many.rows import CertificationRow, Key, key_of
from mentorcerts.lib import history
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.sheets.problems import Problems
from mentorcerts.lib.sheets.row_kinds import differs

FIELDS = ("certification_type", "issued_at", "expires_at", "updated_reason", "updated_at")

Before = tuple[str, Any, Any]
"""Type, issue date and expiry date that a certification had."""


@dataclass
class Changed:
    """What ``change_rows`` did."""

    reasons: dict[str, str] = field(default_factory=dict)
    """Mentor → why their pause ends, if it does."""
    moved: dict[str, Key] = field(default_factory=dict)
    """Public id → mentor, type and issue date now, where they are others than before."""
    before: dict[int, Before] = field(default_factory=dict)


def change_rows(
    rows: Sequence[tuple[CertificationRow, int]], problems: Problems, *, today: date
) -> Changed:
    """``update_certification`` for each row with the key of its record, in order.

    Checks all of them, and writes them as long as there are no problems. The mentors are locked,
    the types are there. The caller judges where the mentors stand, and tells.
    """
    changed = Changed()
    kinds = CertificationType.objects.in_bulk({row.certification_type for row, _ in rows} - {""})
    for chunk in in_chunks(rows, ROWS_PER_BATCH):
        records = Certification.objects.select_related("certification_type").in_bulk(
            [pk for _, pk in chunk]
        )
        mentor_ids = {each.mentor_id for each in records.values()}
        taken = recorded_keys(mentor_ids, changed.moved)
        written = []
        for row, pk in chunk:
            certification = records[pk]
            before, was = facts(certification), key_of(certification)
            with problems.of(row.row, "issued_at"):
                _change(certification, row, kinds, taken, today)
                if key_of(certification) != was:
                    changed.moved[certification.certification_id] = key_of(certification)
                changed.before[pk] = _before(before)
                written.append(certification)
        if not problems:
            history.update_many(written, FIELDS)
            changed.reasons |= {each.mentor_id: reason_of_change(each, "") for each in written}
    return changed


def tell_changed(before: Mapping[int, Before], by: str) -> None:
    """Write the line of each of these certifications, once all of them are in."""
    for pks in in_chunks(list(before), ROWS_PER_BATCH):
        found = Certification.objects.in_bulk(pks)
        record_acts(
            (
                change_act(found[pk], facts(found[pk]) | _as_facts(before[pk]), reason="")
                for pk in pks
            ),
            by=by,
        )


def _change(
    certification: Certification,
    row: CertificationRow,
    kinds: Mapping[str, CertificationType],
    taken: dict[Key, str],
    today: date,
) -> None:
    """Set what the row says, and check it. ``taken`` is kept up to date."""
    was = key_of(certification)
    if row.certification_type and row.certification_type != certification.certification_type_id:
        kind = kinds.get(row.certification_type)
        certification.certification_type = kind or CertificationType(row.certification_type)
    if row.issued_at is not None and differs(row.issued_at, certification.issued_at):
        refuse_beginning_ahead("issued_at", row.issued_at, today=today)
        certification.issued_at = row.issued_at
    if row.expires_at is not None and differs(row.expires_at, certification.expires_at):
        certification.expires_at = row.expires_at
    certification.clean()
    key, certification_id = key_of(certification), certification.certification_id
    if taken.get(key, certification_id) != certification_id:
        raise already_recorded(certification, taken[key])
    taken.pop(was, None)
    taken[key] = certification_id
    certification.updated_reason, certification.updated_at = "", timezone.now()


def _before(known: Mapping[str, Any]) -> Before:
    return known["certification_type_id"], known["issued_at"], known["expires_at"]


def _as_facts(before: Before) -> dict[str, Any]:
    kind, issued_at, expires_at = before
    return {"certification_type_id": kind, "issued_at": issued_at, "expires_at": expires_at}
