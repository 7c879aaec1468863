"""Make the schedules of the watch, once; and let Administrators see the incidents."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.utils import timezone

SCHEDULES = {
    "Sign of life of the task cluster": ("mentorcerts.tasks.give_sign_of_life", 1),
    "Look after the nightly run": ("mentorcerts.tasks.look_after_runs", 10),
}
"""Name → what is run, and after how many minutes again."""


def make_schedules(apps, schema_editor):
    Schedule = apps.get_model("django_q", "Schedule")
    for name, (func, minutes) in SCHEDULES.items():
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


def show_incidents(apps, schema_editor):
    database = schema_editor.connection.alias
    create_permissions(installed.get_app_config("mentorcerts"), verbosity=0, using=database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    to_see = permissions.filter(content_type__app_label="mentorcerts", codename="view_incident")
    groups = apps.get_model("auth", "Group").objects.using(database)
    for administrators in groups.filter(name="Administrators"):
        administrators.permissions.add(*to_see)


class Migration(migrations.Migration):
    dependencies = [
        ("mentorcerts", "0005_watch"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [
        migrations.RunPython(make_schedules, migrations.RunPython.noop),
        migrations.RunPython(show_incidents, migrations.RunPython.noop),
    ]
