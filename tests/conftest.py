"""Fixtures for all tests. Dates are explicit: no test looks at the real clock's date."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate
from rest_framework.test import APIClient
from time_machine import travel

from tests.roles import make_roles


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in real life: other processes and threads open the same one."""
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        settings.DATABASES["default"]["TEST"] = connection.settings_dict["TEST"] | {
            "NAME": str(path)
        }
        connection.settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(autouse=True, scope="session")
def _the_chosen_database(django_db_setup: None) -> None:
    assert connection.vendor == os.environ["MENTORCERTS_TESTED_DATABASE"]


@pytest.fixture(autouse=True, scope="session")
def _roles_outlive_emptied_tables(django_db_setup: None) -> Iterator[None]:
    """A test with transactions of its own leaves empty tables to the next: roles come again."""

    def again(**arguments: Any) -> None:
        make_roles()

    ours = apps.get_app_config("mentorcerts")  # the last: permissions are there by then
    post_migrate.connect(again, sender=ours)
    yield
    post_migrate.disconnect(again, sender=ours)


@pytest.fixture
def on() -> Iterator[Callable[[str], Any]]:
    """``on("2026-03-26")``: it is that day from here on, at one o'clock at night."""
    open_travels: list[Any] = []

    def go(day: str, time: str = "01:00:00") -> None:
        while open_travels:
            open_travels.pop().stop()
        traveller = travel(f"{day}T{time}+00:00", tick=True)
        traveller.start()
        open_travels.append(traveller)

    yield go
    while open_travels:
        open_travels.pop().stop()


@pytest.fixture
def api(db: None) -> APIClient:
    """A client of the API; errors come back as answers, as they would over the wire."""
    return APIClient(raise_request_exception=False)
