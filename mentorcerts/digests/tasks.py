"""What the task cluster runs every ten minutes; safe to repeat."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone

from mentorcerts.digests.plan import plan_digests
from mentorcerts.digests.send import send_digests
from mentorcerts.lib import clock
from mentorcerts.reminders.installation import may_write


def plan_and_send_digests() -> dict[str, Any] | None:
    """Plan the digests of today, and send what is due."""
    now = timezone.now()
    if not may_write(now=now):
        return None
    planned = plan_digests(today=clock.local_date(now), now=now)
    return {"planned": planned} | asdict(send_digests(now_is=timezone.now))
