"""Structured logs: one line an event, with the ids of the request and of the run it belongs to.

JSON where machines read them, columns where people do. No personal data: what the program logs by
itself names runs, not mentors; the addresses of requests (a mentor's id can stand in them) and what
databases quote of a row are taken out here.
"""

import re
from typing import Any

import structlog
from structlog.types import EventDict, WrappedLogger

from mentorcerts import environment

_QUOTED_ROW = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)


def without_addresses(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """In what is said of a request, the name of the route in place of the address."""
    record, args = event["_record"], event.pop("positional_args", None)
    request: Any = getattr(record, "request", None)
    # The development server hands its socket over as the request.
    if hasattr(request, "resolver_match") and isinstance(args, tuple):
        route = getattr(request.resolver_match, "route", "(no such address)")
        path = str(request.path)
        spellings = path, path.encode("unicode_escape").decode("ascii")  # the second is Django's
        event["event"] = record.msg % tuple(route if arg in spellings else arg for arg in args)
    return event


def without_quoted_rows(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """PostgreSQL's errors say which row they are about; that is nothing for a log."""
    for key in ("event", "exception"):
        if isinstance(text := event.get(key), str):
            event[key] = _QUOTED_ROW.sub(r"\1: (left out)", text)
    return event


def from_environment(*, development: bool) -> dict[str, Any]:
    """``configuration``, as ``MENTORCERTS_LOG_FORMAT`` and ``MENTORCERTS_LOG_LEVEL`` say."""
    form = environment.choice(
        "MENTORCERTS_LOG_FORMAT", ("json", "text"), default="text" if development else "json"
    )
    level = environment.choice(
        "MENTORCERTS_LOG_LEVEL",
        ("DEBUG", "INFO", "WARNING", "ERROR"),
        default="WARNING" if development else "INFO",
    )
    return configuration(as_json=form == "json", level=level)


def configuration(*, as_json: bool, level: str) -> dict[str, Any]:
    """Django's ``LOGGING``: everything to standard error, in one form."""
    before = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_addresses,
        without_quoted_rows,
    ]
    renderer = structlog.processors.JSONRenderer() if as_json else _columns()
    quiet = {"level": "WARNING", "handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": before,
                "pass_foreign_args": True,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "structured",
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            **{ours: {"level": level} for ours in OURS},
            "django": quiet,
            # A foreign host name is a 400 for whoever sent it, and no fault of ours to look into.
            "django.security.DisallowedHost": {**quiet, "level": "CRITICAL"},
            # It would tell of every sign of life, five lines a minute.
            "django-q": quiet,
        },
    }


OURS = ("mentorcerts", "certifications", "statuses", "renewals")


def _columns() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
