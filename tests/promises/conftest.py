"""Mails are on for this installation, at nine in the morning."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _mails_are_on(settings: Any, on: Any) -> None:
    settings.MENTORCERTS_REMINDERS = True
    settings.MENTORCERTS_REMINDER_DAYS = (90, 60, 30, 7)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    on("2026-03-26", "09:00:00")
