"""Who may edit endpoints, and the delivery every minute. Both are made once."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone

from mentorcerts.access import roles

NAME = "Deliver to webhooks"


def hand_out(apps: Any, schema_editor: Any) -> None:
    roles.grant(apps, ["webhooks.endpoint"], using=schema_editor.connection.alias)


def make_schedule(apps: Any, schema_editor: Any) -> None:
    Schedule = apps.get_model("django_q", "Schedule")
    if Schedule.objects.filter(name=NAME).exists():
        return
    Schedule.objects.create(
        name=NAME,
        func="mentorcerts.webhooks.tasks.deliver",
        # Its successes would push those of the job out of the list of results.
        kwargs="q_options={'save': False, 'timeout': 60}",
        schedule_type="C",
        cron="* * * * *",
        repeats=-1,
        # Not at once: the old version's cluster, which does not know it, may still run.
        next_run=timezone.now() + timedelta(minutes=2),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0001_endpoints"),
        ("mentorcerts", "0002_roles_and_schedules"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [
        migrations.RunPython(hand_out),
        migrations.RunPython(make_schedule),
    ]
