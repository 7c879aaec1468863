"""Drop the counters of id blocks, which PostgreSQL kept for far pages before 1.0.

A database made since never had them. For the moment that this takes nobody reads or writes
certifications.
"""

from typing import Any

from django.db import migrations

POSTGRESQL = """
DROP FUNCTION IF EXISTS certifications_block_changed() CASCADE;  -- and the triggers that call it
DROP FUNCTION IF EXISTS certifications_block_add(bigint, bigint);
DROP FUNCTION IF EXISTS certifications_block_of(bigint);
DROP TABLE IF EXISTS certifications_block;
"""


def drop_blocks(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)


class Migration(migrations.Migration):
    dependencies = [("certifications", "0003_schedules")]
    operations = [migrations.RunPython(drop_blocks)]
