"""The schedule that plans and sends digests. Made once."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone

NAME = "Send digests to coordinators"


def make_schedule(apps: Any, schema_editor: Any) -> None:
    Schedule = apps.get_model("django_q", "Schedule")
    if Schedule.objects.filter(name=NAME).exists():
        return
    Schedule.objects.create(
        name=NAME,
        func="mentorcerts.digests.tasks.plan_and_send_digests",
        # Its successes would push those of the job out of the list of results.
        kwargs="q_options={'save': False}",
        schedule_type="C",
        cron="*/10 * * * *",
        repeats=-1,
        # Not at once: the old version's cluster, which does not know it, may still run.
        next_run=timezone.now() + timedelta(minutes=10),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("digests", "0001_digests"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(make_schedule)]
