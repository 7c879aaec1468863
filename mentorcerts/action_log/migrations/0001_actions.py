"""Actions as they were carried out, and on whom."""

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import mentorcerts.lib.change_source


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("certifications", "0017_revoked_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExecutedAction",
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
                        help_text="As in the address of its page.",
                        max_length=32,
                        verbose_name="action",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="what")),
                (
                    "by",
                    models.CharField(
                        help_text="The name stays if the user is deleted.",
                        max_length=150,
                        verbose_name="who",
                    ),
                ),
                (
                    "source",
                    models.CharField(default=mentorcerts.lib.change_source.source, max_length=16),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                (
                    "done",
                    models.PositiveIntegerField(
                        help_text="To how many it was done.", verbose_name="mentors"
                    ),
                ),
                ("left_as_before", models.PositiveIntegerField(default=0)),
                (
                    "details",
                    models.CharField(
                        blank=True,
                        help_text="What was entered, without reasons and notes: those are with each mentor.",
                        max_length=500,
                    ),
                ),
                (
                    "position",
                    models.BigIntegerField(
                        default=0, help_text="The newest line of the change log right after it."
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.CharField(blank=True, max_length=150)),
                ("put_back", models.PositiveIntegerField(default=0, verbose_name="undone for")),
                (
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="undone_by_actions",
                        to="action_log.executedaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ActedMentor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "before",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                    ),
                ),
                ("previous_reason", models.CharField(blank=True, max_length=500)),
                ("left", models.CharField(blank=True, max_length=64)),
                ("is_put_back", models.BooleanField(default=False)),
                (
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="certifications.mentor",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="action_log.executedaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "mentor of an action",
                "verbose_name_plural": "mentors of actions",
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="executedaction",
            index=models.Index(fields=["at", "id"], name="action_at"),
        ),
        migrations.AddConstraint(
            model_name="executedaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("put_back", 0), ("undone_at", None), ("undone_by", "")),
                    models.Q(("put_back__gt", 0), ("undone_at__isnull", False)),
                    _connector="OR",
                ),
                name="action_undo_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="actedmentor",
            constraint=models.UniqueConstraint(
                fields=("action", "mentor"), name="once_in_an_action"
            ),
        ),
    ]
