"""``manage.py check_runs``: check the nightly run, for cron and for operators."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from mentorcerts.health.alerts import check_and_alert
from mentorcerts.health.notices import all_notices
from mentorcerts.health.schedule_health import repair_schedules


class Command(BaseCommand):
    help = (
        "Says whether the nightly run is overdue, failed or held, a clock was wrong, a scheduled "
        "task will not run as it should, or totals are wrong; and mails it to the addresses in "
        "MENTORCERTS_ALERT_EMAILS, once an incident. Exit code 1 if something is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="first bring back schedules and tasks that a wrong clock has put far off; check "
            "that this machine's clock is right",
        )

    def handle(self, *args: Any, repair: bool = False, **options: Any) -> None:
        now = timezone.now()
        for sentence in repair_schedules(now=now) if repair else ():
            self.stdout.write(f"Repaired: {sentence}")
        problems = [notice for notice in all_notices(now=now) if notice.is_problem]
        for notice in problems:
            self.stdout.write(f"{notice.title}. {notice.text} {notice.advice}")
        check_and_alert(now=now)
        if problems:
            raise SystemExit(1)
        self.stdout.write("The nightly run is well.")
