"""Accounts of colleagues: invited, given another role, closed; and links to set a password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.forms import AdminPasswordChangeForm

from mentorcerts.access import audit
from mentorcerts.access.password_links import (
    days_valid,
    hand_over,
    mail_of_invitation,
    mail_of_new_password,
    may_mail_links,
    path_of_link,
)
from mentorcerts.lib.admin.folded_search import FoldedSearch
from mentorcerts.lib.admin.page_names import NamedPage
from mentorcerts.lib.admin.spreadsheets import SpreadsheetExport
from mentorcerts.lib.admin.stale_forms import GuardedAdmin
from mentorcerts.models import AuditEvent
from mentorcerts.pages.account_forms import AccountForm, AdvancedForm, InviteForm, ProgramForm
from mentorcerts.pages.sheets import AccountTable, role_in_words

ADVANCED = "advanced"
SIMPLE = ["username", "first_name", "last_name", "email", "role", "is_staff", "is_active"]


class AccountFields(auth_admin.UserAdmin):  # type: ignore[type-arg]
    """The simple form for everybody; all that Django has for superusers, who ask for it."""

    add_form_template = None

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            names = (
                ["username"] if _is_for_program(request) else ["email", "first_name", "last_name"]
            )
            return [(None, {"fields": [*names, "role"]})]
        if _is_advanced(request):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": [*SIMPLE, "last_login", "date_joined"]})]

    def get_form(  # type: ignore[override]
        self, request: HttpRequest, obj: User | None = None, **kwargs: Any
    ) -> Any:
        if obj is None:
            chosen: Any = ProgramForm if _is_for_program(request) else InviteForm
        else:
            chosen = AdvancedForm if _is_advanced(request) else AccountForm
        form = super().get_form(request, obj, **{**kwargs, "form": chosen})
        form.request = request  # type: ignore[attr-defined]  # the class is made for this request
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        if obj is None or _is_advanced(request):
            return list(super().get_readonly_fields(request, obj))
        return ["username", "last_login", "date_joined"]


class AccountAdmin(  # type: ignore[misc]
    FoldedSearch, SpreadsheetExport, GuardedAdmin, NamedPage, AccountFields, ModelAdmin
):
    """Who manages others can't make a superuser, or change or delete one."""

    page_name = "Accounts"
    table = AccountTable
    form = AccountForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "name", "email", "role", "last_login", "is_active"]
    list_filter = ["is_active", "groups"]
    search_fields = ["username", "first_name", "last_name", "email"]
    search_help_text = "By user name, name or e-mail."
    actions_detail = ["link_page", "advanced"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        rows: QuerySet[User] = super().get_queryset(request).prefetch_related("groups")
        return rows

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _may_change(request, obj) and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _may_change(request, obj) and bool(super().has_delete_permission(request, obj))

    # --- invited ------------------------------------------------------------------------------
    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new account has been written by its form."""
        if change:
            super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        if obj.email:
            request.invited = obj  # type: ignore[attr-defined]
        else:
            messages.success(request, f"{obj} can own API tokens now.")
        return HttpResponseRedirect(reverse("admin:auth_user_changelist"))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Invite. The mail goes out when the transaction is over: a server takes its time."""
        # What was invited is done: there is no form to go on with.
        one_button = {"show_save_and_continue": False, "show_save_and_add_another": False}
        for_program = _is_for_program(request)
        title = "An account for a program" if for_program else "Invite a colleague"
        context = {"title": title, **one_button, **(extra_context or {})}
        answer: HttpResponse = super().add_view(request, form_url, context)
        invited = getattr(request, "invited", None)
        return answer if invited is None else self._with_link(request, invited, is_new=True)

    # --- links --------------------------------------------------------------------------------
    def has_link_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        user = None if object_id is None else self.get_object(request, unquote(str(object_id)))
        return self.has_change_permission(request, user)

    @action(description="Link to set a password…", url_path="link", permissions=["link"])
    def link_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what will be done; ``POST`` makes a link, and mails or shows it."""
        user = self.get_object(request, unquote(object_id))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method == "POST" and user.is_active:
            return self._with_link(request, user, is_new=not user.has_usable_password())
        return self._link_page(request, user)

    def _with_link(self, request: HttpRequest, user: User, *, is_new: bool) -> HttpResponse:
        """Mail a link; where there is no mail server, or it fails, show it this once."""
        make = mail_of_invitation if is_new else mail_of_new_password
        is_mailed = bool(user.email) and may_mail_links() and hand_over(make(user))
        how = f"mailed to {user.email}" if is_mailed else "shown"
        audit.record_secret(
            AuditEvent.What.PASSWORD_LINK, request=request, about=f"{user.get_username()}: {how}"
        )
        if not is_mailed:
            path, public = path_of_link(user), settings.MENTORCERTS_PUBLIC_URL.rstrip("/")
            link = f"{public}{path}" if public else request.build_absolute_uri(path)
            return self._link_page(request, user, link=link, failed=may_mail_links())
        words = "Invited" if is_new else "Sent"
        messages.success(request, f"{words}: a mail with a link went to {user.email}.")
        return HttpResponseRedirect(reverse("admin:auth_user_changelist"))

    def _link_page(self, request: HttpRequest, user: User, **more: Any) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Link to set a password: {user.get_username()}",
            "opts": self.opts,
            "account": user,
            "is_mailed": bool(user.email) and may_mail_links(),
            "days": days_valid(),
            "back": reverse("admin:auth_user_changelist"),
        }
        return TemplateResponse(request, "admin/account_link.html", context | more)

    # --- for superusers -----------------------------------------------------------------------
    def has_advanced_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.is_superuser)

    @action(description="Permissions…", url_path="advanced", permissions=["advanced"])
    def advanced(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """All that Django knows of an account, for superusers."""
        change = reverse("admin:auth_user_change", args=[object_id])
        return HttpResponseRedirect(f"{change}?{ADVANCED}=1")

    # --- columns ------------------------------------------------------------------------------
    @display(description="Name", ordering="first_name")
    def name(self, obj: User) -> str:
        return obj.get_full_name()

    @display(description="Role")
    def role(self, obj: User) -> str:
        return role_in_words(obj)


def _is_advanced(request: HttpRequest) -> bool:
    return bool(request.user.is_superuser) and ADVANCED in request.GET


def _is_for_program(request: HttpRequest) -> bool:
    return request.GET.get("for") == "program"


def _may_change(request: HttpRequest, user: User | None) -> bool:
    return bool(request.user.is_superuser) or user is None or not user.is_superuser
