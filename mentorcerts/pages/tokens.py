"""The admin's pages on API tokens: whose they are, how long they last, when they were used."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from knox.models import AuthToken
from unfold.admin import ModelAdmin
from unfold.decorators import display

from mentorcerts.access import tokens
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.day_fields import DayField
from mentorcerts.lib.admin.page_names import NamedPage

CREATE, BY_ROLES = "knox.add_authtoken", "django.contrib.auth.backends.ModelBackend"


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new token."""

    last_day = DayField(
        label="Lasts through",
        required=False,
        help_text="The last day (UTC) on which it is valid. Empty: until it is revoked.",
    )
    text = ""
    """The token itself, once it has been created."""

    class Meta:
        model = AuthToken
        fields = ["user"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        last_day = cleaned.get("last_day")
        if last_day is not None and last_day < timezone.now().date():
            raise ValidationError({"last_day": "This day has passed. Choose a later one."})
        return cleaned

    def save(self, commit: bool = True) -> AuthToken:
        last_day = self.cleaned_data["last_day"]
        ends = None if last_day is None else moments.utc_midnight(last_day + timedelta(days=1))
        token, self.text = tokens.create_token(owner=self.cleaned_data["user"], expiry=ends)
        return token

    def save_m2m(self) -> None:
        """Do nothing: the service has written everything."""


class TokenAdmin(NamedPage, ModelAdmin):  # type: ignore[misc,type-arg]
    """Tokens are created and revoked, never changed. A token is shown once and never stored."""

    page_name = "API tokens"
    form = TokenForm
    list_display = ["name", "owner", "created", "runs_out", "last_used"]
    list_filter = [("expiry", admin.EmptyFieldListFilter)]
    search_fields = ["token_key__startswith", "user__username"]
    search_help_text = "By the token's first characters or its owner's user name."
    ordering = ["-created"]
    autocomplete_fields = ["user"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuthToken]:
        """Leave out superusers' tokens for those who are none: they open what is not theirs."""
        rows: QuerySet[AuthToken] = super().get_queryset(request)
        if not request.user.is_superuser:
            rows = rows.filter(user__is_superuser=False)
        return rows.select_related("user", "last_use")

    def get_fields(self, request: HttpRequest, obj: AuthToken | None = None) -> list[str]:
        return ["user", "last_day"] if obj is None else list(self.list_display)

    def get_readonly_fields(self, request: HttpRequest, obj: AuthToken | None = None) -> list[str]:
        return [] if obj is None else list(self.list_display)

    def has_change_permission(self, request: HttpRequest, obj: AuthToken | None = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Let only superusers create the token of a superuser, or of somebody else who may create
        tokens: it may do what its owner may do."""
        if db_field.name == "user":
            owners = User.objects.filter(is_active=True)
            if not request.user.is_superuser:
                may_create = User.objects.with_perm(CREATE, backend=BY_ROLES)
                others = may_create.exclude(username=request.user.get_username())
                owners = owners.filter(is_superuser=False).exclude(pk__in=others.values("pk"))
            kwargs["queryset"] = owners
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    # --- created: shown once -------------------------------------------------------------------
    def save_form(self, request: HttpRequest, form: Any, change: bool) -> AuthToken:
        token: AuthToken = form.save()
        token.text = form.text  # for the page that answers this request, and no other
        return token

    def save_model(self, request: HttpRequest, obj: AuthToken, form: Any, change: bool) -> None:
        """Do nothing: the service has created it."""

    def response_add(
        self, request: HttpRequest, obj: AuthToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the token on a page: a message would store it in a cookie or a session."""
        return TemplateResponse(
            request,
            "admin/token_made.html",
            {
                **self.admin_site.each_context(request),
                "title": f"Token of {obj.user}",
                "opts": self.opts,
                "token": obj,
            },
        )

    # --- revoked ------------------------------------------------------------------------------
    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """List the tokens alone; when each was last used is deleted with it."""
        return [f"{tokens.short_name(token)}… of {token.user}" for token in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: AuthToken) -> None:
        tokens.revoke_token(obj)

    # --- columns ------------------------------------------------------------------------------
    @display(description="Begins with", ordering="token_key")
    def name(self, obj: AuthToken) -> str:
        return tokens.short_name(obj)

    @display(description="Owner", ordering="user__username")
    def owner(self, obj: AuthToken) -> str:
        return str(obj.user)

    @display(description="Runs out", ordering="expiry", label={"over": "danger"})
    def runs_out(self, obj: AuthToken) -> tuple[str, str] | str:
        if obj.expiry is None:
            return "never"
        moment = clock.format_local(obj.expiry)
        return ("over", f"ran out {moment}") if tokens.has_expired(obj) else moment

    @display(description="Last used", ordering="last_use__used_at")
    def last_used(self, obj: AuthToken) -> str:
        moment = tokens.last_used(obj)
        return "never" if moment is None else clock.format_local(moment)
