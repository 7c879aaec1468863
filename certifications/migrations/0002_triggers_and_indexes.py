"""What the database does beyond Django's tables: triggers that keep the counters, and indexes.

``certifications.totals.counters`` says why there are counters. A later migration that makes SQLite
copy one of these tables (``AlterField`` does) loses its triggers with the old copy, and has to make
them again. On PostgreSQL every change of a day's counter is also one of its month's, so that a total
reads some hundred rows and not one for each day of the programme; SQLite, which serves small
programmes, keeps the days only.

Longer than other files, because all of this SQL is one mechanism.
"""

import logging
from typing import Any

from django.db import DatabaseError, migrations, transaction

logger = logging.getLogger(__name__)

# --- PostgreSQL -----------------------------------------------------------------------------------
TALLY_ADD = """
CREATE FUNCTION certifications_tally_add(
    of_what text, kind text, expires timestamptz, revoked timestamptz, current boolean, by bigint
) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    left_over bigint;
    taken bigint;
BEGIN
    -- A row that another transaction holds is left to it: nobody waits here. Two questions,
    -- because IS NOT DISTINCT FROM would ask no index.
    IF expires IS NULL THEN
        SELECT id INTO taken FROM certifications_tally
        WHERE what = of_what AND expires_at IS NULL AND certification_type_id IS NULL
            AND revoked_at IS NULL AND is_current = current
        LIMIT 1 FOR UPDATE SKIP LOCKED;
    ELSE
        SELECT id INTO taken FROM certifications_tally
        WHERE what = of_what AND expires_at = expires AND certification_type_id = kind
            AND revoked_at IS NOT DISTINCT FROM revoked AND is_current = current
        LIMIT 1 FOR UPDATE SKIP LOCKED;
    END IF;
    IF NOT FOUND THEN
        INSERT INTO certifications_tally
            (what, certification_type_id, expires_at, revoked_at, is_current, n)
        VALUES (of_what, kind, expires, revoked, current, by);
    ELSE
        UPDATE certifications_tally SET n = n + by WHERE id = taken RETURNING n INTO left_over;
        IF left_over = 0 THEN
            DELETE FROM certifications_tally WHERE id = taken;
        END IF;
    END IF;
    IF of_what = 'certification' THEN
        PERFORM certifications_tally_add(
            'cert-month', kind, date_trunc('month', expires, 'UTC'), revoked, current, by);
    END IF;
END $$;
"""
"""Add to the counter of such records, and to that of their month."""

TALLY_KEYS = """
CREATE FUNCTION certifications_tally_day(moment timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
    SELECT date_trunc('day', moment, 'UTC')
$$;

CREATE FUNCTION certifications_tally_revoked(moment timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN moment IS NULL THEN NULL ELSE timestamptz 'epoch' END
$$;
"""
"""The day and the "is it revoked?" under which a certification is counted."""

TALLY_CHANGED = """
-- What the rows of one UPDATE change, until that statement ends: empty to everybody else. Rows
-- are put together here first, because a counter that one transaction changes thousands of times
-- leaves as many versions behind for its next look.
CREATE UNLOGGED TABLE certifications_tally_change (
    kind text, expires timestamptz, revoked timestamptz, current boolean, by bigint
);

CREATE FUNCTION certifications_tally_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    change record;
BEGIN
    IF TG_LEVEL = 'ROW' THEN
        INSERT INTO certifications_tally_change
        SELECT OLD.certification_type_id, certifications_tally_day(OLD.expires_at),
            certifications_tally_revoked(OLD.revoked_at), OLD.is_current, -1
        WHERE OLD.deleted_at IS NULL
        UNION ALL
        SELECT NEW.certification_type_id, certifications_tally_day(NEW.expires_at),
            certifications_tally_revoked(NEW.revoked_at), NEW.is_current, 1
        WHERE NEW.deleted_at IS NULL;
    ELSE
        FOR change IN
            WITH these AS (DELETE FROM certifications_tally_change RETURNING *)
            SELECT kind, expires, revoked, current, sum(by)::bigint AS n
            FROM these GROUP BY 1, 2, 3, 4 HAVING sum(by) <> 0
        LOOP
            PERFORM certifications_tally_add(
                'certification', change.kind, change.expires, change.revoked, change.current, change.n);
        END LOOP;
    END IF;
    RETURN NULL;
END $$;
"""

TALLY_CERTIFICATIONS = """
CREATE FUNCTION certifications_tally_certifications() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM certifications_tally WHERE what IN ('certification', 'cert-month');
    ELSE
        PERFORM certifications_tally_add(
            'certification', kind, expires, revoked, current, CASE TG_OP WHEN 'DELETE' THEN -n ELSE n END)
        FROM (
            SELECT certification_type_id AS kind, certifications_tally_day(expires_at) AS expires,
                certifications_tally_revoked(revoked_at) AS revoked, is_current AS current, count(*) AS n
            FROM touched WHERE deleted_at IS NULL GROUP BY 1, 2, 3, 4
        ) AS grouped;
    END IF;
    RETURN NULL;
END $$;
"""

TALLY_PAUSES = """
CREATE FUNCTION certifications_tally_pauses() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM certifications_tally WHERE what = 'pause';
    ELSE
        PERFORM certifications_tally_add(
            'pause', NULL, NULL, NULL, false, CASE TG_OP WHEN 'DELETE' THEN -n ELSE n END)
        FROM (SELECT count(*) AS n FROM touched) AS counted WHERE n > 0;
    END IF;
    RETURN NULL;
END $$;
"""

TALLY_TRIGGERS = """
CREATE TRIGGER tally_inserted AFTER INSERT ON certifications_certification
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT
    EXECUTE FUNCTION certifications_tally_certifications();
CREATE TRIGGER tally_deleted AFTER DELETE ON certifications_certification
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT
    EXECUTE FUNCTION certifications_tally_certifications();
CREATE TRIGGER tally_truncated AFTER TRUNCATE ON certifications_certification
    FOR EACH STATEMENT EXECUTE FUNCTION certifications_tally_certifications();
-- Row by row, and once at the end, so that they can name their columns: what the job changes
-- costs nothing here.
CREATE TRIGGER tally_updated AFTER UPDATE OF
        certification_type_id, expires_at, revoked_at, is_current, deleted_at
    ON certifications_certification FOR EACH ROW
    WHEN (
        (OLD.certification_type_id, OLD.expires_at, OLD.revoked_at, OLD.is_current, OLD.deleted_at)
        IS DISTINCT FROM
        (NEW.certification_type_id, NEW.expires_at, NEW.revoked_at, NEW.is_current, NEW.deleted_at)
    )
    EXECUTE FUNCTION certifications_tally_changed();
CREATE TRIGGER tally_updated_all AFTER UPDATE OF
        certification_type_id, expires_at, revoked_at, is_current, deleted_at
    ON certifications_certification FOR EACH STATEMENT
    EXECUTE FUNCTION certifications_tally_changed();

CREATE TRIGGER tally_inserted AFTER INSERT ON certifications_autopause
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT
    EXECUTE FUNCTION certifications_tally_pauses();
CREATE TRIGGER tally_deleted AFTER DELETE ON certifications_autopause
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT
    EXECUTE FUNCTION certifications_tally_pauses();
CREATE TRIGGER tally_truncated AFTER TRUNCATE ON certifications_autopause
    FOR EACH STATEMENT EXECUTE FUNCTION certifications_tally_pauses();
"""

POSTGRESQL = (
    TALLY_ADD,
    TALLY_KEYS,
    TALLY_CHANGED,
    TALLY_CERTIFICATIONS,
    TALLY_PAUSES,
    TALLY_TRIGGERS,
)

UNUSED = (
    "certifications_autopause_log_id_81c9875a_like",
    "certifications_certification_certification_id_3cbfe938_like",
    "certifications_historica_certification_id_b885711c_like",
    "certifications_historica_certification_type_id_d945853f_like",
    "certifications_historicalcertification_mentor_id_07ab14e6_like",
    "certifications_historicalmentor_mentor_id_71952276_like",
    "certifications_mentor_mentor_id_5957eea0_like",
)
"""Indexes that nobody asks, and every write pays for.

Beside each unique text Django makes PostgreSQL a second index, for ``LIKE 'beginning%'``. Ids are
looked up whole, and the admin's search has indexes of its own. Later migrations of these columns
don't mind: Django drops them ``IF EXISTS``.
"""

SEARCHED = ("mentor_id", "name", "email")
"""Columns by a part of whose text the admin finds mentors."""


# --- SQLite ---------------------------------------------------------------------------------------
def _day(row: str) -> str:
    return f"date({row}.expires_at) || ' 00:00:00'"


def _revoked(row: str) -> str:
    return f"CASE WHEN {row}.revoked_at IS NOT NULL THEN '1970-01-01 00:00:00' END"


def _sqlite_more(row: str) -> str:
    """One more, in a trigger's body."""
    return f"""
    UPDATE certifications_tally SET n = n + 1
    WHERE what = 'certification' AND certification_type_id = {row}.certification_type_id
        AND expires_at = {_day(row)} AND revoked_at IS {_revoked(row)}
        AND is_current = {row}.is_current AND {row}.deleted_at IS NULL;
    INSERT INTO certifications_tally
        (what, certification_type_id, expires_at, revoked_at, is_current, n)
    SELECT 'certification', {row}.certification_type_id, {_day(row)}, {_revoked(row)},
        {row}.is_current, 1
    WHERE changes() = 0 AND {row}.deleted_at IS NULL;"""


def _sqlite_less(row: str) -> str:
    """One less. A row that is not there stays away: the table may be emptied before."""
    return f"""
    UPDATE certifications_tally SET n = n - 1
    WHERE what = 'certification' AND certification_type_id = {row}.certification_type_id
        AND expires_at = {_day(row)} AND revoked_at IS {_revoked(row)}
        AND is_current = {row}.is_current AND {row}.deleted_at IS NULL;"""


SQLITE = [
    f"""CREATE TRIGGER certifications_tally_inserted AFTER INSERT ON certifications_certification
    BEGIN {_sqlite_more("NEW")} END""",
    f"""CREATE TRIGGER certifications_tally_deleted AFTER DELETE ON certifications_certification
    BEGIN {_sqlite_less("OLD")} END""",
    f"""CREATE TRIGGER certifications_tally_updated AFTER UPDATE OF
        certification_type_id, expires_at, revoked_at, is_current, deleted_at
    ON certifications_certification
    WHEN OLD.certification_type_id IS NOT NEW.certification_type_id
        OR OLD.expires_at IS NOT NEW.expires_at OR OLD.revoked_at IS NOT NEW.revoked_at
        OR OLD.is_current IS NOT NEW.is_current OR OLD.deleted_at IS NOT NEW.deleted_at
    BEGIN {_sqlite_less("OLD")} {_sqlite_more("NEW")} END""",
    """CREATE TRIGGER certifications_tally_paused AFTER INSERT ON certifications_autopause
    BEGIN
        UPDATE certifications_tally SET n = n + 1 WHERE what = 'pause';
        INSERT INTO certifications_tally (what, is_current, n)
        SELECT 'pause', 0, 1 WHERE changes() = 0;
    END""",
    """CREATE TRIGGER certifications_tally_unpaused AFTER DELETE ON certifications_autopause
    BEGIN UPDATE certifications_tally SET n = n - 1 WHERE what = 'pause'; END""",
]


def make_triggers(apps: Any, schema_editor: Any) -> None:
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


def drop_unused_indexes(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for name in UNUSED:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


def make_search_indexes(apps: Any, schema_editor: Any) -> None:
    """Find mentors by a part of their id, name or e-mail without reading them all.

    Needs the extension pg_trgm, which a database's owner may install; where that is not allowed or
    the extension is not there, the search works as well, only slower.
    """
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        logger.warning("No index for searching mentors: %s", error)
        return
    for column in SEARCHED:  # spelled as Django spells icontains
        schema_editor.execute(
            f"CREATE INDEX mentor_{column}_search ON certifications_mentor "
            f"USING gin (UPPER({column}::text) gin_trgm_ops)"
        )


class Migration(migrations.Migration):
    replaces = [
        ("certifications", "0006_search_index"),
        ("certifications", "0007_tallies"),
        ("certifications", "0010_drop_pattern_indexes"),
        ("certifications", "0011_tally_months"),
        ("certifications", "0012_blocks"),
    ]
    dependencies = [("certifications", "0001_squashed_1_0")]
    operations = [
        migrations.RunPython(make_triggers),
        migrations.RunPython(drop_unused_indexes),
        migrations.RunPython(make_search_indexes),
    ]
