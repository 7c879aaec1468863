"""What a service says when it can't do what was asked.

Bad values are Django's own ``ValidationError``, with the field's name. The rest is here;
the API answers them with 404 and 409, the admin shows their text on the form.
"""

from collections.abc import Mapping
from typing import Any


def error_body(
    code: str,
    message: str,
    fields: Mapping[str, list[str]] | None = None,
    details: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The one shape of every error that the API or ``run_expiry_job --json`` prints."""
    return {
        "error": {
            "code": code,
            "message": message,
            "fields": dict(fields or {}),
            "details": dict(details or {}),
        }
    }


class Refused(Exception):
    """Base of the refusals. ``details`` is for machines, the message for people."""

    code = "refused"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def body(self) -> dict[str, Any]:
        """The API's one error shape."""
        return error_body(self.code, self.message, details=self.details)


class Missing(Refused):
    """There is no such record, or it has been removed."""

    code = "not_found"


class Conflict(Refused):
    """The request is sound, but what is already recorded stands against it."""

    code = "conflict"
