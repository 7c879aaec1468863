"""The three roles, as the migrations leave them."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from mentorcerts.access import roles

ROLES = {"Viewers", "Coordinators", "Administrators"}


def holders(codename: str) -> set[str]:
    return set(Group.objects.filter(permissions__codename=codename).values_list("name", flat=True))


@pytest.mark.django_db
def test_coordinators_and_administrators_start_the_job():
    assert holders("run_expiry_job") == ROLES - {"Viewers"}


@pytest.mark.django_db
def test_granting_adds_what_is_new_and_takes_nothing_away():
    viewers = Group.objects.get(name="Viewers")
    extra = Permission.objects.get(codename="add_mentor")
    taken = Permission.objects.get(codename="view_renewal")
    viewers.permissions.add(extra)
    viewers.permissions.remove(taken)
    roles.grant(apps, ["certifications.mentor"], using="default")
    assert extra in viewers.permissions.all()
    assert taken not in viewers.permissions.all()
    roles.make_roles(apps, using="default")
    assert taken in viewers.permissions.all()


@pytest.mark.django_db
def test_a_role_that_an_operator_has_renamed_is_passed_over():
    Group.objects.filter(name="Viewers").update(name="Readers")
    roles.grant(apps, roles.TABLE, using="default")
    assert not Group.objects.filter(name="Viewers").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "may"), [("Administrators", True), ("Coordinators", False)])
def test_tokens_are_for_administrators(role, may):
    assert (role in holders("add_authtoken")) is may
    assert (role in holders("delete_authtoken")) is may
