"""*Forgot password?*, and the page behind the link that is mailed then, or with an invitation."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminPasswordWidget

from mentorcerts.access.password_links import (
    asked_too_often,
    days_valid,
    hand_over_unseen,
    mail_of_new_password,
    may_mail_links,
    record_asked,
)


class ForgottenForm(PasswordResetForm):
    """The address; who has an account with it gets a mail."""

    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        widget=UnfoldAdminEmailInputWidget(attrs={"autocomplete": "email", "autofocus": ""}),
    )

    def get_users(self, email: str) -> list[User]:  # type: ignore[override]
        """Also who was invited and has no password yet."""
        invited = User.objects.filter(is_active=True, is_staff=True, email__iexact=email)
        without = [user for user in invited if not user.has_usable_password()]
        return [*super().get_users(email), *without]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Django's takes the address of the link from the request; ours never does."""
        users = self.get_users(self.cleaned_data["email"])
        hand_over_unseen([mail_of_new_password(user) for user in users])


class PasswordForgotten(views.PasswordResetView):
    """Answers the same, and as fast, whether the address is known or not."""

    template_name = "registration/password_forgotten.html"
    form_class = ForgottenForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **admin.site.each_context(self.request),
            "title": "Forgot password?",
            "is_off": not may_mail_links(),
            "days": days_valid(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_mail_links():
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        email = form.cleaned_data["email"]
        if asked_too_often(self.request, email):
            seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
            context = self.get_context_data(form=form, too_often=seconds // 60)
            return self.render_to_response(
                context, status=429, headers={"Retry-After": str(seconds)}
            )
        record_asked(self.request, email)
        form.save()
        return self.render_to_response(self.get_context_data(form=form, is_asked=True))


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("new_password1", "new_password2"):
            self.fields[name].widget = UnfoldAdminPasswordWidget(
                attrs={"autocomplete": "new-password"}
            )


class PasswordSet(views.PasswordResetConfirmView):
    """Behind the link. Who sets a password ends the lock of their own name, and logs in."""

    template_name = "registration/password_set.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("admin:login")

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **admin.site.each_context(self.request),
            "title": "Choose a password",
            "is_off": not may_mail_links(),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        name = form.user.get_username()
        AxesProxyHandler.reset_attempts(username=name)
        messages.success(self.request, f"Your password is set. Log in as {name}.")
        return answer
