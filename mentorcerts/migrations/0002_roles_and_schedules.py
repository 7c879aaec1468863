"""Make the three roles and the program's own schedules, once.

Schedules that are there by name are never overwritten: what an operator changed stays.
"""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone

from mentorcerts.access import roles

EVERY_FEW_MINUTES = {
    "Sign of life of the task cluster": ("mentorcerts.tasks.give_sign_of_life", 1),
    "Look after the nightly run": ("mentorcerts.tasks.look_after_runs", 10),
}
"""Name → what is run, and after how many minutes again."""

PRUNE = "Prune old records"


def make_roles(apps: Any, schema_editor: Any) -> None:
    roles.make_roles(apps, using=schema_editor.connection.alias)


def make_watch_schedules(apps: Any, schema_editor: Any) -> None:
    Schedule = apps.get_model("django_q", "Schedule")
    for name, (func, minutes) in EVERY_FEW_MINUTES.items():
        if not Schedule.objects.filter(name=name).exists():
            Schedule.objects.create(
                name=name,
                func=func,
                # Their successes would push those of the job out of the list of results.
                kwargs="q_options={'save': False}",
                schedule_type="I",
                minutes=minutes,
                repeats=-1,
                next_run=timezone.now(),
            )


def make_prune_schedule(apps: Any, schema_editor: Any) -> None:
    Schedule = apps.get_model("django_q", "Schedule")
    if Schedule.objects.filter(name=PRUNE).exists():
        return
    half_past_three = timezone.now().replace(hour=3, minute=30, second=0, microsecond=0)
    Schedule.objects.create(
        name=PRUNE,
        func="mentorcerts.tasks.prune_old_records",
        schedule_type="C",
        cron="30 3 * * *",
        repeats=-1,
        # Not at once: there is a night to set how long what is kept.
        next_run=half_past_three + timedelta(days=1),
    )


class Migration(migrations.Migration):
    replaces = [
        ("mentorcerts", "0001_roles"),
        ("mentorcerts", "0004_personal_data_roles"),
        ("mentorcerts", "0006_watch_schedules"),
        ("mentorcerts", "0007_prune_schedule"),
    ]
    dependencies = [
        ("mentorcerts", "0001_squashed_1_0"),
        ("certifications", "0001_squashed_1_0"),
        ("statuses", "0001_squashed_1_0"),
        ("renewals", "0001_squashed_1_0"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("knox", "0009_extend_authtoken_field"),
        ("axes", "0010_accessattemptexpiration"),
    ]
    operations = [
        migrations.RunPython(make_roles),
        migrations.RunPython(make_watch_schedules),
        migrations.RunPython(make_prune_schedule),
    ]
