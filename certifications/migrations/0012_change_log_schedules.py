"""Publish the change log every minute, and look every hour for what has expired. Made once."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone

SCHEDULES = {
    "Publish the change log": ("certifications.tasks.publish_change_log", "* * * * *", 1),
    "Tell what has expired": ("certifications.tasks.tell_expired_certifications", "7 * * * *", 7),
}


def make_schedules(apps: Any, schema_editor: Any) -> None:
    Schedule = apps.get_model("django_q", "Schedule")
    for name, (func, cron, minutes) in SCHEDULES.items():
        if not Schedule.objects.filter(name=name).exists():
            Schedule.objects.create(
                name=name,
                func=func,
                schedule_type="C",
                cron=cron,
                repeats=-1,
                # Not at once: the old version's cluster, which does not know it, may still run.
                next_run=timezone.now() + timedelta(minutes=minutes),
            )


class Migration(migrations.Migration):
    dependencies = [
        ("certifications", "0011_change_log_begins"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(make_schedules)]
