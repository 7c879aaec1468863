"""Tables of the admin's pages as spreadsheets: the links below a heading, and the file.

A page shows ``admin/sheets/download.html`` above its tables, whose links (or, within a form that
shows what was entered, buttons) ask the same page for a file: it begins with ``asked_format``, and
answers with ``download``. So whoever may see the page may have the file, and it has what the page
shows; all of it, where the page shows the first ones.
"""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.http import FileResponse, HttpRequest

from mentorcerts.lib.sheets.exporting import list_exported, rows_file
from mentorcerts.lib.sheets.files import FORMATS, FileFormat

FORMAT = "format"
"""What links and buttons send."""


def asked_format(request: HttpRequest) -> FileFormat | None:
    """The format of the file that is asked for; ``None`` where it is the page itself."""
    sent = request.POST if request.method == "POST" else request.GET
    return FORMATS.get(sent.get(FORMAT, ""))


def download(
    request: HttpRequest,
    file_format: FileFormat,
    *,
    title: str,
    file_name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> FileResponse:
    """Rows as a file, recorded in the audit log as the export of a list is.

    ``title`` says there what it was; ``file_name`` is without an extension. The values of a row
    are what ``format_cell`` takes: dates, and ``LocalTime`` below a ``heading_of_moment``.
    """
    file, number = rows_file(headings, rows, file_format)
    record_download(request, title=title, rows=number)
    return file_answer(file, file_format, file_name=file_name)


def record_download(request: HttpRequest, *, title: str, rows: int) -> None:
    """For those who write the rows in a transaction that is rolled back."""
    list_exported.send(download, request=request, title=title, rows=rows)


def file_answer(file: IO[bytes], file_format: FileFormat, *, file_name: str) -> FileResponse:
    """The answer that carries an open file."""
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{file_name}.{file_format.extension}",
        content_type=file_format.content_type,
    )
