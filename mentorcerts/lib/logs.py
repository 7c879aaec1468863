"""Structured logs: one line per event, with the ids of its request and of its run.

JSON for machines, or text for people. No personal data: our own messages name runs, not mentors;
request paths (which can contain a mentor's id) and rows that a database quotes are removed here.
"""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_QUOTED_ROW = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)
_bound: ContextVar[dict[str, str]] = ContextVar("ids of the log's lines", default={})  # noqa: B039


@contextmanager
def bound(**ids: str) -> Iterator[None]:
    """Add these ids to every line that this thread logs inside the ``with`` block."""
    token = _bound.set({**_bound.get(), **ids})
    try:
        yield
    finally:
        _bound.reset(token)


class JsonLine(logging.Formatter):
    """A JSON object: timestamp (UTC), level, logger, event, the bound ids, exception."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.fields(record))

    def fields(self, record: logging.LogRecord) -> dict[str, str]:
        fields = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _without_quoted_rows(_without_path(record)),
            **_bound.get(),
        }
        if request_id := getattr(getattr(record, "request", None), "request_id", ""):
            fields["request_id"] = request_id  # a refused request is logged after its block
        if record.exc_info:
            fields["exception"] = _without_quoted_rows(self.formatException(record.exc_info))
        elif record.exc_text:
            fields["exception"] = _without_quoted_rows(record.exc_text)
        return fields


class TextLine(JsonLine):
    """The same fields as text."""

    def format(self, record: logging.LogRecord) -> str:
        fields = self.fields(record)
        known = [fields.pop(name) for name in ("timestamp", "level", "logger", "event")]
        trace = "\n" + fields.pop("exception") if "exception" in fields else ""
        return " ".join([*known, *(f"{name}={value}" for name, value in fields.items())]) + trace


def _without_path(record: logging.LogRecord) -> str:
    """Return the message, with the request's path replaced by its route."""
    request: Any = getattr(record, "request", None)
    # The development server passes its socket as ``request``.
    if not hasattr(request, "resolver_match") or not isinstance(record.args, tuple):
        return record.getMessage()
    route = getattr(request.resolver_match, "route", "(no such address)")
    path = str(request.path)
    spellings = path, path.encode("unicode_escape").decode("ascii")  # the second is Django's
    return str(record.msg) % tuple(route if arg in spellings else arg for arg in record.args)


def _without_quoted_rows(text: str) -> str:
    """Remove the rows that PostgreSQL quotes in its errors."""
    return _QUOTED_ROW.sub(r"\1: (left out)", text)
