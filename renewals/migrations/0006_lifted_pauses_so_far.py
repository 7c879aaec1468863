"""Note which pauses the renewals so far have ended: the reason of the lift names the renewal.

In batches, each a transaction of its own, over the pauses, which are fewer than the renewals.
"""

import re
from typing import Any

from django.db import migrations

BATCH = 5_000
LIFTED_BY = re.compile(r"renewal-(\d{4,18}) moved the expiry to ")


def note_lifted_pauses(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    pauses = apps.get_model("certifications", "AutoPause").objects.using(alias)
    renewals = apps.get_model("renewals", "Renewal").objects.using(alias)
    lifted = pauses.filter(lift_reason__startswith="renewal-").order_by("pk")
    last = 0
    while rows := list(lifted.filter(pk__gt=last).values_list("pk", "lift_reason")[:BATCH]):
        for pk, reason in rows:
            if found := LIFTED_BY.match(reason):
                renewals.filter(pk=int(found[1])).update(lifted_pause=pk)
        last = rows[-1][0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("renewals", "0005_lifted_pause")]
    operations = [migrations.RunPython(note_lifted_pauses, migrations.RunPython.noop)]
