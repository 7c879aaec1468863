"""``manage.py send_digests``: plan and send coordinators' digests, for cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certifications.job.exit_codes import EXIT_FAILED
from mentorcerts.digests.plan import plan_digests
from mentorcerts.digests.send import send_digests
from mentorcerts.lib import clock
from mentorcerts.reminders.installation import identity, may_write


class Command(BaseCommand):
    help = (
        "Plans the digests that coordinators have chosen, and sends what is due, within the hours "
        "of sending. Safe to repeat, to run twice at once, and to kill."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if not may_write(now=now):
            text = f"Mails are off, or this installation may not send any: {identity()}."
            raise CommandError(text, returncode=EXIT_FAILED)
        planned = plan_digests(today=clock.local_date(now), now=now)
        done = send_digests(now_is=timezone.now)
        self.stdout.write(
            f"{planned} planned; {done.sent} sent, {done.not_sent} not needed, {done.failed} not "
            "taken."
        )
        if done.failed or done.server_is_down:
            raise SystemExit(EXIT_FAILED)
