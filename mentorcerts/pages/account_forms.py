"""Forms about accounts: who somebody is, and their role. No permission is named in them."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.html import format_html
from unfold.forms import UserChangeForm
from unfold.widgets import UnfoldAdminSelectWidget

from mentorcerts.access.accounts import (
    NAMES,
    give_role,
    invite,
    make_program_account,
    role_of,
    roles_to_give,
)
from mentorcerts.lib.admin.forms import ServiceForm
from mentorcerts.lib.admin.stale_forms import GuardedModelForm

ABOUT_ROLES = (
    "Viewers look. Coordinators record, renew, pause and import as well. Administrators also look "
    "after accounts, tokens, webhooks and the schedule."
)


class RoleField(forms.ChoiceField):
    """One of the roles that the person may give."""

    widget = UnfoldAdminSelectWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(label="Role", help_text=ABOUT_ROLES, **options)

    def offer(self, giver: Any, *, current: str | None) -> None:
        """``current``: the role that somebody has; ``None`` of a new account, which gets one."""
        roles = [role for role in NAMES if role in {*roles_to_give(giver), current}]
        none = [("", "No role: sees nothing")] if current is not None else []
        self.choices = [*none, *((role, NAMES[role]) for role in roles)]
        self.required = current is None


class InviteForm(ServiceForm):
    """A colleague, who chooses a password by a link."""

    role = RoleField()

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name"]
        labels = {"email": "E-mail"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = format_html(
            "It is the user name as well. For a program that uses the API, "
            '<a class="text-link underline" href="{}">make an account without a mail</a>.',
            "?for=program",
        )
        self.fields["role"].offer(self.request.user, current=None)  # type: ignore[attr-defined]

    def write(self, *, today: date, by: str) -> User:
        sent, inviter = self.cleaned_data, self.request.user
        assert isinstance(inviter, User)
        return invite(
            email=sent["email"],
            role=sent["role"],
            first_name=sent["first_name"],
            last_name=sent["last_name"],
            by=inviter,
        )


class ProgramForm(ServiceForm):
    """An account that owns API tokens."""

    role = RoleField()

    class Meta:
        model = User
        fields = ["username"]
        labels = {"username": "Name"}
        help_texts = {
            "username": "Such as: sync-service. Nobody logs in with it; make its tokens under "
            "API tokens."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].offer(self.request.user, current=None)  # type: ignore[attr-defined]

    def write(self, *, today: date, by: str) -> User:
        maker = self.request.user
        assert isinstance(maker, User)
        name, role = self.cleaned_data["username"], self.cleaned_data["role"]
        return make_program_account(username=name, role=role, by=maker)


class AccountForm(GuardedModelForm):
    """Who it is, which role they have, whether the account opens anything."""

    request: Any
    role = RoleField()

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "is_staff", "is_active"]
        labels = {"email": "E-mail", "is_staff": "Logs in here"}
        help_texts = {
            "username": "What is typed at the login.",
            "is_staff": "Off for an account that only owns API tokens.",
            "is_active": "Switch it off when somebody leaves: it opens nothing any more, and what "
            "they have done stays under their name.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:  # nowhere, where the person may only look
            self.initial["role"] = role_of(self.instance)
            role: Any = self.fields["role"]
            role.offer(self.request.user, current=self.initial["role"])

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        give_role(user=self.instance, role=self.cleaned_data["role"], by=self.request.user)


class AdvancedForm(GuardedModelForm, UserChangeForm):  # type: ignore[misc]
    """Unfold's, which writes nothing where a colleague has changed the user meanwhile."""
