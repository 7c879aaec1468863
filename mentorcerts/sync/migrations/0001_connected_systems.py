"""The systems that follow the change log, for coordinators to see; who views may read the feed."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from mentorcerts.access import roles

NEW = ("certifications.event", "sync.comparison", "sync.reader")


def hand_out(apps: Any, schema_editor: Any) -> None:
    roles.grant(apps, NEW, using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("certifications", "0010_change_log"),
        ("mentorcerts", "0002_roles_and_schedules"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        help_text="Empty: without a token.",
                        max_length=150,
                        verbose_name="system",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Such as token 3f9a2b1c.", max_length=16
                    ),
                ),
                (
                    "after",
                    models.BigIntegerField(
                        blank=True,
                        help_text="The number from which it read on last: it has those.",
                        null=True,
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("compared_at", models.DateTimeField(blank=True, null=True)),
                (
                    "paused_differences",
                    models.PositiveIntegerField(
                        blank=True, help_text="Of its last comparison of paused mentors.", null=True
                    ),
                ),
                (
                    "active_differences",
                    models.PositiveIntegerField(
                        blank=True, help_text="Of its last comparison of active mentors.", null=True
                    ),
                ),
            ],
            options={
                "verbose_name": "connected system",
                "ordering": ["name", "source"],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "source"), name="one_reader")
                ],
            },
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "which",
                    models.CharField(
                        choices=[("paused", "paused"), ("active", "active")],
                        max_length=8,
                        verbose_name="set",
                    ),
                ),
                (
                    "last",
                    models.BigIntegerField(
                        help_text="The number through which the log was published then.",
                        verbose_name="last event",
                    ),
                ),
                ("sent", models.PositiveIntegerField(help_text="Ids that it sent.")),
                ("missing", models.PositiveIntegerField()),
                ("superfluous", models.PositiveIntegerField()),
                ("unknown", models.PositiveIntegerField()),
                (
                    "reader",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comparisons",
                        to="sync.reader",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(
                        models.F("reader"),
                        models.OrderBy(models.F("at"), descending=True),
                        name="comparison_of_reader",
                    )
                ],
            },
        ),
        migrations.RunPython(hand_out),
    ]
