"""The audit log, for administrators to read."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from mentorcerts.access import roles


def hand_out(apps: Any, schema_editor: Any) -> None:
    roles.grant(apps, ["mentorcerts.auditevent"], using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("mentorcerts", "0002_roles_and_schedules"),
    ]
    operations = [
        migrations.CreateModel(
            name="AuditEvent",
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
                        choices=[
                            ("login", "logged in"),
                            ("login_failed", "login failed"),
                            ("locked_out", "locked out"),
                            ("export", "exported a list"),
                            ("token_created", "created an API token"),
                            ("token_revoked", "revoked an API token"),
                            ("access_changed", "changed who may do what"),
                        ],
                        max_length=16,
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "by",
                    models.CharField(
                        blank=True,
                        help_text="The user's name; of a failed login the name that was typed; for a command the account that started it.",
                        max_length=150,
                    ),
                ),
                (
                    "address",
                    models.GenericIPAddressField(
                        blank=True,
                        help_text="Empty for commands. Of an IPv6 address the network.",
                        null=True,
                    ),
                ),
                (
                    "rows",
                    models.PositiveIntegerField(
                        blank=True, help_text="How many records were exported.", null=True
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        blank=True,
                        help_text="Which list, with its filters; whose access.",
                        max_length=400,
                    ),
                ),
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
            },
        ),
        migrations.RunPython(hand_out),
    ]
