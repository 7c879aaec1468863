"""The triggers that keep the counter of renewals (``certifications.totals.counters`` says why).

It stands for the first of the old migrations as well as for the last, so that a database which had
only those before the last is seen to be unfinished (``manage.py migrate`` refuses it).
"""

from typing import Any

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION renewals_tally() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM certifications_tally WHERE what = 'renewal';
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM certifications_tally_add(
            'renewal', NULL, NULL, NULL, false, CASE WHEN NEW.deleted_at IS NULL THEN 1 ELSE -1 END);
    ELSE
        PERFORM certifications_tally_add(
            'renewal', NULL, NULL, NULL, false, CASE TG_OP WHEN 'DELETE' THEN -n ELSE n END)
        FROM (SELECT count(*) AS n FROM touched WHERE deleted_at IS NULL) AS counted WHERE n > 0;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER tally_inserted AFTER INSERT ON renewals_renewal
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION renewals_tally();
CREATE TRIGGER tally_deleted AFTER DELETE ON renewals_renewal
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION renewals_tally();
CREATE TRIGGER tally_truncated AFTER TRUNCATE ON renewals_renewal
    FOR EACH STATEMENT EXECUTE FUNCTION renewals_tally();
CREATE TRIGGER tally_updated AFTER UPDATE OF deleted_at ON renewals_renewal FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION renewals_tally();
"""

MORE = """
    UPDATE certifications_tally SET n = n + 1 WHERE what = 'renewal' AND NEW.deleted_at IS NULL;
    INSERT INTO certifications_tally (what, is_current, n)
    SELECT 'renewal', 0, 1 WHERE changes() = 0 AND NEW.deleted_at IS NULL;"""
LESS = """
    UPDATE certifications_tally SET n = n - 1 WHERE what = 'renewal' AND OLD.deleted_at IS NULL;"""
SQLITE = [
    f"CREATE TRIGGER renewals_tally_inserted AFTER INSERT ON renewals_renewal BEGIN {MORE} END",
    f"CREATE TRIGGER renewals_tally_deleted AFTER DELETE ON renewals_renewal BEGIN {LESS} END",
    f"""CREATE TRIGGER renewals_tally_updated AFTER UPDATE OF deleted_at ON renewals_renewal
    BEGIN {LESS} {MORE} END""",
]


def make_triggers(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    replaces = [("renewals", "0001_initial"), ("renewals", "0003_tally")]
    dependencies = [
        ("certifications", "0002_triggers_and_indexes"),
        ("renewals", "0001_squashed_1_0"),
    ]
    operations = [migrations.RunPython(make_triggers)]
