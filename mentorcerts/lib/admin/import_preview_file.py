"""The preview of an import as a file: all its rows, with what happens to each, or what is wrong."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from typing import Any

from django.core import signing
from django.http import FileResponse, HttpRequest
from django.utils.text import slugify

from mentorcerts.lib.admin.downloads import asked_format, download
from mentorcerts.lib.admin.import_steps import ImportSteps, Look
from mentorcerts.lib.sheets.files import FileFormat
from mentorcerts.lib.sheets.importing import ImportResult, Problem
from mentorcerts.lib.sheets.row_kinds import CellChange
from mentorcerts.lib.sheets.tables import ImportTable

REFUSED = "refused"
PROBLEMS = "problems"
"""The field of a page that carries them."""
MAX_CARRIED = 1_000_000
"""Characters: of a request Django reads 2.5 MB."""


def preview_file(
    request: HttpRequest, file_format: FileFormat, steps: ImportSteps, *, title: str
) -> FileResponse | None:
    """Look at the upload again; ``None`` where it comes to something else than its page showed.

    Raises ``UploadGone`` and ``Unreadable``.
    """
    look = replace(steps, shows_all=True).look(steps.read())
    if _digest_as_shown(steps.table, look.shown) != steps.upload["digest"]:
        return None
    return download(
        request,
        file_format,
        title=title,
        file_name=slugify(title),
        headings=_headings(steps.table, look.shown),
        rows=_rows(steps.table, look),
    )


def carried(problems: Sequence[Problem], *, salt: str) -> str:
    """What is wrong with an upload that is not kept, for its page to send back.

    Empty where that would be too much: then the page has no file.
    """
    told = signing.dumps([astuple(problem) for problem in problems], salt=salt, compress=True)
    return told if len(told) <= MAX_CARRIED else ""


def problems_file(
    request: HttpRequest, table: type[ImportTable[Any]], *, salt: str, title: str
) -> FileResponse | None:
    """What a page has sent back as a file; ``None`` where it has sent nothing that was carried."""
    file_format = asked_format(request)
    try:
        told = signing.loads(request.POST.get(PROBLEMS, ""), salt=salt)
    except signing.BadSignature:
        return None
    if file_format is None:
        return None
    problems = [Problem(*each) for each in told]
    return download(
        request,
        file_format,
        title=title,
        file_name=slugify(title),
        headings=["Row", "Kind", "What is wrong"],
        rows=([row, REFUSED, why] for row, why in _told(table, problems)),
    )


def _digest_as_shown(table: type[ImportTable[Any]], result: ImportResult) -> str:
    """As the page has it, whose outcome holds the first rows only."""
    outcome = replace(result.outcome, rows=result.outcome.rows[: table.previewed])
    return replace(result, outcome=outcome).digest


def _headings(table: type[ImportTable[Any]], result: ImportResult) -> list[str]:
    return ["Row", "Kind", *column_headings(table, result), "What happens, or what is wrong"]


def column_headings(table: type[ImportTable[Any]], result: ImportResult) -> list[str]:
    """Above the cells of the rows that are previewed."""
    return [_heading(table, name) for name in result.outcome.columns]


def _heading(table: type[ImportTable[Any]], name: str) -> str:
    column = table.columns.get(name)
    return column.heading if column else name.replace("_", " ").capitalize()


def _rows(table: type[ImportTable[Any]], look: Look) -> list[list[Any]]:
    """In the order of the file."""
    shown = look.shown.outcome
    blank = [None] * len(shown.columns)
    problems = look.shown.left_out
    rows: list[list[Any]] = [
        [row.number, row.kind.value, *map(_old_and_new, row.cells), row.effect]
        for row in shown.rows
    ]
    rows += ([row, REFUSED, *blank, told] for row, told in _told(table, problems))
    return sorted(rows, key=lambda row: row[0])


def _old_and_new(cell: Any) -> Any:
    return str(cell) if isinstance(cell, CellChange) else cell


def _told(table: type[ImportTable[Any]], problems: Sequence[Problem]) -> Iterator[tuple[int, str]]:
    """What is wrong with each row, in one text."""
    by_row: defaultdict[int, list[str]] = defaultdict(list)
    for problem in problems:
        called = problem.title or (problem.column and _heading(table, problem.column))
        column = f"{called}: " if called else ""
        by_row[problem.row].append(f"{column}{problem.message}")
    return ((row, " ".join(told)) for row, told in by_row.items())
