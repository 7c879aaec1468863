"""Pauses, runs and types as spreadsheets. They are for reading: nothing of them is imported."""

from datetime import date

from django.db.models import QuerySet

from certifications.models import AutoPause, ExpiryRun
from mentorcerts.lib import moments
from mentorcerts.lib.sheets.tables import Column, Table


def _reason(pause: AutoPause, *, today: date) -> str:
    return moments.dates_in_words(pause.reason)


def _lift_reason(pause: AutoPause, *, today: date) -> str:
    return moments.dates_in_words(pause.lift_reason)


class PauseTable(Table):
    title = "pauses"

    log_id = Column("log_id")
    mentor_id = Column("mentor_id")
    name = Column("mentor__name")
    email = Column("mentor__email", heading="E-mail")
    certification_id = Column("certification__certification_id")
    certification_type = Column("certification__certification_type_id", heading="Type")
    type_name = Column("certification__certification_type__name")
    reason = Column(computed=_reason)
    run = Column("run__job_run_id")
    applied_at = Column("applied_at", moment=True)
    lifted_at = Column("lifted_at", moment=True)
    lifted_by = Column("lifted_by")
    lift_reason = Column(computed=_lift_reason, heading="Why it was lifted")

    def prepare_export(self, records: QuerySet[AutoPause]) -> QuerySet[AutoPause]:
        return records.select_related("mentor", "run", "certification__certification_type")


def _state(run: ExpiryRun, *, today: date) -> str:
    return run.get_state_display()


def _trigger(run: ExpiryRun, *, today: date) -> str:
    return run.get_trigger_display()


def _failed(run: ExpiryRun, *, today: date) -> int:
    return len(run.failures)


class RunTable(Table):
    title = "runs"

    job_run_id = Column("job_run_id", heading="Run")
    state = Column(computed=_state)
    started_by = Column(computed=_trigger)
    requested_by = Column("requested_by")
    dry_run = Column("dry_run")
    as_of = Column("as_of")
    started_at = Column("started_at", moment=True)
    completed_at = Column("completed_at", moment=True)
    mentors_scanned = Column("mentors_scanned")
    expired_found = Column("expired_found")
    auto_paused = Column("auto_paused")
    skipped_exempt = Column("skipped_exempt")
    failed = Column(computed=_failed)
    undone_at = Column("undone_at", moment=True)
    undone_by = Column("undone_by")
    undo_reason = Column("undo_reason")


class TypeTable(Table):
    title = "certification types"

    code = Column("code")
    name = Column("name")
    validity_months = Column("validity_months")
    grace_days = Column("grace_days")
    requirement = Column("requirement")
    reminder_days = Column("reminder_days")
    retired_at = Column("retired_at", moment=True)
