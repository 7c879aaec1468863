"""Renewals and their history: all tables as of 1.0."""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import mentorcerts.lib.change_source


class Migration(migrations.Migration):
    replaces = [
        ("renewals", "0002_history"),
    ]
    initial = True
    dependencies = [
        ("certifications", "0001_squashed_1_0"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Renewal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "renewal_date",
                    models.DateTimeField(help_text="UTC. When the renewal was granted."),
                ),
                (
                    "previous_expiry_date",
                    models.DateTimeField(
                        editable=False, help_text="UTC. The expiry date that it replaced."
                    ),
                ),
                (
                    "new_expiry_date",
                    models.DateTimeField(help_text="UTC. The expiry date that it set."),
                ),
                ("processed_by", models.CharField(blank=True, max_length=150)),
                ("notes", models.TextField(blank=True, max_length=2000)),
                (
                    "deleted_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="removed at"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "certification",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="certifications.certification",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["certification", "id"], name="renewal_certification"),
                    models.Index(
                        condition=models.Q(("deleted_at", None)),
                        fields=["renewal_date", "id"],
                        name="renewal_granted",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("new_expiry_date__gt", models.F("previous_expiry_date"))
                        ),
                        name="renewal_never_shortens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("new_expiry_date__gt", models.F("renewal_date"))),
                        name="renewal_ends_after_it_was_granted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRenewal",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        default=mentorcerts.lib.change_source.source, editable=False, max_length=16
                    ),
                ),
                (
                    "renewal_date",
                    models.DateTimeField(help_text="UTC. When the renewal was granted."),
                ),
                (
                    "previous_expiry_date",
                    models.DateTimeField(
                        editable=False, help_text="UTC. The expiry date that it replaced."
                    ),
                ),
                (
                    "new_expiry_date",
                    models.DateTimeField(help_text="UTC. The expiry date that it set."),
                ),
                ("processed_by", models.CharField(blank=True, max_length=150)),
                ("notes", models.TextField(blank=True, max_length=2000)),
                (
                    "deleted_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="removed at"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("history_change_reason", models.CharField(blank=True, max_length=500, null=True)),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "certification",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="certifications.certification",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical renewal",
                "verbose_name_plural": "historical renewals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
