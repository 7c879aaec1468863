"""``services.renew_certification`` for thousands of rows (see ``certifications.services.many``)."""

import copy
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from certifications.models import AutoPause, Certification, Event, Mentor
from certifications.services.dates import refuse_beginning_ahead
from certifications.services.events import record_acts, tell_untold_pauses
from certifications.services.first_use import existing_keys
from certifications.services.governing import (
    live_certifications,
    recompute_governing_for_many,
)
from certifications.services.locks import lock_mentors_in_chunks
from certifications.services.many import Written
from mentorcerts.lib import history
from mentorcerts.lib.chunks import ROWS_PER_BATCH, ROWS_PER_STATEMENT, in_chunks
from mentorcerts.lib.refusals import Missing
from mentorcerts.lib.sheets.problems import Problems, RefusedRows
from renewals.events import renewal_act
from renewals.models import Renewal
from renewals.repetition import Repetitions
from renewals.services import check_renewal, find_renewable, reason_of_move


@dataclass(frozen=True, kw_only=True, slots=True)
class RenewalRow:
    """The arguments of ``services.renew_certification``, and the number of the row."""

    row: int
    mentor_id: str
    renewal_date: datetime
    new_expiry_date: datetime
    processed_by: str = ""
    notes: str = ""
    certification_id: str | None = None


@transaction.atomic
def renew_certifications(*, rows: Sequence[RenewalRow], today: date, by: str = "") -> Written:
    """``renew_certification`` for each row, in order: a mentor may be renewed more than once.

    Whose pause is lifted is judged once, when all rows are in. Raises ``RefusedRows``.
    """
    problems = Problems()
    rows = _of_known_mentors(rows, problems)
    mentor_ids = {row.mentor_id for row in rows}
    lock_mentors_in_chunks(mentor_ids)
    tell_untold_pauses(mentor_ids)
    written = Written()
    reasons: dict[str, str] = {}
    moved: dict[int, datetime] = {}
    for chunk in in_chunks(rows):
        named = {row.mentor_id for row in chunk}
        theirs = _live_by_mentor(named, moved)
        repetitions = Repetitions(named, {row.new_expiry_date for row in chunk})
        renewals = []
        for row in chunk:
            with problems.of(row.row, "certification_id" if row.certification_id else "mentor_id"):
                repetitions.refuse(_key(row), row.certification_id)
                renewal = _checked_renewal(row, theirs[row.mentor_id], today)
                repetitions.add(_key(row), renewal.certification.certification_id)
                moved[renewal.certification_id] = renewal.new_expiry_date
                renewals.append(renewal)
        if not problems:
            _write(renewals)
            written.pks += [renewal.pk for renewal in renewals]
            reasons |= {
                renewal.certification.mentor_id: reason_of_move(renewal, renewal.new_expiry_date)
                for renewal in renewals
            }
    if problems:
        raise RefusedRows(problems)
    written.lifted = recompute_governing_for_many(reasons, today=today, by=by)
    _remember_lifted_pauses(written)
    for pks in in_chunks(written.pks, ROWS_PER_BATCH):
        made = Renewal.objects.filter(pk__in=pks).select_related("certification").order_by("pk")
        record_acts((renewal_act(Event.Type.RENEWED, each) for each in made), by=by)
    return written


def _key(row: RenewalRow) -> tuple[str, datetime, datetime, str]:
    """What two renewals may not share: the second is a retry of the first."""
    return row.mentor_id, row.renewal_date, row.new_expiry_date, row.processed_by


def _remember_lifted_pauses(written: Written) -> None:
    """Note the pause that was lifted on the mentor's newest renewal."""
    for mentor_ids in in_chunks(written.lifted):
        pauses = AutoPause.objects.filter(mentor_id__in=mentor_ids).order_by("lifted_at", "pk")
        last_lifted = {pause.mentor_id: pause for pause in pauses}
        renewals = Renewal.objects.filter(certification__mentor_id__in=mentor_ids).order_by("pk")
        newest = {
            renewal.certification.mentor_id: renewal
            for renewal in renewals.select_related("certification")
        }
        for mentor_id, renewal in newest.items():
            renewal.lifted_pause = last_lifted[mentor_id]
        Renewal.objects.bulk_update(newest.values(), ["lifted_pause"], ROWS_PER_STATEMENT)


def _of_known_mentors(rows: Sequence[RenewalRow], problems: Problems) -> list[RenewalRow]:
    known = existing_keys(Mentor, {row.mentor_id for row in rows})
    for row in rows:
        if row.mentor_id not in known:
            with problems.of(row.row, "mentor_id"):
                raise Missing(f"There is no mentor {row.mentor_id}.")
    return [row for row in rows if row.mentor_id in known]


def _live_by_mentor(
    mentor_ids: Collection[str], moved: Mapping[int, datetime]
) -> defaultdict[str, list[Certification]]:
    """The live certifications of these mentors, their expiry as the rows so far have moved it."""
    by_mentor = defaultdict(list)
    for certification in live_certifications(mentor_ids):
        # What an earlier chunk did to them is not in the database if some row was refused.
        certification.expires_at = moved.get(certification.pk, certification.expires_at)
        by_mentor[certification.mentor_id].append(certification)
    return by_mentor


def _checked_renewal(row: RenewalRow, theirs: list[Certification], today: date) -> Renewal:
    """The renewal that a row asks for, checked; the expiry is moved, in memory."""
    certification = find_renewable(theirs, row.mentor_id, row.certification_id)
    renewal = Renewal(
        certification=certification,
        renewal_date=row.renewal_date,
        previous_expiry_date=certification.expires_at,
        new_expiry_date=row.new_expiry_date,
        processed_by=row.processed_by,
        notes=row.notes,
    )
    check_renewal(renewal)
    refuse_beginning_ahead("renewal_date", row.renewal_date, today=today)
    certification.expires_at = row.new_expiry_date
    return renewal


def _write(renewals: list[Renewal]) -> None:
    """Save new renewals, move the expiry dates, and keep the history of both."""
    now = timezone.now()
    history.create_many(renewals)
    # The newest are those just made: asking for live ones would only lead PostgreSQL astray.
    newest = Renewal.objects.filter(certification=OuterRef("pk")).order_by("-pk")
    Certification.objects.filter(pk__in={renewal.certification_id for renewal in renewals}).update(
        expires_at=Subquery(newest.values("new_expiry_date")[:1]), updated_at=now
    )
    # One line of history a renewal, also where one certification was renewed twice.
    steps = []
    for renewal in renewals:
        step = copy.copy(renewal.certification)
        step.expires_at = renewal.new_expiry_date
        steps.append((step, reason_of_move(renewal, renewal.new_expiry_date)))
    history.record_steps(steps)
