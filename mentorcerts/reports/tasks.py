"""What the task cluster runs every five minutes; safe to repeat."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone

from mentorcerts.reports.send import send_reports


def send_waiting_reports() -> dict[str, Any]:
    """Send the reports that wait."""
    return asdict(send_reports(now_is=timezone.now))
