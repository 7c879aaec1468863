"""A preview as a CSV file, and compared with what the run then did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, StreamingHttpResponse

from certifications.models import Certification, ExpiryRun
from mentorcerts.lib import moments
from mentorcerts.lib.sheets.exporting import csv_lines

SESSION_KEY = "expiry_preview"
MAX_REMEMBERED = 5000
"""Previews of more mentors are not compared with the run: a session is no archive."""

COLUMNS = [
    "outcome",
    "mentor_id",
    "name",
    "email",
    "certification_id",
    "certification_type",
    "expired_on",
    "exempt_until",
    "exempt_reason",
]


def preview_as_csv(as_of: date) -> StreamingHttpResponse:
    """Return the whole preview of a day: who would be paused, and who is skipped and why."""
    answer = StreamingHttpResponse(csv_lines(_rows(as_of)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="expiry-preview-{as_of}.csv"'
    return answer


def _rows(as_of: date) -> Iterator[list[object]]:
    yield list(COLUMNS)
    certifications = Certification.objects.select_related("mentor").order_by("expires_at", "pk")
    for outcome, rows in (
        ("would be paused", certifications.due(as_of)),
        ("skipped: exempt", certifications.skipped_exempt(as_of)),
        ("skipped: within grace", certifications.in_grace(as_of)),
    ):
        for row in rows.iterator(chunk_size=2000):
            yield [
                outcome,
                row.mentor_id,
                row.mentor.name,
                row.mentor.email,
                row.certification_id,
                row.certification_type_id,
                moments.utc_date(row.expires_at),
                row.mentor.exempt_until,
                row.mentor.exempt_reason,
            ]


@dataclass(frozen=True)
class Comparison:
    """How a run differs from its preview, as mentor ids."""

    paused_not_shown: list[str]
    shown_not_paused: list[str]


def remember_preview(request: HttpRequest, as_of: date) -> None:
    """Store the mentors that the preview shows, to compare them with the run started from it."""
    due = Certification.objects.due(as_of).values_list("mentor_id", flat=True)
    ids = list(due.order_by("pk")[: MAX_REMEMBERED + 1])
    request.session[SESSION_KEY] = ids if len(ids) <= MAX_REMEMBERED else None


def compare_with_preview(request: HttpRequest, run: ExpiryRun) -> Comparison | None:
    """Return how the run differs from the preview; ``None`` without a preview or a difference."""
    shown = request.session.get(SESSION_KEY)
    if shown is None or run.dry_run:
        return None
    paused = set(run.pauses.values_list("mentor_id", flat=True))
    not_shown, not_paused = sorted(paused - set(shown)), sorted(set(shown) - paused)
    return Comparison(not_shown, not_paused) if not_shown or not_paused else None
