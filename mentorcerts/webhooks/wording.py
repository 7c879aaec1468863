"""Endpoints in words, for pages. Never their whole address."""

from urllib.parse import urlsplit

from mentorcerts.webhooks.models import Endpoint
from mentorcerts.webhooks.watching import Lag


def host_of(endpoint: Endpoint) -> str:
    """Only the host: path and parameters may hold a password of the receiver's."""
    return urlsplit(endpoint.url).hostname or ""


def state_of(endpoint: Endpoint) -> str:
    """``well``, ``failing`` or ``disabled``."""
    if not endpoint.enabled:
        return "disabled"
    return "failing" if endpoint.failing_since else "well"


def events(number: int) -> str:
    """Such as ``1 event`` or ``1,200 events``."""
    return _counted(number, "event")


def lag_in_words(lag: Lag) -> str:
    """Such as ``12 events, 3 minutes``."""
    if not lag.events:
        return "nothing"
    return f"{events(lag.events)}, {_counted(lag.minutes, 'minute')}"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
