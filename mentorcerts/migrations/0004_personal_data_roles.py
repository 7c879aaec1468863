"""Exporting and erasing what is held about a mentor is for Administrators alone."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

ON_MENTORS = ("export_mentor", "erase_mentor")
TO_SEE_WHO_DID = ("view_personaldataevent",)


def hand_out(apps, schema_editor):
    database = schema_editor.connection.alias
    for label in ("certifications", "mentorcerts"):
        # Permissions are otherwise made after all migrations: too late to hand them out here.
        create_permissions(installed.get_app_config(label), verbosity=0, using=database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    on_mentors = permissions.filter(
        content_type__app_label="certifications", codename__in=ON_MENTORS
    )
    to_see = permissions.filter(content_type__app_label="mentorcerts", codename__in=TO_SEE_WHO_DID)
    groups = apps.get_model("auth", "Group").objects.using(database)
    for coordinators in groups.filter(name="Coordinators"):
        # In a fresh database the roles were made with whatever the app's permissions are now.
        coordinators.permissions.remove(*on_mentors)
    for administrators in groups.filter(name="Administrators"):
        administrators.permissions.add(*on_mentors, *to_see)


class Migration(migrations.Migration):
    dependencies = [
        ("mentorcerts", "0003_personal_data"),
        ("certifications", "0009_people"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(hand_out, migrations.RunPython.noop)]
