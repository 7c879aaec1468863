"""The record of the nightly check of the change log, and its schedule, made once."""

from datetime import timedelta
from typing import Any

from django.db import migrations, models
from django.utils import timezone

NAME = "Check the change log"


def make_schedule(apps: Any, schema_editor: Any) -> None:
    Schedule = apps.get_model("django_q", "Schedule")
    if Schedule.objects.filter(name=NAME).exists():
        return
    now = timezone.now()
    half_past_four = now.replace(hour=4, minute=30, second=0, microsecond=0)
    Schedule.objects.create(
        name=NAME,
        func="mentorcerts.tasks.check_change_log",
        schedule_type="C",
        cron="30 4 * * *",
        repeats=-1,
        # Not at once: the old version's cluster, which does not know it, may still be running.
        next_run=half_past_four + timedelta(days=int(now >= half_past_four)),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("mentorcerts", "0004_counter_checks"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [
        migrations.CreateModel(
            name="EventCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("checked_at", models.DateTimeField()),
                (
                    "wrong",
                    models.PositiveIntegerField(
                        help_text="Mentors who stand otherwise than the log tells."
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(make_schedule),
    ]
