"""Reasons that people give."""

from django.core.exceptions import ValidationError

from mentorcerts.lib.lengths import REASON_LENGTH


def required_reason(reason: str) -> str:
    """The reason, trimmed. ``ValidationError`` if there is none, or more than 500 characters."""
    if not reason.strip():
        raise ValidationError({"reason": "Give a reason: somebody will ask for it later."})
    return checked_reason(reason)


def checked_reason(reason: str) -> str:
    """The reason, trimmed. ``ValidationError`` beyond 500 characters."""
    if len(reason.strip()) > REASON_LENGTH:
        raise ValidationError({"reason": f"Use {REASON_LENGTH} characters at most."})
    return reason.strip()
