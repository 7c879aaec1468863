"""Other packages' admin pages, in the admin's theme and with our permissions."""

from typing import Any

from axes.models import AccessAttempt
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django_q import admin as q_admin
from django_q.models import Failure, OrmQ, Success
from knox.models import AuthToken
from redis.exceptions import RedisError
from unfold.admin import ModelAdmin

from mentorcerts.lib.admin.page_names import NamedPage
from mentorcerts.lib.admin.stale_forms import GuardedAdmin, GuardedModelForm
from mentorcerts.pages.accounts import AccountAdmin
from mentorcerts.pages.logins import LoginFailuresAdmin
from mentorcerts.pages.tokens import TokenAdmin


# django-q2 lets everybody who may view tasks run them again.
@admin.action(description="Resubmit selected tasks to queue", permissions=["change"])
def resubmit_task(page: "admin.ModelAdmin[Any]", request: HttpRequest, tasks: Any) -> None:
    """Put tasks into the queue again. Those that Redis does not take any more stay in the list."""
    try:
        q_admin.resubmit_task(page, request, tasks)
    except RedisError:
        messages.error(
            request, "The queue (Redis) can't be reached. Resubmit what is still listed later."
        )


# Only the theme, the heading and this action are ours.
for model, page in (
    (Success, q_admin.TaskAdmin),
    (Failure, q_admin.FailAdmin),
):
    admin.site.unregister(model)
    ours = {"actions": [resubmit_task]}
    admin.site.register(model, type(page.__name__, (NamedPage, page, ModelAdmin), ours))

admin.site.unregister([AuthToken, Group, User])
admin.site.register(AuthToken, TokenAdmin)
admin.site.register(AccessAttempt, LoginFailuresAdmin)


if admin.site.is_registered(OrmQ):  # the queue, where it is in the database
    admin.site.unregister(OrmQ)

    @admin.register(OrmQ)
    class QueueAdmin(NamedPage, q_admin.QueueAdmin, ModelAdmin):  # type: ignore[misc,type-arg]
        """What waits to be done. It can be deleted; changing it would be changing code."""

        def has_change_permission(self, request: HttpRequest, obj: OrmQ | None = None) -> bool:
            return False


@admin.register(Group)
class GroupAdmin(GuardedAdmin, NamedPage, auth_admin.GroupAdmin, ModelAdmin):  # type: ignore[misc,type-arg]
    """Roles, and what each may do."""

    form = GuardedModelForm


admin.site.register(User, AccountAdmin)
