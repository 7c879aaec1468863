"""The three roles, as the migrations leave them."""

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import connection

ROLES = {"Viewers", "Coordinators", "Administrators"}
access = importlib.import_module("mentorcerts.migrations.0002_access")


def holders(codename: str) -> set[str]:
    return set(Group.objects.filter(permissions__codename=codename).values_list("name", flat=True))


@pytest.mark.django_db
def test_coordinators_and_administrators_start_the_job():
    assert holders("run_expiry_job") == ROLES - {"Viewers"}


@pytest.mark.django_db
def test_who_could_start_the_job_before_it_had_a_permission_still_can():
    start = Permission.objects.get(codename="run_expiry_job")
    start.group_set.clear()
    night_shift = Group.objects.create(name="Night shift")
    ann, bob = User.objects.create_user("ann"), User.objects.create_user("bob")
    before = Permission.objects.get(codename="add_expiryrun")
    night_shift.permissions.add(before)
    ann.user_permissions.add(before)
    access.who_could_start_the_job_still_can(apps, SimpleNamespace(connection=connection))
    assert holders("run_expiry_job") == {"Coordinators", "Administrators", "Night shift"}
    assert ann.has_perm("certifications.run_expiry_job")
    assert not bob.has_perm("certifications.run_expiry_job")


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "may"), [("Administrators", True), ("Coordinators", False)])
def test_tokens_are_for_administrators(role, may):
    assert (role in holders("add_authtoken")) is may
    assert (role in holders("delete_authtoken")) is may
