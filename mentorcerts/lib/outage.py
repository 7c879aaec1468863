"""When the database is away, or the disk is full: 503, which says "try again", and no 500."""

import errno
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

READ_ONLY = "25006"
"""PostgreSQL's code for a write to a standby, or to a database set to read only."""
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
"""A disk that is full, or an account's share of it, or one that can't be written to."""
NO_FOLDER = {errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR}
"""Why no file can be made in a folder; elsewhere than in the temporary one that is our fault."""
RETRY_AFTER = {"Retry-After": "5"}
"""Seconds: a restart of PostgreSQL takes about as long."""

DATABASE_AWAY = "The database can't be reached at the moment, or is busy."
DISK_FULL = "This server has no room left for temporary files. Its operators have to make some."


def reason_of(error: BaseException | None) -> str:
    """A sentence, if the same request may well succeed later: nothing is wrong with it, or us."""
    if database_is_away(error):
        return DATABASE_AWAY
    return DISK_FULL if disk_is_full(error) else ""


def database_is_away(error: BaseException | None) -> bool:
    """Whether the database doesn't answer, or takes no writes."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return getattr(getattr(error, "__cause__", None), "sqlstate", None) == READ_ONLY


def disk_is_full(error: BaseException | None) -> bool:
    """Whether a file could not be written: no room, or a temporary folder without permission."""
    if not isinstance(error, OSError):
        return False
    return error.errno in NO_ROOM or (error.errno in NO_FOLDER and _is_about_temporary_files(error))


def _is_about_temporary_files(error: OSError) -> bool:
    try:
        folder = Path(tempfile.gettempdir())
    except FileNotFoundError:  # there is none that can be written to
        return True
    return isinstance(error.filename, str) and Path(error.filename).parent == folder


def connection_was_lost(error: BaseException) -> bool:
    """Whether PostgreSQL ended the connection: what was being done may have nothing to do with it.

    Django may have connected anew by the time that anybody asks whether the connection is usable.
    """
    cause: Any = error.__cause__
    if not isinstance(error, OperationalError | InterfaceError) or not hasattr(cause, "sqlstate"):
        return False
    state = cause.sqlstate or ""  # none where the server said nothing any more
    return not state or state.startswith(("08", "57P"))  # connection exceptions, shutdowns


def error_page(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: called while the error that no view has caught is at hand."""
    reason = reason_of(sys.exc_info()[1])
    return unavailable_page(reason) if reason else server_error(request)


def unavailable_page(reason: str) -> HttpResponse:
    """503 with a sentence. A browser that loads it again sends the same once more."""
    page = render_to_string("503.html", {"reason": reason})
    return HttpResponse(page, status=503, headers=RETRY_AFTER)
