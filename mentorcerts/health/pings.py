"""Tells a monitor of cron jobs that a run starts, has ended, or has failed.

The convention is that of healthchecks.io and others: ``POST`` to the check's own address, with
``/start`` or ``/fail`` behind it, and a few words in the body. Such a monitor also notices when
nothing comes.
"""

import requests
from django.conf import settings

from mentorcerts.health.timeouts import run_with_timeout

TIMEOUT_SECONDS = (3, 5)
"""To connect, and for each part of the answer."""
PATIENCE_SECONDS = 8.0

START, SUCCESS, FAILURE = "/start", "", "/fail"


def ping(event: str, text: str) -> None:
    """Send one; a monitor that is away or slow is logged and changes nothing."""
    url = settings.MENTORCERTS_PING_URL
    if url:
        run_with_timeout(PATIENCE_SECONDS, "Ping of the monitor", lambda: _post(url + event, text))


def _post(url: str, text: str) -> None:
    requests.post(
        url, data=text.encode(), timeout=TIMEOUT_SECONDS, headers={"User-Agent": "mentorcerts"}
    ).raise_for_status()
