"""Reports for the board that somebody has asked to be mailed."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import mentorcerts.reminders.delivery


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quarter", models.CharField(max_length=7)),
                ("address", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("suppressed", "suppressed"),
                            ("failed", "failed"),
                            ("held", "held by the safety limit"),
                        ],
                        default="planned",
                        max_length=16,
                    ),
                ),
                ("not_before", models.DateTimeField()),
                (
                    "message_id",
                    models.CharField(
                        default=mentorcerts.reminders.delivery.new_message_id,
                        max_length=200,
                        unique=True,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claim", models.CharField(blank=True, default="", editable=False, max_length=32)),
                ("claimed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True, default="", help_text="Why it was not sent.", max_length=500
                    ),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        help_text="Who has asked for it.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_mails",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["not_before"],
                        name="reportmail_due",
                    ),
                    models.Index(fields=["user", "asked_at"], name="report_asked"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["suppressed", "failed"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reportmail_not_sent_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("claimed_at__isnull", False),
                                ("state", "sending"),
                                models.Q(("claim", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "sending"), _negated=True),
                                ("claim", ""),
                                ("claimed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="reportmail_is_claimed_while_sending",
                    ),
                ],
            },
        ),
    ]
