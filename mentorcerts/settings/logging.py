"""The log: one line per event, to standard error, as JSON or as text."""

from typing import Any

from mentorcerts.lib.logs import JsonLine, TextLine
from mentorcerts.lib.standard_error import json_is_chosen
from mentorcerts.settings import environment
from mentorcerts.settings.core import DEBUG

OWN_PACKAGES = ("mentorcerts", "certifications", "statuses", "renewals")


def configuration(*, as_json: bool, level: str) -> dict[str, Any]:
    """Return Django's ``LOGGING`` with one formatter for all loggers."""
    quiet = {"level": "WARNING", "handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": JsonLine if as_json else TextLine}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "stream": "ext://sys.__stderr__",  # sys.stderr makes lines of what is printed
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            **{package: {"level": level} for package in OWN_PACKAGES},
            "django": quiet,
            # A wrong host name is a 400 for the client, and nothing for operators to look into.
            "django.security.DisallowedHost": {**quiet, "level": "CRITICAL"},
            # It would log each heartbeat task, five lines a minute.
            "django-q": quiet,
        },
    }


MENTORCERTS_LOG_ADDRESSES = environment.boolean("MENTORCERTS_LOG_ADDRESSES", default=False)
LOGGING = configuration(
    as_json=environment.choice(
        "MENTORCERTS_LOG_FORMAT", ("json", "text"), default="json" if json_is_chosen() else "text"
    )
    == "json",
    level=environment.choice(
        "MENTORCERTS_LOG_LEVEL",
        ("DEBUG", "INFO", "WARNING", "ERROR"),
        default="WARNING" if DEBUG else "INFO",
    ),
)
