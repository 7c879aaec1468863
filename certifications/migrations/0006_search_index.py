"""On PostgreSQL: find mentors by a part of their id, name or e-mail without reading them all.

Needs the extension pg_trgm, which a database's owner may install; where that is not allowed or
the extension is not there, the search works as before, only slower.
"""

import logging

from django.db import DatabaseError, migrations

logger = logging.getLogger(__name__)
TABLE = "certifications_mentor"
INDEXES = {f"mentor_{column}_search": column for column in ("mentor_id", "name", "email")}


def make_indexes(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError as error:
            logger.warning("No index for searching mentors: %s", error)
            return
        for name, column in INDEXES.items():
            # As Django spells icontains; concurrently, so that nobody waits on a million rows.
            cursor.execute(
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {TABLE} "
                f"USING gin (UPPER({column}::text) gin_trgm_ops)"
            )


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for name in INDEXES:
                cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("certifications", "0005_queue_index")]
    operations = [migrations.RunPython(make_indexes, drop_indexes)]
