"""``manage.py prune_old_records``: delete what is older than its retention setting."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mentorcerts.lib.refusals import Conflict
from mentorcerts.personal_data.retention import prune


class Command(BaseCommand):
    help = (
        "Deletes runs that paused nobody, results of tasks, history, lines of the change log, and "
        "the ids of mentors who were erased, each when it is older than its setting "
        "(MENTORCERTS_KEEP_…_DAYS). The task cluster does it every night."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only; delete nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        verb = "would be deleted" if dry_run else "deleted"
        try:
            pruned = prune(now=timezone.now(), dry_run=dry_run)
        except Conflict as refusal:
            raise CommandError(refusal.message) from None
        for what, number in pruned.items():
            self.stdout.write(f"{what}: {number} {verb}")
