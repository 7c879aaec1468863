"""Make the nightly schedule, once. Coordinators may change it; it is never overwritten."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone

NAME = "Nightly expiry run"


def make_schedule(apps: Any, schema_editor: Any) -> None:
    Schedule = apps.get_model("django_q", "Schedule")
    if Schedule.objects.filter(name=NAME).exists():
        return
    now = timezone.now()
    one_o_clock = now.replace(hour=1, minute=0, second=0, microsecond=0)
    Schedule.objects.create(
        name=NAME,
        func="certifications.tasks.run_expiry_job",
        schedule_type="C",
        cron="0 1 * * *",
        repeats=-1,
        # Not at once: a fresh installation decides for itself when the first run is due.
        next_run=one_o_clock if now < one_o_clock else one_o_clock + timedelta(days=1),
    )


class Migration(migrations.Migration):
    replaces = [("certifications", "0002_nightly_schedule")]
    dependencies = [
        ("certifications", "0002_triggers_and_indexes"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(make_schedule)]
