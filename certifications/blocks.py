"""Far pages of certifications: found without going through all that come before.

PostgreSQL counts the live certifications in each block of ids, by triggers (migration
``0012_blocks``), in the transaction that changes them. So what lies before a page is added up from
a thousand rows for each million, and only the rest of one block is skipped record by record.
Writers of one block do not wait for each other: as with the tallies, each has a row of its own.
"""

from django.db import connection

SIZE = 1024
"""Ids in a block, as the triggers have it."""


def keys(*, offset: int, limit: int) -> list[int] | None:
    """The keys of one page of all live certifications, in their order. ``None`` on SQLite, which
    serves small programmes and keeps no blocks."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [offset, SIZE, limit, offset])
        return [key for (key,) in cursor.fetchall()]


_KEYS = """
    WITH counted AS (
        SELECT block, sum(n) AS n, sum(sum(n)) OVER (ORDER BY block) AS so_far
        FROM certifications_block GROUP BY block
    ), here AS (
        SELECT block, so_far - n AS before FROM counted
        WHERE so_far > %s ORDER BY block LIMIT 1
    )
    SELECT id FROM certifications_certification
    WHERE deleted_at IS NULL AND id >= (SELECT block FROM here) * %s
    ORDER BY id LIMIT %s OFFSET %s - (SELECT before FROM here)"""
