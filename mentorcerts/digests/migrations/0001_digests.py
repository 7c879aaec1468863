"""Who wants a digest how often, and the digests that were planned for them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import mentorcerts.reminders.delivery


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="digest_wish",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("off", "off"),
                            ("daily", "every day"),
                            ("weekly", "every Monday"),
                        ],
                        max_length=8,
                    ),
                ),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "planned_on",
                    models.DateField(
                        help_text="The day of the last digest that was planned; at first that of the wish."
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(help_text="In the programme's time zone.")),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digests",
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
                        name="digest_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "day"), name="one_digest_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["suppressed", "failed"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="digest_not_sent_has_a_reason",
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
                        name="digest_is_claimed_while_sending",
                    ),
                ],
            },
        ),
    ]
