"""``manage.py migrate``: Django's own, except that it refuses a database left between releases.

A squashed migration (``replaces``) can't be applied where only some of the old ones were. Django
would skip it without a word, and go on with the next.
"""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangosCommand
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


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


class Command(DjangosCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        recorder = MigrationRecorder(connections[options["database"]])
        if missing := never_applied(set(recorder.applied_migrations())):
            names = ", ".join(f"{app} {name}" for app, name in missing)
            raise CommandError(
                "This database was left between two releases, and nothing was changed: older "
                f"migrations were never applied to it ({names}), and this release no longer has "
                "them. Install the last release that does, run its manage.py migrate, and then "
                "upgrade to this one."
            )
        super().handle(*args, **options)
