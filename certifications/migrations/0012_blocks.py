"""PostgreSQL: how many live certifications there are in each block of ids.

``certifications.blocks`` finds the beginning of a far page by them. SQLite, which serves small
programmes, goes by the offset. Writes are held back while the existing rows are counted: half a
second for a million, and before that for as long as a transaction is open that writes.
"""

from typing import Any

from django.db import migrations

POSTGRESQL = """
LOCK TABLE certifications_certification IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE certifications_block (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, block bigint NOT NULL, n bigint NOT NULL
);
CREATE INDEX block_key ON certifications_block (block);

CREATE FUNCTION certifications_block_of(id bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT id / 1024
$$;

CREATE FUNCTION certifications_block_add(which bigint, by bigint)
RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    left_over bigint;
    taken bigint;
BEGIN
    -- As with the tallies: a row that another transaction holds is left to it, nobody waits.
    SELECT id INTO taken FROM certifications_block WHERE block = which LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        INSERT INTO certifications_block (block, n) VALUES (which, by);
        RETURN;
    END IF;
    UPDATE certifications_block SET n = n + by WHERE id = taken RETURNING n INTO left_over;
    IF left_over = 0 THEN
        DELETE FROM certifications_block WHERE id = taken;
    END IF;
END $$;

CREATE FUNCTION certifications_block_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM certifications_block;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM certifications_block_add(
            certifications_block_of(NEW.id), CASE WHEN NEW.deleted_at IS NULL THEN 1 ELSE -1 END);
    ELSE
        PERFORM certifications_block_add(block, CASE TG_OP WHEN 'DELETE' THEN -n ELSE n END)
        FROM (
            SELECT certifications_block_of(id) AS block, count(*) AS n
            FROM touched WHERE deleted_at IS NULL GROUP BY 1
        ) AS grouped;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER block_inserted AFTER INSERT ON certifications_certification
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT
    EXECUTE FUNCTION certifications_block_changed();
CREATE TRIGGER block_deleted AFTER DELETE ON certifications_certification
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT
    EXECUTE FUNCTION certifications_block_changed();
CREATE TRIGGER block_truncated AFTER TRUNCATE ON certifications_certification
    FOR EACH STATEMENT EXECUTE FUNCTION certifications_block_changed();
-- Row by row, so that it can name its column: what the job changes costs nothing here. A counter
-- has 1,024 rows at most that one transaction can remove: it is no use to put them together first.
CREATE TRIGGER block_updated AFTER UPDATE OF deleted_at ON certifications_certification
    FOR EACH ROW WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION certifications_block_changed();

INSERT INTO certifications_block (block, n)
SELECT certifications_block_of(id), count(*) FROM certifications_certification
WHERE deleted_at IS NULL GROUP BY 1;
"""

POSTGRESQL_DROP = """
DROP FUNCTION certifications_block_changed() CASCADE;
DROP FUNCTION certifications_block_add(bigint, bigint);
DROP FUNCTION certifications_block_of(bigint);
DROP TABLE certifications_block;
"""


def make(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_DROP, params=None)


class Migration(migrations.Migration):
    dependencies = [("certifications", "0011_tally_months")]
    operations = [migrations.RunPython(make, drop)]
