"""A preview as a CSV file."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from certifications.models import Certification
from mentorcerts.lib import moments
from mentorcerts.lib.sheets.exporting import csv_lines, list_exported

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


def preview_as_csv(request: HttpRequest, as_of: date) -> StreamingHttpResponse:
    """Return the whole preview of a day: who would be paused, and who is skipped and why."""
    rows = sum(records.count() for _, records in _parts(as_of))
    list_exported.send(preview_as_csv, request=request, title="Preview of a run", rows=rows)
    answer = StreamingHttpResponse(csv_lines(_rows(as_of)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="expiry-preview-{as_of}.csv"'
    return answer


def _parts(as_of: date) -> list[tuple[str, QuerySet[Certification]]]:
    certifications = Certification.objects.select_related("mentor").order_by("expires_at", "pk")
    return [
        ("would be paused", certifications.due(as_of)),
        ("skipped: exempt", certifications.skipped_exempt(as_of)),
        ("skipped: within grace", certifications.in_grace(as_of)),
    ]


def _rows(as_of: date) -> Iterator[list[object]]:
    yield list(COLUMNS)
    for outcome, rows in _parts(as_of):
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
