"""Structured logs: one line an event, with the ids of the request and of the run it belongs to.

JSON where machines read them, words where people do. No personal data: what the program logs by
itself names runs, not mentors; the addresses of requests (a mentor's id can stand in them) and what
databases quote of a row are taken out here.
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
    """Every line that is logged meanwhile, in this thread, carries these."""
    token = _bound.set({**_bound.get(), **ids})
    try:
        yield
    finally:
        _bound.reset(token)


class JsonLine(logging.Formatter):
    """``{"timestamp", "level", "logger", "event", ids, "exception"}``; times are UTC."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.fields(record))

    def fields(self, record: logging.LogRecord) -> dict[str, str]:
        fields = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _without_quoted_rows(_without_address(record)),
            **_bound.get(),
        }
        if asked_by := getattr(getattr(record, "request", None), "request_id", ""):
            fields["request_id"] = asked_by  # of a refused request: logged when all is over
        if record.exc_info:
            fields["exception"] = _without_quoted_rows(self.formatException(record.exc_info))
        return fields


class TextLine(JsonLine):
    """The same for people."""

    def format(self, record: logging.LogRecord) -> str:
        fields = self.fields(record)
        known = [fields.pop(name) for name in ("timestamp", "level", "logger", "event")]
        trace = "\n" + fields.pop("exception") if "exception" in fields else ""
        return " ".join([*known, *(f"{name}={value}" for name, value in fields.items())]) + trace


def _without_address(record: logging.LogRecord) -> str:
    """In what is said of a request, the name of the route in place of the address."""
    request: Any = getattr(record, "request", None)
    # The development server hands its socket over as the request.
    if not hasattr(request, "resolver_match") or not isinstance(record.args, tuple):
        return record.getMessage()
    route = getattr(request.resolver_match, "route", "(no such address)")
    path = str(request.path)
    spellings = path, path.encode("unicode_escape").decode("ascii")  # the second is Django's
    return str(record.msg) % tuple(route if arg in spellings else arg for arg in record.args)


def _without_quoted_rows(text: str) -> str:
    """PostgreSQL's errors say which row they are about; that is nothing for a log."""
    return _QUOTED_ROW.sub(r"\1: (left out)", text)
