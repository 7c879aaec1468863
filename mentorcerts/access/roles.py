"""The three roles: which permissions each of them has, model by model.

Roles are Django groups. A fresh database gets them from ``TABLE``. What an operator gives to a
group, or takes away from it, is left alone afterwards.

To add a model, add its row to ``TABLE``, and a data migration to ``mentorcerts`` that depends on
the migration which creates the model::

    def hand_out(apps, schema_editor):
        roles.grant(apps, ["mentorcerts.webhook"], using=schema_editor.connection.alias)

It names the new models only, because granting other rows again would give back what an operator has
taken away. A fresh database has been given all rows by then: granting twice changes nothing.
"""

from collections.abc import Collection, Iterator

from django.apps import apps as installed
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions

ROLES = ("Viewers", "Coordinators", "Administrators")

NONE, VIEW, ALL = "", "view", "view add change delete"
DEFAULT_ACTIONS = frozenset(ALL.split())

TABLE: dict[str, tuple[str, str, str]] = {
    # model: (Viewers, Coordinators, Administrators)
    "certifications.autopause": (VIEW, ALL, ALL),
    "certifications.certification": (VIEW, ALL, ALL),
    "certifications.certificationtype": (VIEW, ALL, ALL),
    "certifications.event": (VIEW, VIEW, VIEW),
    "certifications.expiryrun": (VIEW, f"{ALL} run_expiry_job", f"{ALL} run_expiry_job"),
    "certifications.historicalcertification": (VIEW, ALL, ALL),
    "certifications.historicalcertificationtype": (VIEW, ALL, ALL),
    "certifications.historicalmentor": (VIEW, ALL, ALL),
    "certifications.mentor": (VIEW, ALL, f"{ALL} export_mentor erase_mentor"),
    "renewals.historicalrenewal": (VIEW, ALL, ALL),
    "renewals.renewal": (VIEW, ALL, ALL),
    "saved_lists.savedlist": (NONE, "share_savedlist", "share_savedlist"),
    "statuses.certificationstatus": (VIEW, ALL, ALL),
    "sync.comparison": (NONE, VIEW, VIEW),
    "sync.reader": (NONE, VIEW, VIEW),
    "webhooks.endpoint": (NONE, NONE, f"{ALL} send_webhooks view_webhook_secret"),
    "promises.promise": (VIEW, ALL, ALL),
    "reminders.message": (VIEW, ALL, ALL),
    "reminders.recipient": (VIEW, ALL, ALL),
    "reminders.round": (VIEW, ALL, ALL),
    "reminders.text": (VIEW, ALL, ALL),
    "mentorcerts.auditevent": (NONE, NONE, VIEW),
    "mentorcerts.incident": (NONE, NONE, VIEW),
    "mentorcerts.personaldataevent": (NONE, NONE, VIEW),
    "admin.logentry": (NONE, NONE, ALL),
    "auth.group": (NONE, NONE, ALL),
    "auth.permission": (NONE, NONE, ALL),
    "auth.user": (NONE, NONE, ALL),
    "axes.accessattempt": (NONE, NONE, "view delete"),  # delete: unlock a login
    "django_q.failure": (NONE, NONE, ALL),
    "django_q.ormq": (NONE, NONE, ALL),
    "django_q.schedule": (NONE, NONE, ALL),
    "django_q.success": (NONE, NONE, ALL),
    "django_q.task": (NONE, NONE, ALL),
    "knox.authtoken": (NONE, NONE, ALL),
}
"""What each role may do: Django's four actions in short, other permissions by their codename."""


def make_roles(apps: Apps, *, using: str) -> None:
    """Make the groups that are missing, and give all three what the whole table says.

    ``apps`` is the registry that a migration gets, or Django's own; ``using`` is the alias of the
    database.
    """
    groups = apps.get_model("auth", "Group").objects.using(using)
    for role in ROLES:
        groups.get_or_create(name=role)
    grant(apps, TABLE, using=using)


def grant(apps: Apps, models: Collection[str], *, using: str) -> None:
    """Add the permissions that the table has for these models, such as ``auth.user``.

    Nothing is taken away. A role that an operator has deleted or renamed is passed over.
    """
    for label in {model.partition(".")[0] for model in models}:
        # Django makes permissions after all migrations: too late to hand them out in one.
        create_permissions(installed.get_app_config(label), verbosity=0, using=using)
    rows = apps.get_model("auth", "Permission").objects.using(using)
    key = ("content_type__app_label", "content_type__model", "codename", "pk")
    ids = {(f"{app}.{model}", name): pk for app, model, name, pk in rows.values_list(*key)}
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=ROLES):
        group.permissions.add(
            *(ids[model, name] for model in models for name in codenames(group.name, model))
        )


def codenames(role: str, model: str) -> Iterator[str]:
    """Such as ``view_mentor`` and ``erase_mentor``."""
    for action in TABLE[model][ROLES.index(role)].split():
        yield f"{action}_{model.partition('.')[2]}" if action in DEFAULT_ACTIONS else action
