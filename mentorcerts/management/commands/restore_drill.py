"""``manage.py restore_drill``: back up, restore beside it, and compare."""

import os
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from mentorcerts.health.restore_drill import DrillError, drill


class Command(BaseCommand):
    help = (
        "Backs up the database, restores the backup into a new one, looks at it with migrate "
        "--check, check_totals, check_events and check_runs, and compares rows, newest ids and "
        "sequences. Writes nothing into the database in use. Exit code 1 if something is wrong. "
        "For PostgreSQL; run it once a month, from cron."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--server",
            metavar="URL",
            help="a database of the server on which to restore, by a role that may create "
            "databases (default: the one in use)",
        )
        parser.add_argument("--keep", action="store_true", help="do not drop the copy")

    def handle(self, *args: Any, server: str | None, keep: bool, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("The drill is for PostgreSQL. Of SQLite, open the copy and look.")
        url = os.environ["DATABASE_URL"]
        wrong = 0
        try:
            for finding in drill(url=url, server=server or url, keep=keep):
                wrong += not finding.is_well
                mark = "well " if finding.is_well else "WRONG"
                self.stdout.write(f"{mark}  {finding.what}: {finding.text}")
        except (DrillError, psycopg.Error) as failure:
            raise CommandError(f"The drill could not be done. {failure}") from None
        if wrong:
            raise SystemExit(1)
        self.stdout.write("This backup can be restored.")
