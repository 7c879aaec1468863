"""Mails are on for this installation, and a mail server listens."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.support.mailing import Mailbox, use_server
from tests.support.network import free_port


@pytest.fixture(autouse=True)
def _mails_are_on(settings: Any, on: Any) -> None:
    settings.MENTORCERTS_REMINDERS = True
    settings.MENTORCERTS_REMINDER_DAYS = (90, 60, 30, 7)
    settings.MENTORCERTS_MAIL_PER_MINUTE = 10_000
    settings.MENTORCERTS_MAIL_REPLY_TO = []
    on("2026-03-26", "09:00:00")


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A real mail server; the settings lead to it."""
    server = Mailbox()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    use_server(settings, controller.hostname, controller.port)
    yield server
    controller.stop()


@pytest.fixture
def kim(db: None) -> Client:
    """A coordinator, of the role."""
    user = User.objects.create_user("kim", is_staff=True, email="kim@programme.test")
    user.groups.add(Group.objects.get(name="Coordinators"))
    client = Client()
    client.force_login(user)
    return client
