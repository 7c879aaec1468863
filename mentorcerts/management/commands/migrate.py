"""``manage.py migrate``: Django's own, except for two things.

It refuses a database left between releases: a squashed migration (``replaces``) can't be applied
where only some of the old ones were. Django would skip it without a word, and go on with the next.

And on PostgreSQL it does not wait for a lock for longer than ``--lock-timeout``, because everybody
else would wait behind it.
"""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as DjangosCommand
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from mentorcerts.lib.lock_timeout import LockNotFree, limited_waiting

DEFAULT_TIMEOUT_SECONDS = 5
"""Longer than a write or a full batch of the nightly run takes; short enough to be waited for."""
MOST_SECONDS = 86_400


def never_applied(applied: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Migrations (app, name) that are gone from this release and still missing in a database which
    has others of the same group. Empty where it has all of a group, or none."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    missing: set[tuple[str, str]] = set()
    for migration in loader.replacements.values():
        unknown = set(migration.replaces) - applied
        if len(unknown) < len(migration.replaces):
            missing |= unknown - loader.disk_migrations.keys()
    return sorted(missing)


def _seconds(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_SECONDS:
        raise ArgumentTypeError(f"{text!r}: write a whole number of seconds, 0 to {MOST_SECONDS}")
    return int(text)


class Command(DjangosCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--lock-timeout",
            type=_seconds,
            default=DEFAULT_TIMEOUT_SECONDS,
            metavar="SECONDS",
            help="give up if a table is locked for longer, because readers and writers wait behind "
            "a migration that waits (PostgreSQL; default: %(default)s; 0: wait for ever)",
        )

    def handle(self, *args: Any, lock_timeout: int, **options: Any) -> None:
        connection = connections[options["database"]]
        recorder = MigrationRecorder(connection)
        if missing := never_applied(set(recorder.applied_migrations())):
            names = ", ".join(f"{app} {name}" for app, name in missing)
            raise CommandError(
                "This database was left between two releases, and nothing was changed: older "
                f"migrations were never applied to it ({names}), and this release no longer has "
                "them. Install the last release that does, run its manage.py migrate, and then "
                "upgrade to this one."
            )
        try:
            with limited_waiting(connection, seconds=lock_timeout):
                super().handle(*args, **options)
        except LockNotFree as locked:
            raise CommandError(
                f"{locked} The migration gave up after {lock_timeout} s, so that nobody has to "
                "wait behind it. Run it again: it goes on where it stopped. If the same session is "
                "still in the way, wait until its transaction ends, or end it in psql: SELECT "
                "pg_terminate_backend(process). --lock-timeout sets how long the migration waits."
            ) from locked
