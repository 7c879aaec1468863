"""Mails are on for this installation, on a Thursday at nine; somebody wants digests."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User

from tests.support.mailing import begin


@pytest.fixture(autouse=True)
def _mails_are_on(settings: Any, on: Any) -> None:
    settings.MENTORCERTS_REMINDERS = True
    settings.MENTORCERTS_PUBLIC_URL = "https://mentors.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    on("2026-03-26", "09:00:00")


@pytest.fixture
def kit(db: None) -> User:
    """A coordinator with an address."""
    begin()
    user = User.objects.create_user("kit", email="kit@mentors.example", is_staff=True)
    apps = ("certifications", "statuses", "renewals", "promises", "reminders")
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=apps))
    return user
