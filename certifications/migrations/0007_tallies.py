"""The table of tallies, and the triggers that keep it (``certifications.totals.counters`` says why).

Both databases hold the writes back, not the reads, while the existing rows are counted: two
seconds for a million. A later migration that makes SQLite copy one of these tables
(``AlterField`` does) loses the triggers with the old one, and has to make them again.
"""

from django.db import migrations, models

POSTGRESQL = """
CREATE FUNCTION certifications_tally_add(
    of_what text, kind text, expires timestamptz, revoked timestamptz, current boolean, by bigint
) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    left_over bigint;
    taken bigint;
BEGIN
    -- A row that another transaction holds is left to it: nobody waits here.
    SELECT id INTO taken FROM certifications_tally
    WHERE what = of_what
        AND certification_type_id IS NOT DISTINCT FROM kind
        AND expires_at IS NOT DISTINCT FROM expires
        AND revoked_at IS NOT DISTINCT FROM revoked
        AND is_current = current
    LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        INSERT INTO certifications_tally
            (what, certification_type_id, expires_at, revoked_at, is_current, n)
        VALUES (of_what, kind, expires, revoked, current, by);
        RETURN;
    END IF;
    UPDATE certifications_tally SET n = n + by WHERE id = taken RETURNING n INTO left_over;
    IF left_over = 0 THEN
        DELETE FROM certifications_tally WHERE id = taken;
    END IF;
END $$;

CREATE FUNCTION certifications_tally_day(moment timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
    SELECT date_trunc('day', moment, 'UTC')
$$;

CREATE FUNCTION certifications_tally_revoked(moment timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN moment IS NULL THEN NULL ELSE timestamptz 'epoch' END
$$;

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

CREATE FUNCTION certifications_tally_certifications() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM certifications_tally WHERE what = 'certification';
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

INSERT INTO certifications_tally (what, certification_type_id, expires_at, revoked_at, is_current, n)
SELECT 'certification', certification_type_id, certifications_tally_day(expires_at),
    certifications_tally_revoked(revoked_at), is_current, count(*)
FROM certifications_certification WHERE deleted_at IS NULL GROUP BY 2, 3, 4, 5;
INSERT INTO certifications_tally (what, is_current, n)
SELECT 'pause', false, count(*) FROM certifications_autopause HAVING count(*) > 0;
"""

POSTGRESQL_DROP = """
DROP FUNCTION certifications_tally_changed() CASCADE;
DROP TABLE certifications_tally_change;
DROP FUNCTION certifications_tally_certifications() CASCADE;
DROP FUNCTION certifications_tally_pauses() CASCADE;
DROP FUNCTION certifications_tally_add(text, text, timestamptz, timestamptz, boolean, bigint);
DROP FUNCTION certifications_tally_day(timestamptz);
DROP FUNCTION certifications_tally_revoked(timestamptz);
"""


def _day(row):
    return f"date({row}.expires_at) || ' 00:00:00'"


def _revoked(row):
    return f"CASE WHEN {row}.revoked_at IS NOT NULL THEN '1970-01-01 00:00:00' END"


def _sqlite_more(row):
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


def _sqlite_less(row):
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
    f"""INSERT INTO certifications_tally
        (what, certification_type_id, expires_at, revoked_at, is_current, n)
    SELECT 'certification', c.certification_type_id, {_day("c")}, {_revoked("c")}, c.is_current,
        count(*)
    FROM certifications_certification AS c WHERE c.deleted_at IS NULL GROUP BY 2, 3, 4, 5""",
    """INSERT INTO certifications_tally (what, is_current, n)
    SELECT 'pause', 0, count(*) FROM certifications_autopause HAVING count(*) > 0""",
]
SQLITE_DROP = [
    f"DROP TRIGGER certifications_tally_{name}"
    for name in ("inserted", "deleted", "updated", "paused", "unpaused")
]


def make_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement, params=None)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_DROP, params=None)
    else:
        for statement in SQLITE_DROP:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("certifications", "0006_search_index")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=16)),
                ("certification_type_id", models.CharField(max_length=64, null=True)),
                (
                    "expires_at",
                    models.DateTimeField(help_text="Midnight UTC of the expiry date.", null=True),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(
                        help_text="1970-01-01 where revoked, else none.", null=True
                    ),
                ),
                ("is_current", models.BooleanField(default=False)),
                ("n", models.BigIntegerField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["what", "expires_at", "certification_type_id"], name="tally_key"
                    )
                ],
            },
        ),
        migrations.RunPython(make_triggers, drop_triggers),
    ]
