"""The record of the nightly check of the counters, and its schedule, made once."""

from datetime import timedelta
from typing import Any

from django.db import migrations, models
from django.utils import timezone

NAME = "Check the counters"


def make_schedule(apps: Any, schema_editor: Any) -> None:
    Schedule = apps.get_model("django_q", "Schedule")
    if Schedule.objects.filter(name=NAME).exists():
        return
    now = timezone.now()
    quarter_past_four = now.replace(hour=4, minute=15, second=0, microsecond=0)
    Schedule.objects.create(
        name=NAME,
        func="mentorcerts.tasks.check_totals",
        schedule_type="C",
        cron="15 4 * * *",
        repeats=-1,
        # Not at once: the old version's cluster, which does not know it, may still be running.
        next_run=quarter_past_four + timedelta(days=int(now >= quarter_past_four)),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("mentorcerts", "0003_audit_log"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [
        migrations.CreateModel(
            name="CounterCheck",
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
                        help_text="Counters that are not what counting gives."
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(make_schedule),
    ]
