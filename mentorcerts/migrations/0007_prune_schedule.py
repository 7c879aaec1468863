"""Make the schedule that lets old records go, once. It is never overwritten."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

NAME = "Prune old records"


def make_schedule(apps, schema_editor):
    Schedule = apps.get_model("django_q", "Schedule")
    if Schedule.objects.filter(name=NAME).exists():
        return
    now = timezone.now()
    half_past_three = now.replace(hour=3, minute=30, second=0, microsecond=0)
    Schedule.objects.create(
        name=NAME,
        func="mentorcerts.tasks.prune_old_records",
        schedule_type="C",
        cron="30 3 * * *",
        repeats=-1,
        # Not at once: after an upgrade there is a night to set how long what is kept.
        next_run=half_past_three + timedelta(days=1),
    )


class Migration(migrations.Migration):
    dependencies = [("mentorcerts", "0006_watch_schedules")]
    operations = [migrations.RunPython(make_schedule, migrations.RunPython.noop)]
