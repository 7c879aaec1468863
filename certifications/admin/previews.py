"""The preview of a run as a file."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest

from certifications import expiry
from certifications.models import Certification
from certifications.person_columns import PERSON, person_cells
from mentorcerts.lib import moments
from mentorcerts.lib.admin.downloads import download
from mentorcerts.lib.sheets.files import FileFormat

HEADINGS = [
    "Outcome",
    *PERSON,
    "Certification id",
    "Type",
    "Type name",
    "Expired on",
    "Days ago",
    "Grace lasts through",
    "Exempt until",
    "Exempt reason",
]


def preview_file(request: HttpRequest, file_format: FileFormat, as_of: date) -> FileResponse:
    """Return the whole preview of a day: who would be paused, and who is skipped and why."""
    return download(
        request,
        file_format,
        title="Preview of a run",
        file_name=f"expiry-preview-{as_of}",
        headings=HEADINGS,
        rows=_rows(as_of),
    )


def _parts(as_of: date) -> list[tuple[str, QuerySet[Certification]]]:
    certifications = Certification.objects.select_related("mentor", "certification_type")
    ordered = certifications.order_by("expires_at", "pk")
    return [
        ("would be paused", ordered.due(as_of)),
        ("skipped: exempt", ordered.skipped_exempt(as_of)),
        ("skipped: within grace", ordered.in_grace(as_of)),
    ]


def _rows(as_of: date) -> Iterator[list[object]]:
    for outcome, rows in _parts(as_of):
        for row in rows.iterator(chunk_size=2000):
            kind = row.certification_type
            yield [
                outcome,
                *person_cells(row.mentor),
                row.certification_id,
                kind.pk,
                kind.name,
                moments.utc_date(row.expires_at),
                -expiry.days_until_expiry(row.expires_at, today=as_of),
                expiry.grace_ends(row.expires_at, grace_days=kind.grace_days),
                row.mentor.exempt_until,
                row.mentor.exempt_reason,
            ]
