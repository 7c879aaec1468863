"""Accounts of colleagues: invited with a role, and given another one.

A role is one of the three groups of ``roles``. Nobody gives rights that they don't have themselves.
What is written here is in the audit log, as all changes of access are.
"""

from collections.abc import Mapping

from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from mentorcerts.access.roles import ROLES
from mentorcerts.lib.lengths import USERNAME_LENGTH

NAMES: Mapping[str, str] = dict(zip(ROLES, ("Viewer", "Coordinator", "Administrator"), strict=True))
"""What somebody with the role is called."""


@transaction.atomic
def invite(*, email: str, role: str, first_name: str = "", last_name: str = "", by: User) -> User:
    """Make an account whose user name is the address, without a password yet.

    ``ValidationError`` where somebody has the address already, ``PermissionDenied`` for a role that
    ``by`` can't give.
    """
    email = email.strip().lower()
    taken = User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).first()
    if taken is not None:
        raise ValidationError({"email": f"{taken.get_username()} has this address already."})
    user = User(
        username=email[:USERNAME_LENGTH], email=email, first_name=first_name, last_name=last_name
    )
    user.is_staff = True
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    give_role(user=user, role=role, by=by)
    return user


@transaction.atomic
def make_program_account(*, username: str, role: str, by: User) -> User:
    """Make an account that owns API tokens, and with which nobody logs in.

    Raises as ``invite`` does.
    """
    user = User(username=username)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    give_role(user=user, role=role, by=by)
    return user


@transaction.atomic
def give_role(*, user: User, role: str, by: User) -> None:
    """Let this be the user's only role; groups that are none stay. Empty: no role.

    The caller has locked the user's row, where they were there before.
    """
    before = role_of(user)
    if role == before:
        return
    if role not in ("", *roles_to_give(by)):
        raise PermissionDenied(f"{by.get_username()} can't give the role {role}.")
    user.groups.remove(*user.groups.filter(name__in=ROLES))
    if role:
        user.groups.add(Group.objects.get(name=role))


def role_of(user: User) -> str:
    """The highest role that somebody has; empty if none."""
    theirs = {group.name for group in user.groups.all()}
    return next((role for role in reversed(ROLES) if role in theirs), "")


def roles_to_give(giver: User) -> list[str]:
    """The roles that ask for no more than this person may do."""
    groups = Group.objects.filter(name__in=ROLES)
    if not giver.is_superuser:
        own = Permission.objects.filter(Q(group__user=giver) | Q(user=giver))
        beyond = Permission.objects.exclude(pk__in=own.values("pk"))
        groups = groups.exclude(permissions__in=beyond)
    names = set(groups.values_list("name", flat=True))
    return [role for role in ROLES if role in names]


def has_rights(user: User) -> bool:
    """Whether there is anything that this person may see or do in the admin."""
    return bool(user.is_staff and (user.is_superuser or user.get_all_permissions()))
