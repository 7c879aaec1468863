"""What mentors have promised, and who may see and note it."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from mentorcerts.access import roles


def hand_out(apps: Any, schema_editor: Any) -> None:
    roles.grant(apps, ["promises.promise"], using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("mentorcerts", "0002_roles_and_schedules"),
        ("certifications", "0014_reminder_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("expires_on", models.DateField()),
                (
                    "day",
                    models.DateField(help_text="The last day of the promise.", verbose_name="by"),
                ),
                ("note", models.CharField(max_length=500)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("made_by", models.CharField(blank=True, max_length=150)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, default="", max_length=150)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("withdrawn", "withdrawn"),
                            ("replaced", "replaced by another one"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                (
                    "certification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="certifications.certification",
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="certifications.mentor",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["day"], name="promise_day"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("certification",),
                        name="one_promise_for_a_certification",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at", None), ("ended_by", "")),
                            models.Q(
                                ("ended_at__isnull", False), models.Q(("end", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="promise_end_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="promise_says_what"
                    ),
                ],
            },
        ),
        migrations.RunPython(hand_out),
    ]
