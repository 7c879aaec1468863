"""Django's ``LOGGING``: one form, to standard error."""

from typing import Any

from mentorcerts.lib.logs import JsonLine, TextLine
from mentorcerts.settings import environment

OURS = ("mentorcerts", "certifications", "statuses", "renewals")


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
    quiet = {"level": "WARNING", "handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": JsonLine if as_json else TextLine}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
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
