"""What each role may do with messages, and the schedules that plan and send them. Made once."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone

from mentorcerts.access import roles

SCHEDULES = {
    "Plan reminders": ("mentorcerts.reminders.tasks.plan_reminders_of_today", "25 * * * *", 60),
    "Send mails to mentors": ("mentorcerts.reminders.tasks.send_messages", "* * * * *", 2),
}
"""Name → what is run, when, and after how many minutes first."""
NEW_MODELS = [f"reminders.{name}" for name in ("message", "recipient", "round", "text")]


def hand_out(apps: Any, schema_editor: Any) -> None:
    roles.grant(apps, NEW_MODELS, using=schema_editor.connection.alias)


def make_schedules(apps: Any, schema_editor: Any) -> None:
    Schedule = apps.get_model("django_q", "Schedule")
    for name, (func, cron, minutes) in SCHEDULES.items():
        if not Schedule.objects.filter(name=name).exists():
            Schedule.objects.create(
                name=name,
                func=func,
                # Their successes would push those of the job out of the list of results.
                kwargs="q_options={'save': False}",
                schedule_type="C",
                cron=cron,
                repeats=-1,
                # Not at once: the old version's cluster, which does not know it, may still run.
                next_run=timezone.now() + timedelta(minutes=minutes),
            )


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0001_messages"),
        ("mentorcerts", "0002_roles_and_schedules"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(hand_out), migrations.RunPython(make_schedules)]
