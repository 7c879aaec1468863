"""Use of tokens, personal data events, heartbeats, incidents: all tables as of 1.0."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("mentorcerts", "0002_access"),
        ("mentorcerts", "0003_personal_data"),
        ("mentorcerts", "0005_watch"),
    ]
    initial = True
    dependencies = [
        ("knox", "0009_extend_authtoken_field"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TokenUse",
            fields=[
                (
                    "token",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="last_use",
                        serialize=False,
                        to="knox.authtoken",
                    ),
                ),
                ("used_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PersonalDataEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("exported", "exported"), ("erased", "erased")], max_length=16
                    ),
                ),
                (
                    "mentor_id",
                    models.CharField(
                        help_text="Of an erased mentor the pseudonym, in their exports as well.",
                        max_length=64,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.CharField(
                        help_text="The user's name; for a command the account that started it.",
                        max_length=150,
                    ),
                ),
                ("source", models.CharField(max_length=16)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["mentor_id"], name="personal_data_mentor")],
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("part", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("title", models.CharField(max_length=200)),
                ("job_run_id", models.CharField(blank=True, max_length=24)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-opened_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("kind",),
                        name="one_open_incident_of_a_kind",
                    )
                ],
            },
        ),
    ]
