"""The schedule that sends reports for the board. Made once."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone

NAME = "Send reports for the board"


def make_schedule(apps: Any, schema_editor: Any) -> None:
    Schedule = apps.get_model("django_q", "Schedule")
    if Schedule.objects.filter(name=NAME).exists():
        return
    Schedule.objects.create(
        name=NAME,
        func="mentorcerts.reports.tasks.send_waiting_reports",
        # Its successes would push those of the job out of the list of results.
        kwargs="q_options={'save': False}",
        schedule_type="C",
        cron="*/5 * * * *",
        repeats=-1,
        # Not at once: the old version's cluster, which does not know it, may still run.
        next_run=timezone.now() + timedelta(minutes=5),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_report_mails"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(make_schedule)]
