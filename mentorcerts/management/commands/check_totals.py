"""``manage.py check_totals``: are the counters behind the lists' totals right?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from mentorcerts.health.totals_check import check_counters, repair_counters


class Command(BaseCommand):
    help = (
        "Compares the counters that the database keeps (totals of lists, numbers on the home page) "
        "with what counting gives. The task cluster does so every night; run it after a restore. "
        "Exit code 1 if some are wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="count anew where some are wrong; writers wait"
        )

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        wrong = check_counters(now=timezone.now())
        if not wrong:
            self.stdout.write("All counters are right.")
            return
        self.stdout.write(f"{wrong} counters are wrong.")
        if not repair:
            self.stdout.write("Run it with --repair to count anew.")
            raise SystemExit(1)
        repair_counters(now=timezone.now())
        self.stdout.write("They have been counted anew.")
