"""The preview of an action on many records as a file, by another button of the same form."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest
from django.utils.text import slugify

from mentorcerts.lib.admin.downloads import asked_format, download
from mentorcerts.lib.admin.outcomes import NOT_AS_SHOWN, ActionOutcome

WILL_HAPPEN, LEFT = "will happen", "left as before"


def outcome_file(
    request: HttpRequest,
    outcome: ActionOutcome,
    *,
    title: str,
    about: Callable[[Any], dict[str, Any]],
) -> FileResponse | None:
    """The file, if its button was pressed and this is what the page showed; else ``None``.

    Where something else would happen by now, a message says so, and the page shows it.
    ``about`` says what a record is, by heading.
    """
    file_format = asked_format(request)
    if file_format is None:
        return None
    if request.POST.get("shown") != outcome.digest:
        messages.warning(request, NOT_AS_SHOWN)
        return None
    first = [record for record, _ in (*outcome.done, *outcome.refused)][:1]
    return download(
        request,
        file_format,
        title=title,
        file_name=slugify(title),
        headings=[*(about(first[0]) if first else ()), "Outcome", "What happens, or why not"],
        rows=_rows(outcome, about),
    )


def _rows(outcome: ActionOutcome, about: Callable[[Any], dict[str, Any]]) -> Iterator[list[Any]]:
    for told, part in ((WILL_HAPPEN, outcome.done), (LEFT, outcome.refused)):
        for record, sentence in part:
            yield [*about(record).values(), told, sentence]
