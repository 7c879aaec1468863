"""Mentors who have left: when and why, a mark on what governs them, counters of their own.

The triggers of ``0002_triggers_and_indexes`` counted every live certification as ``certification``.
These count one that bears ``mentor_left`` as ``left`` instead. On SQLite all of the table's triggers
are made again: it was copied to get its new column, and they went with the old copy.
"""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from mentorcerts.lib.migrations import AddUncheckedConstraint

# --- PostgreSQL -----------------------------------------------------------------------------------
TALLY_ADD = """
CREATE OR REPLACE FUNCTION certifications_tally_add(
    of_what text, kind text, expires timestamptz, revoked timestamptz, current boolean, by bigint
) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    left_over bigint;
    taken bigint;
BEGIN
    -- Skip rows that another transaction has locked, so that nobody waits. Two queries, because
    -- IS NOT DISTINCT FROM can't use the index.
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
    IF of_what IN ('certification', 'left') THEN
        PERFORM certifications_tally_add(
            CASE of_what WHEN 'left' THEN 'left-month' ELSE 'cert-month' END,
            kind, date_trunc('month', expires, 'UTC'), revoked, current, by);
    END IF;
END $$;
"""
"""Add to the counter of such records, and to that of their month."""

TALLY_CHANGED = """
ALTER TABLE certifications_tally_change ADD COLUMN what text NOT NULL DEFAULT 'certification';

CREATE FUNCTION certifications_tally_what(mentor_left boolean) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN mentor_left THEN 'left' ELSE 'certification' END
$$;

CREATE OR REPLACE FUNCTION certifications_tally_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    change record;
BEGIN
    IF TG_LEVEL = 'ROW' THEN
        INSERT INTO certifications_tally_change (what, kind, expires, revoked, current, by)
        SELECT certifications_tally_what(OLD.mentor_left), OLD.certification_type_id,
            certifications_tally_day(OLD.expires_at),
            certifications_tally_revoked(OLD.revoked_at), OLD.is_current, -1
        WHERE OLD.deleted_at IS NULL
        UNION ALL
        SELECT certifications_tally_what(NEW.mentor_left), NEW.certification_type_id,
            certifications_tally_day(NEW.expires_at),
            certifications_tally_revoked(NEW.revoked_at), NEW.is_current, 1
        WHERE NEW.deleted_at IS NULL;
    ELSE
        FOR change IN
            WITH these AS (DELETE FROM certifications_tally_change RETURNING *)
            SELECT what, kind, expires, revoked, current, sum(by)::bigint AS n
            FROM these GROUP BY 1, 2, 3, 4, 5 HAVING sum(by) <> 0
        LOOP
            PERFORM certifications_tally_add(
                change.what, change.kind, change.expires, change.revoked, change.current, change.n);
        END LOOP;
    END IF;
    RETURN NULL;
END $$;
"""

TALLY_CERTIFICATIONS = """
CREATE OR REPLACE FUNCTION certifications_tally_certifications() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM certifications_tally
        WHERE what IN ('certification', 'cert-month', 'left', 'left-month');
    ELSE
        PERFORM certifications_tally_add(
            what, kind, expires, revoked, current, CASE TG_OP WHEN 'DELETE' THEN -n ELSE n END)
        FROM (
            SELECT certifications_tally_what(mentor_left) AS what, certification_type_id AS kind,
                certifications_tally_day(expires_at) AS expires,
                certifications_tally_revoked(revoked_at) AS revoked, is_current AS current,
                count(*) AS n
            FROM touched WHERE deleted_at IS NULL GROUP BY 1, 2, 3, 4, 5
        ) AS grouped;
    END IF;
    RETURN NULL;
END $$;
"""

TALLY_TRIGGERS = """
DROP TRIGGER tally_updated ON certifications_certification;
DROP TRIGGER tally_updated_all ON certifications_certification;
-- Row by row, and once at the end, so that they can name their columns: what the job changes
-- costs nothing here.
CREATE TRIGGER tally_updated AFTER UPDATE OF
        certification_type_id, expires_at, revoked_at, is_current, mentor_left, deleted_at
    ON certifications_certification FOR EACH ROW
    WHEN (
        (OLD.certification_type_id, OLD.expires_at, OLD.revoked_at, OLD.is_current,
            OLD.mentor_left, OLD.deleted_at)
        IS DISTINCT FROM
        (NEW.certification_type_id, NEW.expires_at, NEW.revoked_at, NEW.is_current,
            NEW.mentor_left, NEW.deleted_at)
    )
    EXECUTE FUNCTION certifications_tally_changed();
CREATE TRIGGER tally_updated_all AFTER UPDATE OF
        certification_type_id, expires_at, revoked_at, is_current, mentor_left, deleted_at
    ON certifications_certification FOR EACH STATEMENT
    EXECUTE FUNCTION certifications_tally_changed();
"""

POSTGRESQL = (TALLY_ADD, TALLY_CHANGED, TALLY_CERTIFICATIONS, TALLY_TRIGGERS)


# --- SQLite ---------------------------------------------------------------------------------------
def _what(row: str) -> str:
    return f"CASE WHEN {row}.mentor_left THEN 'left' ELSE 'certification' END"


def _day(row: str) -> str:
    return f"date({row}.expires_at) || ' 00:00:00'"


def _revoked(row: str) -> str:
    return f"CASE WHEN {row}.revoked_at IS NOT NULL THEN '1970-01-01 00:00:00' END"


def _same(row: str) -> str:
    return f"""what = {_what(row)} AND certification_type_id = {row}.certification_type_id
        AND expires_at = {_day(row)} AND revoked_at IS {_revoked(row)}
        AND is_current = {row}.is_current AND {row}.deleted_at IS NULL"""


def _more(row: str) -> str:
    """One more, in a trigger's body."""
    return f"""
    UPDATE certifications_tally SET n = n + 1 WHERE {_same(row)};
    INSERT INTO certifications_tally
        (what, certification_type_id, expires_at, revoked_at, is_current, n)
    SELECT {_what(row)}, {row}.certification_type_id, {_day(row)}, {_revoked(row)},
        {row}.is_current, 1
    WHERE changes() = 0 AND {row}.deleted_at IS NULL;"""


def _less(row: str) -> str:
    """One less. A row that is not there stays away: the table may be emptied before."""
    return f"UPDATE certifications_tally SET n = n - 1 WHERE {_same(row)};"


SQLITE = (
    f"""CREATE TRIGGER certifications_tally_inserted AFTER INSERT ON certifications_certification
    BEGIN {_more("NEW")} END""",
    f"""CREATE TRIGGER certifications_tally_deleted AFTER DELETE ON certifications_certification
    BEGIN {_less("OLD")} END""",
    f"""CREATE TRIGGER certifications_tally_updated AFTER UPDATE OF
        certification_type_id, expires_at, revoked_at, is_current, mentor_left, deleted_at
    ON certifications_certification
    WHEN OLD.certification_type_id IS NOT NEW.certification_type_id
        OR OLD.expires_at IS NOT NEW.expires_at OR OLD.revoked_at IS NOT NEW.revoked_at
        OR OLD.is_current IS NOT NEW.is_current OR OLD.mentor_left IS NOT NEW.mentor_left
        OR OLD.deleted_at IS NOT NEW.deleted_at
    BEGIN {_less("OLD")} {_more("NEW")} END""",
)
THOSE_OF_SQLITE = ("inserted", "deleted", "updated")


def make_triggers(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement, params=None)
        return
    for name in THOSE_OF_SQLITE:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS certifications_tally_{name}")
    for statement in SQLITE:
        schema_editor.execute(statement, params=None)


LEFT_AT = "When it was recorded that this mentor has left. They stay paused until they are back."


class Migration(migrations.Migration):
    dependencies = [("certifications", "0007_requirements")]
    operations = [
        *(
            operation
            for model in ("mentor", "historicalmentor")
            for operation in (
                migrations.AddField(
                    model,
                    "left_at",
                    models.DateTimeField(null=True, blank=True, editable=False, help_text=LEFT_AT),
                ),
                migrations.AddField(
                    model,
                    "left_by",
                    models.CharField(blank=True, db_default="", editable=False, max_length=150),
                ),
                migrations.AddField(
                    model,
                    "left_reason",
                    models.CharField(blank=True, db_default="", editable=False, max_length=500),
                ),
            )
        ),
        AddUncheckedConstraint(
            "mentor",
            models.CheckConstraint(
                name="mentor_departure_is_whole",
                condition=Q(left_at=None, left_by="", left_reason="")
                | (Q(left_at__isnull=False) & ~Q(left_reason="")),
            ),
        ),
        AddUncheckedConstraint(
            "mentor",
            models.CheckConstraint(
                name="mentor_who_left_is_not_exempt",
                condition=Q(left_at=None) | Q(exempt_until=None),
            ),
        ),
        migrations.AddField(
            "certification",
            "mentor_left",
            models.BooleanField(
                "governs a mentor who has left", default=False, db_default=False, editable=False
            ),
        ),
        AddUncheckedConstraint(
            "certification",
            models.CheckConstraint(
                name="only_the_governing_one_tells_left",
                condition=Q(mentor_left=False) | Q(is_current=True),
            ),
        ),
        migrations.RunPython(make_triggers),
    ]
