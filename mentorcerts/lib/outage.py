"""When the database is away or can't be written to: 503, which says "try again", and no 500."""

import sys

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


def error_page(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: called while the error that no view has caught is at hand."""
    if not database_is_away(sys.exc_info()[1]):
        return server_error(request)
    return HttpResponse(render_to_string("503.html"), status=503, headers=RETRY_AFTER)
