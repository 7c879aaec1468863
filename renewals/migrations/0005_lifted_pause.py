"""A renewal remembers the pause that it ended, so that the pause comes back with its removal."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certifications", "0006_history_author_names"),
        ("renewals", "0004_history_author_names"),
    ]
    operations = [
        migrations.AddField(
            model_name="renewal",
            name="lifted_pause",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                help_text="The nightly run's pause that it ended. It comes back if the renewal is "
                "removed.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="certifications.autopause",
            ),
        ),
    ]
