"""What a service raises when it can't do what was asked, and the words for it.

Bad values are Django's own ``ValidationError``, usually with the field's name. The rest is
here; the API answers them with 404 and 409, the admin shows their text on the form.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


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
    status = 400
    """Of the API's answer."""

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
    status = 404


class Conflict(Refused):
    """The request is sound, but what is already recorded stands against it."""

    code = "conflict"
    status = 409


def messages_by_field(error: ValidationError | Refused) -> dict[str, list[str]]:
    """Field → sentences. What concerns no single field is under ``NON_FIELD_ERRORS``."""
    if isinstance(error, Refused):
        return {NON_FIELD_ERRORS: [error.message]}
    if hasattr(error, "error_dict"):  # only then has it a message_dict
        return error.message_dict
    return {NON_FIELD_ERRORS: error.messages}


def sentences(error: ValidationError | Refused) -> str:
    """All that it says, in one line, without the fields' names."""
    return error.message if isinstance(error, Refused) else " ".join(error.messages)
