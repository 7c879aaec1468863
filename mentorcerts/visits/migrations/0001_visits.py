"""When people last looked at the home page, and its numbers day by day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DayFigures",
            fields=[
                (
                    "day",
                    models.DateField(
                        help_text="In the programme's time zone.", primary_key=True, serialize=False
                    ),
                ),
                ("numbers", models.JSONField(help_text="Name of the number → number.")),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="visit",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("seen_at", models.DateTimeField(help_text="To a few minutes.")),
                ("seen_through", models.BigIntegerField()),
                (
                    "last_seen_at",
                    models.DateTimeField(
                        help_text="When the visit before ended; none at the first.", null=True
                    ),
                ),
                ("last_seen_through", models.BigIntegerField(default=0)),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
