"""``manage.py check_events``: does the change log tell where mentors stand?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from mentorcerts.health.log_check import check_log, repair_log

MENTORS_NAMED = 10
"""Mentors that are named of each kind."""


class Command(BaseCommand):
    help = (
        "Replays the change log and compares who is paused with what is recorded. The task cluster "
        "does so every night. Exit code 1 if some mentors stand otherwise."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="write a line with where they stand for each of them; it is published like any",
        )

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        found = check_log(now=timezone.now())
        if not found:
            self.stdout.write("The change log tells where every mentor stands.")
            return
        for what, mentor_ids in (
            ("paused in the log only", found.only_in_log),
            ("paused in the records only", found.only_in_tables),
            ("active in one, without a stand in the other", found.otherwise),
        ):
            if mentor_ids:
                more = ", …" if len(mentor_ids) > MENTORS_NAMED else ""
                named = ", ".join(mentor_ids[:MENTORS_NAMED])
                self.stdout.write(f"{len(mentor_ids)} {what}: {named}{more}")
        if not repair:
            self.stdout.write("Run it with --repair to tell where they stand.")
            raise SystemExit(1)
        corrected = repair_log(found, now=timezone.now())
        self.stdout.write(f"{corrected} lines with where they stand have been written.")
