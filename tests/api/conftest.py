"""The day on which every test of the API begins, and who comes to the API."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from knox.models import AuthToken

from tests.support.dates import TODAY


@pytest.fixture(autouse=True)
def _the_day(on: Callable[[str], Any]) -> None:
    on(TODAY)


@pytest.fixture
def token(db: None) -> str:
    """A token of the user ``coordinator``, who has that role."""
    user = get_user_model().objects.create_user("coordinator")
    user.groups.add(Group.objects.get(name="Coordinators"))
    return AuthToken.objects.create(user)[1]


@pytest.fixture
def application(db: None) -> Iterator[Any]:
    """The WSGI application as a server calls it, inside the test's own transaction."""
    from mentorcerts.wsgi import application

    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield application
    for signal in signals:
        signal.connect(close_old_connections)
