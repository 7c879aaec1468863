"""What the task cluster runs. Tasks may run twice: each is safe to repeat."""

import logging
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from mentorcerts.lib import clock
from mentorcerts.reminders.installation import may_write
from mentorcerts.reminders.models import SenderState
from mentorcerts.reminders.notices import plan_notices
from mentorcerts.reminders.plan import plan_reminders
from mentorcerts.reminders.send import send_due

logger = logging.getLogger(__name__)


def plan_reminders_of_today() -> dict[str, Any] | None:
    """Every hour, and done once a day: in the first hour of the programme's own day.

    So it is night wherever the programme is, and there is time until the hours of sending.
    """
    now, today = timezone.now(), clock.today()
    if not may_write(now=now) or SenderState.objects.filter(pk=1, planned_on=today).exists():
        return None
    plan = plan_reminders(today=today, now=now)
    if plan.held:
        logger.error("A round of reminders is held: it would write to %d mentors", plan.mentors)
    return plan.as_json()


def send_messages() -> dict[str, Any] | None:
    """Every minute: plan the notices of what has happened, and send what is due, for 30 seconds."""
    now = timezone.now()
    if not may_write(now=now):
        return None
    plan_notices(today=clock.local_date(now), now=now)
    return asdict(send_due(now_is=timezone.now))
