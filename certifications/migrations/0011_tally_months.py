"""PostgreSQL: counters are found by their index, and whole months have counters of their own.

Every change of a day's counter is also one of its month's, so that a total reads some hundred rows
and not one for each day of the programme. SQLite, which serves small programmes, keeps the days
only. Writes are held back while the months are added up from the days: milliseconds.
"""

from typing import Any

from django.db import migrations

POSTGRESQL = """
LOCK TABLE certifications_certification IN SHARE ROW EXCLUSIVE MODE;

CREATE OR REPLACE FUNCTION certifications_tally_add(
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

CREATE OR REPLACE FUNCTION certifications_tally_certifications() RETURNS trigger
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

INSERT INTO certifications_tally (what, certification_type_id, expires_at, revoked_at, is_current, n)
SELECT 'cert-month', certification_type_id, date_trunc('month', expires_at, 'UTC'), revoked_at,
    is_current, sum(n)
FROM certifications_tally WHERE what = 'certification' GROUP BY 2, 3, 4, 5 HAVING sum(n) <> 0;
"""


def keep_months(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)


class Migration(migrations.Migration):
    dependencies = [("certifications", "0010_drop_pattern_indexes")]
    operations = [migrations.RunPython(keep_months, migrations.RunPython.noop)]
