"""When tokens were last used; who may start the job, and who unlocks logins."""

import django.db.models.deletion
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def who_could_start_the_job_still_can(apps, schema_editor):
    """Until now the permission to add a run stood for the permission to start one."""
    database = schema_editor.connection.alias
    # Permissions are otherwise made after all migrations: too late to hand one out here.
    create_permissions(installed.get_app_config("certifications"), verbosity=0, using=database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    ours = permissions.filter(content_type__app_label="certifications")
    start = ours.get(codename="run_expiry_job")
    before = ours.get(codename="add_expiryrun")
    for group in before.group_set.using(database).all():
        group.permissions.add(start)
    for user in before.user_set.using(database).all():
        user.user_permissions.add(start)


def administrators_unlock_logins(apps, schema_editor):
    database = schema_editor.connection.alias
    create_permissions(installed.get_app_config("axes"), verbosity=0, using=database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    unlock = permissions.filter(
        content_type__app_label="axes",
        codename__in=["view_accessattempt", "delete_accessattempt"],
    )
    for group in (
        apps.get_model("auth", "Group").objects.using(database).filter(name="Administrators")
    ):
        group.permissions.add(*unlock)


class Migration(migrations.Migration):
    dependencies = [
        ("mentorcerts", "0001_roles"),
        ("certifications", "0008_run_permission"),
        ("knox", "0009_extend_authtoken_field"),
        ("axes", "0010_accessattemptexpiration"),
    ]
    operations = [
        migrations.CreateModel(
            name="TokenUse",
            fields=[
                (
                    "token",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="last_use",
                        serialize=False,
                        to="knox.authtoken",
                    ),
                ),
                ("used_at", models.DateTimeField()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(who_could_start_the_job_still_can, migrations.RunPython.noop),
        migrations.RunPython(administrators_unlock_logins, migrations.RunPython.noop),
    ]
