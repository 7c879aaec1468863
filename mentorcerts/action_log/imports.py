"""Imports of files are lines among the actions: who, when, what, how many rows; without undo."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.action_log.recording import newest_event
from mentorcerts.lib import change_source
from mentorcerts.lib.sheets.importing import ImportResult
from mentorcerts.lib.wording import number_of

IMPORT = "import"


def record_import(
    sender: Any, *, request: HttpRequest, title: str, result: ImportResult, **_: Any
) -> None:
    """``list_imported``: once it is written, so that what went wrong here undoes no import."""
    left_out = f", {result.rows_left_out:,} left out" if result.rows_left_out else ""
    ExecutedAction.objects.create(
        name=IMPORT,
        title=f"Import: {title}",
        by=request.user.get_username(),
        source=change_source.IMPORT,
        at=timezone.now(),
        done=0,
        left_as_before=0,
        details=f"{number_of(result.total_rows, 'row')} in the file{left_out}",
        position=newest_event(),
    )
