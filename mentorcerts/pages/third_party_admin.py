"""Other packages' admin pages, in the admin's theme and with our permissions."""

from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django_q import admin as q_admin
from django_q.models import Failure, OrmQ, Schedule, Success
from knox.models import AuthToken
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from mentorcerts.lib.admin.page_names import NamedPage
from mentorcerts.pages.logins import LoginFailuresAdmin
from mentorcerts.pages.tokens import TokenAdmin

# Only the theme and the heading are ours.
for model, page in (
    (Success, q_admin.TaskAdmin),
    (Failure, q_admin.FailAdmin),
    (OrmQ, q_admin.QueueAdmin),
    (Group, auth_admin.GroupAdmin),
):
    if not admin.site.is_registered(model):
        continue  # the queue, where it is not in the database
    admin.site.unregister(model)
    admin.site.register(model, type(page.__name__, (NamedPage, page, ModelAdmin), {}))

# django-q2 lets everybody who may view tasks run them again.
q_admin.resubmit_task.allowed_permissions = ("change",)

admin.site.unregister([AuthToken, Schedule, User])
admin.site.register(AuthToken, TokenAdmin)
admin.site.register(AccessAttempt, LoginFailuresAdmin)


@admin.register(Schedule)
class ScheduleAdmin(NamedPage, q_admin.ScheduleAdmin, ModelAdmin):  # type: ignore[misc,type-arg]
    """When tasks run. Only superusers decide what they run, because that is code."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser and super().has_add_permission(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Schedule | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else [*fields, "func", "hook", "args", "kwargs"]


@admin.register(User)
class UserAdmin(NamedPage, auth_admin.UserAdmin, ModelAdmin):  # type: ignore[misc,type-arg]
    """Users who manage others can't become a superuser, or create, change or delete one."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _may_change(request, obj) and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _may_change(request, obj) and bool(super().has_delete_permission(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else [*fields, "is_superuser"]


def _may_change(request: HttpRequest, user: User | None) -> bool:
    return bool(request.user.is_superuser) or user is None or not user.is_superuser
