"""Mails are on for this installation, on the day of the contracts at nine."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from tests.support.dates import TODAY


@pytest.fixture(autouse=True)
def _mails_are_on(settings: Any, on: Any) -> None:
    settings.MENTORCERTS_REMINDERS = True
    settings.MENTORCERTS_PUBLIC_URL = "https://mentors.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    on(str(TODAY), "09:00:00")


@pytest.fixture
def kit(db: None) -> User:
    """A viewer with an address: looking is all that a report needs."""
    user = User.objects.create_user("kit", email="kit@mentors.example", is_staff=True)
    user.groups.add(Group.objects.get(name="Viewers"))
    return user
