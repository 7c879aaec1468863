"""What PostgreSQL believes of the sizes of its tables: how it answers rests on that."""

from django.db import connection

from certifications.models import Certification, Mentor

TABLES = [model._meta.db_table for model in (Certification, Mentor)]


def keep_informed(*, mentors: int) -> None:
    """Have it look again where it believes in less than half of this number of certified mentors.

    It looks by itself within a minute or so of many changes. Until then it may take a full table
    for an empty one, if that was cleared before: then it joins every row with every other, and a
    run of thousands takes hours. SQLite goes by its indexes. A replica learns from its primary.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_BELIEVED, [TABLES])
        believed = cursor.fetchone()[0]
        if believed is not None and believed < mentors / 2:
            # What somebody else is looking at already, or is changing, need not wait for us.
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {', '.join(TABLES)}")


_BELIEVED = """
    SELECT min(reltuples) FROM pg_class
    WHERE oid = ANY (%s::regclass[]) AND NOT pg_is_in_recovery()"""
