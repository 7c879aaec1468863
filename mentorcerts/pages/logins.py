"""Locked logins: the list, the action that unlocks them, and the page that they see."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import ModelAdmin as DjangoModelAdmin
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet, Sum, Window
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AuthenticationForm

from mentorcerts.access.accounts import has_rights
from mentorcerts.lib.admin.page_names import NamedPage

NO_RIGHTS = (
    "Your account has no rights here yet: ask an administrator of the programme to give you a role."
)


class LoginForm(AuthenticationForm):  # type: ignore[misc]
    """Django tells whom it knows, and who may see nothing, that the password is wrong."""

    def confirm_login_allowed(self, user: Any) -> None:
        if user.is_active and not has_rights(user):
            raise ValidationError(NO_RIGHTS, code="no_rights")
        super().confirm_login_allowed(user)


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """Answer 429 after too many failures with this user name or from this address."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    page = TemplateResponse(
        request,
        "admin/locked_out.html",
        {**admin.site.each_context(request), "title": "Locked", "minutes": seconds // 60},
        status=429,
        headers={"Retry-After": str(seconds)},
    )
    return page.render()


class LoginFailuresAdmin(NamedPage, ModelAdmin):  # type: ignore[misc,type-arg]
    """Failed logins that still count. They can be unlocked, not changed."""

    page_name = "Locked logins"
    list_display = ["username", "ip_address", "failures_since_start", "state", "attempt_time"]
    search_fields = ["username", "ip_address"]
    search_help_text = "By user name or address."
    ordering = ["-attempt_time"]
    actions = ["unlock"]
    list_display_links = None

    def record_name(self, record: AccessAttempt) -> str:
        return f"{record.username} from {record.ip_address}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessAttempt]:
        """Add the failures for each name and each address, because these are what is locked."""
        counting = timezone.now() - settings.AXES_COOLOFF_TIME
        rows: QuerySet[AccessAttempt] = (
            super()
            .get_queryset(request)
            .filter(attempt_time__gte=counting)
            .annotate(of_name=_failures("username"), of_address=_failures("ip_address"))
        )
        return rows

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out deletion: it would unlock too, under another name."""
        found: dict[str, Any] = DjangoModelAdmin.get_actions(self, request)
        return {name: entry for name, entry in found.items() if name != "delete_selected"}

    @admin.action(description="Unlock the selected names and addresses", permissions=["delete"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[AccessAttempt]) -> None:
        """Delete all failures of the selected names, and all from the selected addresses."""
        for attempt in queryset:
            AxesProxyHandler.reset_attempts(
                username=attempt.username, ip_address=attempt.ip_address, ip_or_username=True
            )
        messages.success(request, "Unlocked. They can try again at once.")

    @display(description="State", label={"locked": "danger"})
    def state(self, obj: Any) -> tuple[str, str] | str:
        locked = [
            words
            for words, failures in (("name", obj.of_name), ("address", obj.of_address))
            if failures >= settings.AXES_FAILURE_LIMIT
        ]
        return ("locked", f"{' and '.join(locked)} locked") if locked else ""


def _failures(field: str) -> Window:
    return Window(Sum("failures_since_start"), partition_by=F(field))
