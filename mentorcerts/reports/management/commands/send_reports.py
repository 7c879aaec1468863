"""``manage.py send_reports``: send the reports that wait, for cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certifications.job.exit_codes import EXIT_FAILED
from mentorcerts.reminders.installation import identity, may_write
from mentorcerts.reports.send import send_reports


class Command(BaseCommand):
    help = (
        "Sends the reports for the board that somebody has asked to be mailed, within the hours of "
        "sending. Safe to repeat, to run twice at once, and to kill."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not may_write(now=timezone.now()):
            text = f"Mails are off, or this installation may not send any: {identity()}."
            raise CommandError(text, returncode=EXIT_FAILED)
        done = send_reports(now_is=timezone.now)
        self.stdout.write(f"{done.sent} sent, {done.not_sent} not sent, {done.failed} not taken.")
        if done.failed or done.server_is_down:
            raise SystemExit(EXIT_FAILED)
