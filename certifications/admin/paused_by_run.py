"""Whom a run has paused, and whom it could not pause, as a file."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest

from certifications.models import ExpiryRun, Mentor
from certifications.person_columns import PERSON, person_cells
from mentorcerts.lib import moments
from mentorcerts.lib.admin.downloads import download
from mentorcerts.lib.sheets.files import FileFormat
from mentorcerts.lib.sheets.local_times import local_time
from mentorcerts.lib.sheets.tables import heading_of_moment


def paused_by(request: HttpRequest, file_format: FileFormat, run: ExpiryRun) -> FileResponse:
    """Return one row for each pause, and one for each failure."""
    return download(
        request,
        file_format,
        title=f"Paused by {run}",
        file_name=f"paused-by-{run.job_run_id}",
        headings=[
            *PERSON,
            "Certification id",
            "Outcome",
            "Reason",
            "Pause",
            heading_of_moment("Applied at"),
            heading_of_moment("Lifted at"),
            "Lifted by",
            "Why it was lifted",
        ],
        rows=_rows(run),
    )


def _rows(run: ExpiryRun) -> Iterator[list[Any]]:
    pauses = run.pauses.select_related("mentor", "certification").order_by("pk")
    for pause in pauses.iterator(chunk_size=2000):
        yield [
            *person_cells(pause.mentor),
            pause.certification.certification_id,
            "paused",
            moments.dates_in_words(pause.reason),
            pause.log_id,
            local_time(pause.applied_at),
            local_time(pause.lifted_at),
            pause.lifted_by,
            moments.dates_in_words(pause.lift_reason),
        ]
    mentors = Mentor.objects.in_bulk([failure["mentor_id"] for failure in run.failures])
    for failure in run.failures:
        mentor = mentors.get(failure["mentor_id"]) or Mentor(pk=failure["mentor_id"])
        about = (*person_cells(mentor), failure["certification_id"])
        yield [*about, "could not be paused", failure["error"], *[None] * 5]
