"""Tomorrow's letter as a file: whom the run would pause, and who would get a mail."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest

from certifications.models import Mentor
from certifications.person_columns import PERSON, person_cells
from mentorcerts.lib import moments
from mentorcerts.lib.admin.downloads import download
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.sheets.files import FileFormat
from mentorcerts.tomorrow.letter import Letter

HEADINGS = [
    *PERSON,
    "What happens",
    "Certification id",
    "Type",
    "Type name",
    "Expires",
    "Mail",
    "To",
    "Subject",
    "Why it is not sent",
]


def letter_file(request: HttpRequest, file_format: FileFormat, letter: Letter) -> FileResponse:
    """Return all of it that names people; mails for those who may see them."""
    user: Any = request.user
    with_mails = user.has_perm("reminders.view_message")
    return download(
        request,
        file_format,
        title=f"What happens on {letter.day}",
        file_name=f"on-{letter.day}",
        headings=HEADINGS,
        rows=_rows(letter, with_mails=with_mails),
    )


def _rows(letter: Letter, *, with_mails: bool) -> Iterator[list[Any]]:
    for some in in_chunks(letter.pauses.shown, ROWS_PER_BATCH):
        mentors = Mentor.objects.in_bulk([each.mentor_id for each in some])
        for each in some:
            kind = each.certification_type
            about = [each.certification_id, kind.pk, kind.name, moments.utc_date(each.expires_at)]
            yield [*person_cells(mentors[each.mentor_id]), "is paused", *about, *[None] * 4]
    for mails in in_chunks(letter.mails.shown if with_mails else [], ROWS_PER_BATCH):
        mentors = Mentor.objects.in_bulk([mail.mentor_id for mail in mails])
        for mail in mails:
            told = "gets no mail" if mail.not_sent else "gets a mail"
            about = [mail.kind, mail.to, mail.subject, mail.not_sent]
            yield [*person_cells(mentors[mail.mentor_id]), told, *[None] * 4, *about]
