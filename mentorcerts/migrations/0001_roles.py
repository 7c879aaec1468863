"""Make the three roles, as groups. Later changes to them are the programme's own."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

OURS = ("certifications", "statuses", "renewals")
TASKS_AND_ACCESS = ("django_q", "auth", "knox", "admin")


def make_roles(apps, schema_editor):
    database = schema_editor.connection.alias
    for label in (*OURS, *TASKS_AND_ACCESS):
        # Permissions are otherwise made after all migrations: too late to hand them out here.
        create_permissions(installed.get_app_config(label), verbosity=0, using=database)
    Group = apps.get_model("auth", "Group")
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    ours = permissions.filter(content_type__app_label__in=OURS)
    for name, allowed in {
        "Viewers": ours.filter(codename__startswith="view_"),
        "Coordinators": ours,
        "Administrators": permissions.filter(
            content_type__app_label__in=(*OURS, *TASKS_AND_ACCESS)
        ),
    }.items():
        group, _made = Group.objects.using(database).get_or_create(name=name)
        group.permissions.add(*allowed)


class Migration(migrations.Migration):
    dependencies = [
        ("certifications", "0003_history"),
        ("statuses", "0001_initial"),
        ("renewals", "0002_history"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("knox", "0009_extend_authtoken_field"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
