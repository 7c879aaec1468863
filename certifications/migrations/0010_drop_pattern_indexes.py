"""Indexes that nobody asks, and every write pays for.

Beside each unique text Django makes PostgreSQL a second index, for ``LIKE 'beginning%'``. Ids are
looked up whole, and the admin's search has indexes of its own: on the tables that grow with the
programme these go. Without a lock that anybody would notice; new migrations of these columns don't
mind (Django drops them ``IF EXISTS``).
"""

from typing import Any

from django.db import migrations

UNUSED = (
    "certifications_autopause_log_id_81c9875a_like",
    "certifications_certification_certification_id_3cbfe938_like",
    "certifications_historica_certification_id_b885711c_like",
    "certifications_historica_certification_type_id_d945853f_like",
    "certifications_historicalcertification_mentor_id_07ab14e6_like",
    "certifications_historicalmentor_mentor_id_71952276_like",
    "certifications_mentor_mentor_id_5957eea0_like",
)


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for name in UNUSED:
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("certifications", "0009_people")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
