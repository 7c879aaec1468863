"""Django's own permissions, asked for once a request."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.db.models import Model


class OneQuery(ModelBackend):
    """Users and groups as in Django; both kinds of permissions come in one query, not two.

    They are kept on the user object, which lives as long as the request: what is taken away
    is gone with the next request.
    """

    def get_all_permissions(
        self, user_obj: User | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        if user_obj.is_anonymous or not user_obj.is_active or obj is not None:
            return set()
        user: Any = user_obj
        if user.is_superuser:
            return super().get_all_permissions(user)
        if not hasattr(user, "_perm_cache"):
            names = ("content_type__app_label", "codename")
            own = user.user_permissions.values_list(*names).order_by()
            theirs = Permission.objects.filter(group__user=user).values_list(*names).order_by()
            user._perm_cache = {f"{app}.{name}" for app, name in own.union(theirs)}
        permissions: set[str] = user._perm_cache
        return permissions
