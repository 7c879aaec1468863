"""All mails that are due, as the task cluster's tasks plan and send them: once, or in a loop."""

import logging
from collections.abc import Callable
from threading import Event as Signal
from typing import Any

from django.db import Error, connection

from mentorcerts.digests.tasks import plan_and_send_digests
from mentorcerts.reminders.tasks import plan_reminders_of_today, send_messages
from mentorcerts.reports.tasks import send_waiting_reports

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
TASKS: tuple[Callable[[], dict[str, Any] | None], ...] = (
    plan_reminders_of_today,
    send_messages,
    plan_and_send_digests,
    send_waiting_reports,
)
"""Each is a slice of some seconds, safe to run twice at once, and to kill."""


def mail_slices() -> tuple[int, int]:
    """Plan and send once; return how many mails were sent, and how many of ``TASKS`` failed.

    One that fails stops no other, whatever it raises: each is logged.
    """
    sent = failed = 0
    for task in TASKS:
        try:
            done = task() or {}
            sent += done.get("accepted", 0) + done.get("sent", 0)
        except Error as error:
            failed += 1
            logger.warning("Mails are sent later: %s", error)
        except Exception:
            failed += 1
            logger.exception("%s failed.", task.__name__)
    return sent, failed


def mail_until(stop: Signal) -> None:
    """Once a minute until ``stop`` is set; in a thread of its own."""
    try:
        while not stop.is_set():
            mail_slices()
            connection.close()
            stop.wait(EVERY_SECONDS)
    finally:
        connection.close()
