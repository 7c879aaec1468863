"""``manage.py check_runs``: check the nightly run, for cron and for operators."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentorcerts.health.alerts import check_and_alert
from mentorcerts.health.run_health import notices, run_health


class Command(BaseCommand):
    help = (
        "Says whether the nightly run is overdue, failed or held, and mails it to the addresses in "
        "MENTORCERTS_ALERT_EMAILS, once an incident. Exit code 1 if something is wrong."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        problems = [notice for notice in notices(run_health(), now=now) if notice.is_problem]
        for notice in problems:
            self.stdout.write(f"{notice.title}. {notice.text}")
        check_and_alert(now=now)
        if problems:
            raise SystemExit(1)
        self.stdout.write("The nightly run is well.")
