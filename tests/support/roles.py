"""The roles, as the migrations make them; again where a test before has emptied the tables."""

from django.apps import apps
from django.contrib.auth.models import Group

from mentorcerts.access import roles


def make_roles() -> None:
    if not Group.objects.exists():
        roles.make_roles(apps, using="default")
