"""Runs of the expiry job in this process, and what they leave behind."""

import os
from datetime import date, timedelta

from django.utils import timezone

from certifications.job import run as job
from certifications.job.record import host_and_namespace
from certifications.job.run import expire_certifications
from certifications.models import Certification, ExpiryRun, Mentor
from tests.support.dates import at
from tests.support.factories import (
    CertificationFactory,
    CertificationTypeFactory,
    ExpiryRunFactory,
    MentorFactory,
)
from tests.support.records import everything

VALID = {"expires_at": at("2027-03-01")}


def run(day: str = "2026-03-02", **options) -> ExpiryRun:
    return expire_certifications(
        **{"today": date.fromisoformat(day), "trigger": ExpiryRun.Trigger.COMMAND} | options
    )


def counts(of: ExpiryRun | job.RunPreview) -> tuple[int, int, int]:
    return of.mentors_scanned, of.expired_found, of.skipped_exempt


def paused_ids() -> set[str]:
    marked = Certification.objects.filter(auto_pause_applied=True)
    return set(marked.values_list("certification_id", flat=True))


def without_runs() -> dict[str, list[dict[str, object]]]:
    """All but the records of runs, and the lines that the change log has of them as a whole."""
    found = {name: rows for name, rows in everything().items() if name != "ExpiryRun"}
    found["Event"] = [row for row in found["Event"] if not row["type"].startswith("run.")]
    return found


def record_mentors(*, due: int, valid: int) -> None:
    mentors = Mentor.objects.bulk_create(MentorFactory.build_batch(due + valid))
    kind = CertificationTypeFactory()
    Certification.objects.bulk_create(
        CertificationFactory.build(
            mentor=mentor, certification_type=kind, **VALID if number >= due else {}
        )
        for number, mentor in enumerate(mentors)
    )


def running(**fields) -> ExpiryRun:
    """A run of this very process, alive a moment ago."""
    alive = timezone.now() - timedelta(seconds=5)
    return ExpiryRunFactory(
        **{
            "state": "running",
            "number": 1,
            "host": host_and_namespace(),
            "process": os.getpid(),
            "started_at": alive,
            "heartbeat_at": alive,
        }
        | fields
    )


def take_over(_: int = 0) -> None:
    """As another run does that takes the one going on for dead."""
    ExpiryRun.objects.filter(state="running").update(
        state="interrupted", completed_at=timezone.now()
    )
