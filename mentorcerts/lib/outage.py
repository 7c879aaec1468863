"""When the database is away or can't be written to: 503, which says "try again", and no 500."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

READ_ONLY = "25006"
"""PostgreSQL's code for a write to a standby, or to a database set to read only."""
RETRY_AFTER = {"Retry-After": "5"}
"""Seconds: a restart of PostgreSQL takes about as long."""


def database_is_away(error: BaseException | None) -> bool:
    """Whether the same request may well succeed later: nothing is wrong with it, or with us."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return getattr(getattr(error, "__cause__", None), "sqlstate", None) == READ_ONLY


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
    if not database_is_away(sys.exc_info()[1]):
        return server_error(request)
    return HttpResponse(render_to_string("503.html"), status=503, headers=RETRY_AFTER)
