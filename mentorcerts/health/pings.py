"""Ping a cron monitor when a run starts, has ended, or has failed.

The convention is that of healthchecks.io and others: ``POST`` to the check's own address, with
``/start`` or ``/fail`` appended, and a few words in the body. Such a monitor also alerts when no
ping arrives.
"""

import requests
from django.conf import settings

from mentorcerts.health.timeouts import run_with_timeout

REQUEST_TIMEOUT_SECONDS = (3, 5)
"""To connect, and for each part of the answer."""
PING_TIMEOUT_SECONDS = 8.0
"""For everything, name resolution included."""

START, SUCCESS, FAILURE = "/start", "", "/fail"


def ping(event: str, text: str) -> None:
    """Send one ping, if a monitor is configured. A monitor that fails or is slow is logged only."""
    url = settings.MENTORCERTS_PING_URL
    if url:
        run_with_timeout(
            PING_TIMEOUT_SECONDS, "Ping of the monitor", lambda: _post(url + event, text)
        )


def _post(url: str, text: str) -> None:
    requests.post(
        url,
        data=text.encode(),
        timeout=REQUEST_TIMEOUT_SECONDS,
        headers={"User-Agent": "mentorcerts"},
    ).raise_for_status()
