"""Keep PostgreSQL's table statistics fresh enough for good query plans."""

import logging

from django.db import DatabaseError, connection, transaction

from certifications.models import Certification, Mentor

logger = logging.getLogger(__name__)

TABLES = [model._meta.db_table for model in (Certification, Mentor)]


def refresh_statistics(*, mentors: int) -> None:
    """Analyze the tables where PostgreSQL estimates less than half of this number of mentors.

    It analyzes by itself within a minute or so of many changes. Until then it may take a full
    table for an empty one, if that was cleared before: then it joins every row with every other,
    and a run of thousands takes hours. SQLite goes by its indexes. A replica learns from its
    primary.

    Only what goes through whole tables calls it, runs and rounds of mails; nothing fails with it.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_ESTIMATED_ROWS, [TABLES])
        estimated = cursor.fetchone()[0]
    if estimated is not None and estimated < mentors / 2:
        _analyze()


def _analyze() -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Leaves out what another ANALYZE, a VACUUM or a migration holds.
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {', '.join(TABLES)}")
    except DatabaseError as error:
        logger.warning("PostgreSQL could not analyze its tables: %s", error)


_ESTIMATED_ROWS = """
    SELECT min(reltuples) FROM pg_class
    WHERE oid = ANY (%s::regclass[]) AND NOT pg_is_in_recovery()"""
